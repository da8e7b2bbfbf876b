"""The snapshot: everything a client needs, under the contract's keys."""

import dataclasses
import json

import pytest

from abutre.adapters.web.snapshot import Snapshots, status_of
from abutre.adapters.web.wire import to_wire
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    BotStatus,
    MarketData,
    PositionUpdate,
    RiskStats,
    Sequenced,
    SettingsChanged,
    SystemAlert,
)
from abutre.domain.facts import Quoted
from abutre.domain.model import (
    Account,
    AccountMode,
    Book,
    BotState,
    Candle,
    Color,
    Direction,
    SequenceResult,
)
from abutre.domain.records import EquityPoint, StateView, Trade
from abutre.domain.settings import Settings
from abutre.domain.symbols import symbol_named

EPOCH = 1_737_469_800
NOON = "2025-01-21T14:30:00Z"
V100 = symbol_named("V100")

CLOSED = Trade(
    trade_id=7,
    book=Book.PAPER,
    direction=Direction.CALL,
    entry_epoch=EPOCH,
    entry_streak_size=8,
    stake=100,
    exit_epoch=EPOCH + 60,
    result=SequenceResult.WIN,
    profit=95,
    final_level=1,
    reason="won",
)
RUNNING = dataclasses.replace(
    CLOSED, trade_id=8, exit_epoch=None, result=None, profit=None, final_level=None, reason=None
)
VIEW = StateView(
    seq=41,
    account=Account(mode=AccountMode.SIMULATED, currency="USD"),
    symbol=V100,
    bot_status=BotStatus(status=BotState.RUNNING, message="ready", epoch=EPOCH),
    settings=SettingsChanged(settings=Settings(), version=3),
    balance=BalanceUpdate(balance=200_095, peak=200_095, drawdown_bp=0, epoch=EPOCH),
    position=PositionUpdate(
        in_position=False,
        direction=None,
        entry_epoch=None,
        entry_streak_size=0,
        current_level=0,
        current_stake=0,
        total_loss=0,
        next_stake=0,
    ),
    market=MarketData(price=100_080, streak_count=5, streak_direction=Color.GREEN, epoch=EPOCH),
    risk_stats=RiskStats(total_trades=1, wins=1, losses=0, win_rate_bp=10_000, roi_bp=5),
    quote=Quoted(payout_rate_ppm=950_000, min_stake=35, max_stake=None),
    candles=(
        Candle(open_time=EPOCH, open=1, high=3, low=1, close=2),
        Candle(open_time=EPOCH + 60, open=2, high=3, low=1, close=1),
        Candle(open_time=EPOCH + 120, open=1, high=3, low=1, close=1),
    ),
    equity=(EquityPoint(epoch=EPOCH, balance=200_095),),
    trades=(RUNNING, CLOSED),
    alerts=(
        Sequenced(
            seq=40, event=SystemAlert(level=AlertLevel.SUCCESS, message="Trade closed: WIN", epoch=EPOCH)
        ),
    ),
)


def test_the_snapshot_has_exactly_the_keys_of_the_contract() -> None:
    shown = Snapshots().of(VIEW).model_dump(mode="json")

    assert set(shown) == {
        "seq", "account", "symbol", "bot_status", "settings", "balance", "position", "market", "risk_stats",
        "quote", "candles", "equity", "trades", "alerts", "schema_version",
    }  # fmt: skip
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_the_snapshot_shows_what_the_view_holds() -> None:
    shown = Snapshots().of(VIEW).model_dump(mode="json")

    assert (shown["seq"], shown["schema_version"]) == (41, 1)
    assert shown["account"] == {"mode": "SIMULATED", "currency": "USD"}
    assert shown["symbol"] == {"name": "V100", "code": "R_100", "pip_size": 0.01}
    assert shown["quote"] == {"payout_rate": 0.95, "break_even": 51.28}
    assert shown["settings"]["version"] == 3
    assert shown["equity"] == [{"timestamp": NOON, "balance": 2000.95}]
    assert shown["alerts"] == [
        {"level": "success", "message": "Trade closed: WIN", "timestamp": NOON, "seq": 40}
    ]


def test_its_parts_look_as_their_events_do() -> None:
    shown = Snapshots().of(VIEW).model_dump(mode="json")

    assert VIEW.market is not None
    assert shown["bot_status"] == to_wire(VIEW.bot_status, V100)[1]
    assert shown["balance"] == to_wire(VIEW.balance, V100)[1]
    assert shown["position"] == to_wire(VIEW.position, V100)[1]
    assert shown["market"] == to_wire(VIEW.market, V100)[1]
    assert shown["risk_stats"] == to_wire(VIEW.risk_stats, V100)[1]


def test_candles_look_as_new_candle_does_and_have_their_colour() -> None:
    shown = Snapshots().of(VIEW).model_dump(mode="json")

    assert shown["candles"][0] == {
        "timestamp": NOON, "open": 0.01, "high": 0.03, "low": 0.01, "close": 0.02, "color": "GREEN"
    }  # fmt: skip
    assert [candle["color"] for candle in shown["candles"]] == ["GREEN", "RED", "DOJI"]


def test_a_running_trade_shows_null_for_what_is_not_known() -> None:
    running, closed = Snapshots().of(VIEW).model_dump(mode="json")["trades"]

    assert closed == {
        "trade_id": "T7",
        "book": "PAPER",
        "direction": "CALL",
        "entry_time": NOON,
        "entry_streak_size": 8,
        "stake": 1.0,
        "exit_time": "2025-01-21T14:31:00Z",
        "result": "WIN",
        "profit": 0.95,
        "final_level": 1,
        "reason": "won",
    }
    unknown = {"exit_time", "result", "profit", "final_level", "reason"}
    assert {key for key, value in running.items() if value is None} == unknown


def test_a_market_that_is_not_known_is_null() -> None:
    view = dataclasses.replace(VIEW, market=None)

    assert Snapshots().of(view).market is None
    assert status_of(view).market is None


def test_the_status_is_the_short_form_of_the_snapshot() -> None:
    status = status_of(VIEW).model_dump(mode="json")
    snapshot = Snapshots().of(VIEW).model_dump(mode="json")

    assert set(status) == {
        "seq", "account", "symbol", "bot_status", "balance", "position", "market", "risk_stats", "quote",
        "alerts",
    }  # fmt: skip
    assert all(snapshot[key] == value for key, value in status.items())


def test_an_alert_that_is_none_is_a_fault() -> None:
    view = dataclasses.replace(VIEW, alerts=(Sequenced(seq=1, event=VIEW.balance),))

    with pytest.raises(TypeError, match="SystemAlert"):
        status_of(view)
