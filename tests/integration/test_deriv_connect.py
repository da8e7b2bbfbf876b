"""How the adapter reaches an account of either generation, and what it says when it may not."""

import logging
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from abutre.adapters.deriv.config import AccountKind, Generation
from abutre.adapters.deriv.errors import DerivAccessError, DerivUnavailableError
from abutre.domain.errors import UserError
from tests.deriv_answers import ACCOUNT, HAPPY, cut, error, offer
from tests.scripted_deriv import OTP, TOKEN, ScriptedDeriv

BOTH = pytest.mark.parametrize("api", list(Generation))


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        yield server


async def refusal(server: ScriptedDeriv, api: Generation, **changes: Any) -> str:
    with pytest.raises(UserError) as found:
        async with server.deriv(api, **changes):
            pass
    return str(found.value)


def authorized(**changes: object) -> Any:
    body = {"loginid": ACCOUNT, "is_virtual": 1, "currency": "USD", "scopes": ["trade"], **changes}
    return lambda _: [{"msg_type": "authorize", "authorize": body}]


@BOTH
async def test_the_account_is_the_one_that_deriv_itself_names(server: ScriptedDeriv, api: Generation) -> None:
    async with server.deriv(api) as deriv:
        account = deriv.account()
        assert account is not None
        assert (account.kind, account.currency, account.verified) == (AccountKind.DEMO, "USD", True)
        assert await deriv.broker.balance() == 1_000_000


async def test_the_new_api_is_entered_with_a_one_time_password_and_never_with_the_token(
    server: ScriptedDeriv,
) -> None:
    async with server.deriv():
        pass
    market, trading = server.opened
    assert market == "/trading/v1/options/ws/public"
    assert trading == f"/trading/v1/options/ws/demo?otp={OTP}1"
    assert not any("authorize" in request or "loginid" in request for request in server.asked)


async def test_every_new_connection_has_a_password_of_its_own(server: ScriptedDeriv) -> None:
    async with server.deriv() as deriv:
        server.cut()
        assert await deriv.broker.balance() == 1_000_000
    passwords = [path for path in server.opened if "otp" in path]
    assert len(passwords) == len(set(passwords)) == 2


async def test_a_password_that_is_not_taken_is_replaced_by_a_new_one(server: ScriptedDeriv) -> None:
    async with server.deriv() as deriv:
        server.refuse_sockets = 2
        server.cut()
        assert await deriv.broker.balance() == 1_000_000
    assert server.posts == 4


async def test_at_the_start_too_a_password_that_is_not_taken_is_replaced_by_a_new_one(
    server: ScriptedDeriv,
) -> None:
    server.refuse_sockets = 1
    async with server.deriv() as deriv:
        assert await deriv.broker.balance() == 1_000_000
    assert server.posts == 2


async def test_legacy_authorizes_every_connection(server: ScriptedDeriv) -> None:
    async with server.deriv(Generation.LEGACY) as deriv:
        server.cut()
        assert await deriv.broker.balance() == 1_000_000
    assert server.count("authorize") == 2
    assert server.opened[0] == "/websockets/v3?app_id=1089"


async def test_only_an_active_account_of_the_asked_kind_will_do(server: ScriptedDeriv) -> None:
    server.accounts[1]["status"] = "inactive"
    text = await refusal(server, Generation.OPTIONS)
    assert "no active demo account" in text
    assert "real USD active, demo USD inactive" in text


async def test_a_socket_of_another_account_is_not_traded_on(server: ScriptedDeriv) -> None:
    other = {"balance": 5, "currency": "USD", "loginid": "CR1"}
    server.then("balance", lambda _: [{"msg_type": "balance", "balance": other}])
    assert "belongs to another account" in await refusal(server, Generation.OPTIONS)


@pytest.mark.parametrize(
    ("status", "words"), [(401, "does not accept the token"), (403, "`trade` scope"), (404, "DERIV_REST_URL")]
)
async def test_a_refused_token_is_explained(server: ScriptedDeriv, status: int, words: str) -> None:
    server.rest_status = status
    assert words in await refusal(server, Generation.OPTIONS)


async def test_a_site_that_is_down_is_no_fault_of_the_token(server: ScriptedDeriv) -> None:
    server.rest_status = 503
    with pytest.raises(DerivUnavailableError, match="HTTP 503"):
        await server.deriv().__aenter__()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error("InvalidToken"), "does not accept the token"),
        (authorized(is_virtual=0), "belongs to a real account; expected a demo one"),
        (authorized(currency="BTC"), "the account is in BTC"),
        (authorized(scopes=["read"]), "no `trade` scope"),
    ],
)
async def test_a_legacy_token_that_will_not_do_is_explained(
    server: ScriptedDeriv, answer: Any, words: str
) -> None:
    server.then("authorize", answer)
    assert words in await refusal(server, Generation.LEGACY)


