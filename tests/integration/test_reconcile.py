"""`abutre reconcile`: an operator's word on a purchase whose outcome nobody could find out."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from abutre.app.cli.reconciliation import reconcile
from abutre.app.config import Config, load_config
from abutre.app.container import Container
from abutre.app.services.recovery import Opening
from abutre.domain.effects import Buy, Reconcile
from abutre.domain.errors import UserError
from abutre.domain.facts import CandleSeen, Fact, OutcomeUnknown, Started
from abutre.domain.model import Book
from abutre.domain.records import Trade
from tests.deriv_answers import CONTRACT, NOW, listed, row
from tests.scripted_deriv import TOKEN, ScriptedDeriv

MINUTE = 60
FIRST = NOW - NOW % MINUTE - 10 * MINUTE


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        config = server.config()
        monkeypatch.setenv("DERIV_API_TOKEN", TOKEN)
        monkeypatch.setenv("DERIV_APP_ID", config.app_id)
        monkeypatch.setenv("DERIV_REST_URL", config.rest_url)
        monkeypatch.setenv("DERIV_WS_URL", config.ws_url)
        yield server


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_config({"demo": True, "data_dir": str(tmp_path)})


async def freeze(config: Config) -> None:
    """Leave behind a purchase of level 1 that nobody knows about."""
    facts: tuple[Fact, ...] = (
        Started(epoch=FIRST, balance=10**6, account_allowed=True, note=""),
        *(
            CandleSeen(open_time=FIRST + minute * MINUTE, open=9, high=9, low=8, close=8)
            for minute in range(8)
        ),
        OutcomeUnknown(book=Book.ACCOUNT, intent=1, epoch=NOW - 60),
    )
    container = Container(config=config)
    async with container.database(), container.venue():
        opening = await container.recovery().find()
        container.opening.override(opening)
        bookkeeping = container.bookkeeping()
        for fact in facts:
            effects = opening.engine.step(fact)
            bookkeeping.note(fact)
            await container.journal().commit(bookkeeping.entry(effects, opening.engine.snapshot()))


async def left(config: Config) -> tuple[Opening, list[Trade], int]:
    """The opening of the next process, its trades, and its last event."""
    container = Container(config=config)
    async with container.database(), container.venue():
        opening = await container.recovery().find()
        journal = container.journal()
        trades = list(await journal.trades(opening.run.run_id, 9))
        return opening, trades, (await journal.counters())[0]


async def test_it_lists_the_purchase_and_its_candidates_and_changes_nothing(
    server: ScriptedDeriv, config: Config
) -> None:
    await freeze(config)
    before = await left(config)
    server.then("portfolio", listed("portfolio", row(), row(CONTRACT + 1), row(5, kind="PUT")))
    said = await reconcile(config, contract=None, never_bought=False)
    assert "Unresolved: purchase 1, CALL, stake 1.00." in said
    assert f"  {CONTRACT}  bought 2027-01-15 08:00:30 UTC  paid 1.00  pays 1.92" in said
    assert str(CONTRACT + 1) in said
    assert "\n  5 " not in said
    after = await left(config)
    assert after[1:] == before[1:]
    assert after[0].engine.snapshot() == before[0].engine.snapshot()
    assert server.count("buy") == 0


async def test_the_contract_that_the_operator_names_is_taken_as_bought(
    server: ScriptedDeriv, config: Config
) -> None:
    await freeze(config)
    server.then("portfolio", listed("portfolio", row(), row(CONTRACT + 1)))
    said = await reconcile(config, contract=CONTRACT + 1, never_bought=False)
    assert f"purchase 1 became contract {CONTRACT + 1}" in said
    opening, (trade,), _ = await left(config)
    assert (trade.trade_id, trade.result) == (1, None)
    start = Started(epoch=NOW, balance=10**6 - 100, account_allowed=True, note="")
    asked = opening.engine.step(start)[-1]
    assert isinstance(asked, Reconcile)
    assert asked.contract_id == CONTRACT + 1
    with pytest.raises(UserError, match="no purchase of this account is unresolved"):
        await reconcile(config, contract=None, never_bought=False)


async def test_what_was_never_bought_ends_the_sequence(server: ScriptedDeriv, config: Config) -> None:
    await freeze(config)
    said = await reconcile(config, contract=None, never_bought=True)
    assert "purchase 1 was never bought" in said
    opening, trades, _ = await left(config)
    assert trades == []
    told = opening.engine.step(Started(epoch=NOW, balance=10**6, account_allowed=True, note=""))
    assert not any(isinstance(effect, Reconcile | Buy) for effect in told)
    assert server.count("buy") == 0


async def test_a_contract_that_is_no_candidate_is_refused(server: ScriptedDeriv, config: Config) -> None:
    await freeze(config)
    server.then("portfolio", listed("portfolio", row()))
    with pytest.raises(UserError, match=f"contract 4711 is not one .*\n.*\n  {CONTRACT}"):
        await reconcile(config, contract=4711, never_bought=False)


@pytest.mark.usefixtures("server")
async def test_without_anything_unresolved_it_says_so(config: Config) -> None:
    with pytest.raises(UserError, match="no purchase of this account is unresolved"):
        await reconcile(config, contract=None, never_bought=False)


async def test_both_answers_at_once_are_refused(config: Config) -> None:
    with pytest.raises(UserError, match="found both"):
        await reconcile(config, contract=1, never_bought=True)


async def test_an_account_of_this_machine_has_nothing_to_resolve(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="only what was bought at Deriv"):
        await reconcile(load_config({"data_dir": str(tmp_path)}), contract=None, never_bought=True)
