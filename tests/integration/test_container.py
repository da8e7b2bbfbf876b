"""The container: every provider builds what it says, on the right configuration."""

from pathlib import Path

import pytest
from dependency_injector.errors import Error
from pydantic import SecretStr

from abutre.adapters.deriv.broker import DerivBroker
from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.adapters.deriv.feed import DerivFeed
from abutre.adapters.paper.broker import PaperBroker
from abutre.adapters.relay.values import About
from abutre.adapters.replay.feed import ReplayFeed
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.container.gateway import GatewayContainer
from abutre.app.services.recovery import Opening
from abutre.domain.model import AccountMode
from abutre.domain.records import Recent, Run
from abutre.domain.settings import StoredSettings
from tests.desk import START, STRATEGY, Desk
from tests.fakes.journal import FakeJournal

SIMULATOR = DerivConfig(
    api=Generation.OPTIONS,
    app_id="1",
    token="simulated",  # noqa: S106 (it opens nothing)
    account_kind=AccountKind.DEMO,
    rest_url="http://127.0.0.1:1",
    ws_url="ws://127.0.0.1:1",
)


def opening() -> Opening:
    return Opening(
        run=Run(run_id=1, mode=AccountMode.SIMULATED, symbol="R_100", source="simulator", started_at=START),
        resumed=False,
        engine=Desk().fresh_engine(),
        balance=5_000,
        epoch=START,
        after=START - 1,
        last_seq=0,
        settings=StoredSettings(settings=STRATEGY, version=1, stored_at=0),
        news=False,
        recent=Recent(),
    )


@pytest.fixture
def candles(tmp_path: Path) -> Path:
    file = tmp_path / "candles.csv"
    file.write_text(f"epoch,open,high,low,close\n{START},1.00,1.00,1.00,1.00\n")
    return file


@pytest.fixture(params=["simulator", "replay"])
def container(request: pytest.FixtureRequest, tmp_path: Path, candles: Path) -> Container:
    replay = candles if request.param == "replay" else None
    url, secret = SecretStr("redis://127.0.0.1:1/0"), SecretStr("a secret of the tests, 32 bytes and more")
    built = Container(
        config=Config(data_dir=tmp_path, replay=replay, socketio_redis=url, redis_secret=secret)
    )
    built.opening.override(opening())
    built.simulator_access.override(SIMULATOR)
    built.deriv_access.override(SIMULATOR)
    return built


@pytest.fixture
def access(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIV_APP_ID", "1")
    monkeypatch.setenv("DERIV_API_TOKEN", "secret")


@pytest.mark.usefixtures("access")
async def test_every_provider_builds(container: Container) -> None:
    for name, provider in container.providers.items():
        built = provider()
        assert built is not None or name in {"quoted_by", "real_time", "closed"}, name


async def test_every_provider_of_a_gateway_builds(container: Container) -> None:
    gateway = GatewayContainer(config=container.config())
    gateway.about.override(About(symbol="R_100", mode=AccountMode.SIMULATED, run_id=1, seq=1, epoch=START))
    for name, provider in gateway.providers.items():
        assert provider() is not None, name


@pytest.mark.usefixtures("access")
async def test_the_demo_account_trades_at_deriv(tmp_path: Path) -> None:
    container = Container(config=Config(data_dir=tmp_path, demo=True))
    container.opening.override(opening())
    assert isinstance(container.feed(), DerivFeed)
    assert isinstance(container.account_broker(), DerivBroker)
    assert container.account().mode is AccountMode.DEMO


@pytest.mark.usefixtures("access")
async def test_paper_trading_only_looks_at_deriv(tmp_path: Path) -> None:
    container = Container(config=Config(data_dir=tmp_path, demo=True, paper_trading=True))
    container.opening.override(opening())
    assert isinstance(container.feed(), DerivFeed)
    assert isinstance(container.account_broker(), PaperBroker)
    assert container.account().mode is AccountMode.PAPER


def test_the_feed_is_what_the_configuration_says(container: Container) -> None:
    kind = DerivFeed if container.config().replay is None else ReplayFeed
    assert isinstance(container.feed(), kind)


def test_the_note_says_how_contracts_settle(container: Container) -> None:
    by_candle = "Contracts settle by candle colour; a win is assumed to pay 0.923 of the stake."
    simulated = "Contracts settle at the simulated Deriv; a win pays what it quotes."
    assert container.note() == (simulated if container.config().replay is None else by_candle)


async def test_a_replayed_account_begins_with_the_opening_balance(tmp_path: Path, candles: Path) -> None:
    container = Container(config=Config(data_dir=tmp_path, replay=candles))
    container.opening.override(opening())
    assert await container.account_broker().balance() == 5_000


def test_a_simulated_market_reaches_no_deriv_but_the_one_it_is_led_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERIV_APP_ID", "1")
    monkeypatch.setenv("DERIV_API_TOKEN", "secret")
    container = Container(config=Config(data_dir=tmp_path))
    with pytest.raises(Error, match="simulator_access"):
        container.deriv()
    container.simulator_access.override(SIMULATOR)
    assert container.deriv_access() is SIMULATOR


def test_a_fake_takes_the_place_of_an_adapter(container: Container) -> None:
    fake = FakeJournal()
    with container.journal.override(fake):
        assert container.journal() is fake
    assert container.journal() is not fake