async def test_an_account_that_was_moved_says_to_switch(server: ScriptedDeriv) -> None:
    moved = {"msg_type": "website_status", "website_status": {"site_status": "up", "message": "migrated"}}
    server.then("website_status", lambda _: [moved])
    assert "DERIV_API=options" in await refusal(server, Generation.LEGACY)


async def test_an_account_that_is_moved_while_it_trades_ends_the_connection_for_good(
    server: ScriptedDeriv,
) -> None:
    async with server.deriv(Generation.LEGACY) as deriv:
        moved = {"website_status": {"message": "migrated"}, "subscription": {"id": "w" * 32}}
        await server.push({"msg_type": "website_status", **moved})
        notice = await anext(deriv.notices())
        assert "DERIV_API=options" in notice.message
        with pytest.raises(DerivAccessError, match="DERIV_API=options"):
            await deriv.broker.balance()


async def test_a_token_that_is_revoked_while_it_trades_ends_the_connection_for_good(
    server: ScriptedDeriv,
) -> None:
    async with server.deriv(Generation.LEGACY) as deriv:
        server.then("authorize", error("InvalidToken"))
        server.cut()
        with pytest.raises(DerivAccessError, match="does not accept the token"):
            await deriv.broker.balance()


@BOTH
@pytest.mark.parametrize(
    ("offers", "missing"),
    [
        ([offer("CALL")], "PUT"),
        ([offer("CALL", "1t", "10t"), offer("PUT", "2m", "1d")], "CALL and PUT"),
        (
            [offer("CALL", start_type="forward"), offer("PUT", contract_category="higherlower")],
            "CALL and PUT",
        ),
    ],
)
async def test_a_symbol_without_minutes_is_explained(
    server: ScriptedDeriv, api: Generation, offers: list[Any], missing: str
) -> None:
    answer = {"msg_type": "contracts_for", "contracts_for": {"available": offers}}
    server.then("contracts_for", lambda _: [answer])
    text = await refusal(server, api)
    assert f"does not offer {missing} of one minute on V100; choose another --symbol" in text


@BOTH
async def test_the_first_thing_on_a_new_connection_is_how_the_account_stands(
    server: ScriptedDeriv, api: Generation
) -> None:
    async with server.deriv(api) as deriv:
        server.asked.clear()
        server.cut()
        await deriv.broker.balance()
    calls = [next(iter(request)) for request in server.asked]
    assert calls.index("balance") < calls.index("portfolio") < calls.index("transaction")


@BOTH
async def test_a_stream_that_comes_too_often_waits_and_needs_no_new_connection(
    server: ScriptedDeriv, api: Generation
) -> None:
    async with server.deriv(api) as deriv:
        server.then("transaction", error("RateLimit"), error("RateLimit"), HAPPY["transaction"])
        server.cut()
        assert await deriv.broker.balance() == 1_000_000
    assert server.count("transaction") == 4
    assert len(server.opened) == 4


async def test_nobody_at_the_address_is_explained() -> None:
    closed = ScriptedDeriv()
    async with closed.running():
        pass
    assert "check the network" in await refusal(closed, Generation.OPTIONS)


@BOTH
async def test_no_secret_is_in_any_log_or_error(
    server: ScriptedDeriv, api: Generation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    deriv = server.deriv(api)
    texts = [repr(server.config(api)), str(server.config(api))]
    async with deriv:
        texts += [repr(deriv.account()), repr(deriv)]
        server.then("balance", cut, cut, error("GeneralError"))
        try:
            await deriv.broker.balance()
        except UserError as failed:
            texts += [str(failed), repr(failed), repr(failed.__cause__)]
    for changes in (
        {"rest_url": "nowhere://x", "ws_url": f"nowhere://x?otp={OTP}"},
        {"ws_url": f"ws://[{OTP}"},
    ):
        texts.append(await refusal(server, api, **changes))
    texts += [record.getMessage() for record in caplog.records]
    texts += [record.exc_text or "" for record in caplog.records]
    assert texts
    for text in texts:
        assert TOKEN not in text
        assert OTP not in text
        assert ACCOUNT not in text
