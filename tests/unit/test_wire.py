"""Every event's payload, key by key, against the examples of the user's own document."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from abutre.adapters.web.wire import to_wire
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    BotStatus,
    Event,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    SettingsChanged,
    SystemAlert,
    TradeClosed,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.model import Book, BotState, Color, Direction, SequenceResult
from abutre.domain.settings import DojiPolicy, Settings, StakePolicy
from abutre.domain.symbols import symbol_named

V100 = symbol_named("V100")
EPOCH = 1_737_469_800
NOON = "2025-01-21T14:30:00Z"
SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "websocket-integration.pt-BR.md"

CASES: list[tuple[Event, str, dict[str, Any]]] = [
    (
        BalanceUpdate(balance=205_000, peak=210_000, drawdown_bp=238, epoch=EPOCH),
        "balance_update",
        {"balance": 2050.00, "peak": 2100.00, "drawdown_pct": 2.38, "timestamp": NOON},
    ),
    (
        NewCandle(epoch=EPOCH, open=100_050, high=100_120, low=100_030, close=100_080, color=Color.GREEN),
        "new_candle",
        {
            "timestamp": NOON,
            "open": 1000.50,
            "high": 1001.20,
            "low": 1000.30,
            "close": 1000.80,
            "color": "GREEN",
        },
    ),
    (
        TriggerDetected(streak_count=8, direction=Color.RED, epoch=EPOCH),
        "trigger_detected",
        {"streak_count": 8, "direction": "RED", "timestamp": NOON},
    ),
    (
        TradeOpened(
            trade_id=12345,
            book=Book.PAPER,
            epoch=EPOCH,
            direction=Direction.CALL,
            level=1,
            stake=100,
            entry_streak_size=8,
        ),
        "trade_opened",
        {
            "trade_id": "T12345",
            "entry_time": NOON,
            "direction": "CALL",
            "level": 1,
            "stake": 1.00,
            "entry_streak_size": 8,
        },
    ),
    (
        TradeClosed(
            trade_id=12345,
            book=Book.ACCOUNT,
            epoch=EPOCH + 60,
            result=SequenceResult.WIN,
            profit=95,
            final_level=1,
            balance=200_095,
            reason="won",
        ),
        "trade_closed",
        {
            "trade_id": "T12345",
            "exit_time": "2025-01-21T14:31:00Z",
            "result": "WIN",
            "profit": 0.95,
            "final_level": 1,
            "balance": 2000.95,
        },
    ),
    (
        PositionUpdate(
            in_position=True,
            direction=Direction.CALL,
            entry_epoch=EPOCH,
            entry_streak_size=8,
            current_level=2,
            current_stake=200,
            total_loss=-100,
            next_stake=400,
        ),
        "position_update",
        {
            "in_position": True,
            "direction": "CALL",
            "entry_timestamp": NOON,
            "entry_streak_size": 8,
            "current_level": 2,
            "current_stake": 2.00,
            "total_loss": -1.00,
            "next_stake": 4.00,
        },
    ),
    (
        PositionUpdate(
            in_position=False,
            direction=None,
            entry_epoch=None,
            entry_streak_size=0,
            current_level=0,
            current_stake=0,
            total_loss=0,
            next_stake=0,
        ),
        "position_update",
        {
            "in_position": False,
            "direction": None,
            "entry_timestamp": None,
            "entry_streak_size": 0,
            "current_level": 0,
            "current_stake": 0,
            "total_loss": 0,
            "next_stake": 0,
        },
    ),
    (
        MarketData(price=100_080, streak_count=5, streak_direction=Color.GREEN, epoch=EPOCH),
        "market_data",
        {
            "symbol": "V100",
            "price": 1000.80,
            "streak_count": 5,
            "streak_direction": "GREEN",
            "timestamp": NOON,
        },
    ),
    (
        MarketData(price=100_080, streak_count=0, streak_direction=None, epoch=EPOCH),
        "market_data",
        {
            "symbol": "V100",
            "price": 1000.80,
            "streak_count": 0,
            "streak_direction": None,
            "timestamp": NOON,
        },
    ),
    (
        RiskStats(total_trades=150, wins=145, losses=5, win_rate_bp=9_667, roi_bp=1_525),
        "risk_stats",
        {"total_trades": 150, "wins": 145, "losses": 5, "win_rate": 96.67, "roi": 15.25},
    ),
    (
        BotStatus(status=BotState.RUNNING, message="Bot started successfully", epoch=EPOCH),
        "bot_status",
        {"status": "RUNNING", "message": "Bot started successfully", "timestamp": NOON},
    ),
    (
        SystemAlert(level=AlertLevel.WARNING, message="Max drawdown approaching 25%", epoch=EPOCH),
        "system_alert",
        {"level": "warning", "message": "Max drawdown approaching 25%", "timestamp": NOON},
    ),
    (
        SettingsChanged(
            settings=Settings(
                initial_stake=250,
                doji_policy=DojiPolicy.IGNORE,
                stake_policy=StakePolicy.RECOVER,
                max_daily_loss=5_005,
            ),
            version=3,
        ),
        "settings_changed",
        {
            "delay_threshold": 8,
            "max_level": 10,
            "initial_stake": 2.50,
            "multiplier": 2.0,
            "max_drawdown": 25,
            "auto_trading": True,
            "doji_policy": "ignore",
            "stake_policy": "recover",
            "max_daily_loss": 50.05,
            "require_full_ladder": False,
            "version": 3,
        },
    ),
]


@pytest.mark.parametrize(("event", "name", "payload"), CASES, ids=range(len(CASES)))
def test_an_event_has_exactly_the_keys_and_values_of_the_contract(
    event: Event, name: str, payload: dict[str, Any]
) -> None:
    assert to_wire(event, V100) == (name, payload)


@pytest.mark.parametrize(("event", "name", "payload"), CASES, ids=range(len(CASES)))
def test_a_payload_is_plain_json(event: Event, name: str, payload: dict[str, Any]) -> None:
    found = to_wire(event, V100)[1]

    assert json.loads(json.dumps(found, allow_nan=False)) == payload
    assert "-0.0" not in json.dumps(found)
    assert all(type(value) in {str, int, float, bool, type(None)} for value in found.values()), name


def test_prices_are_shown_in_the_decimals_of_their_symbol() -> None:
    seen = MarketData(price=6_195_123, streak_count=0, streak_direction=None, epoch=EPOCH)

    assert [to_wire(seen, symbol_named(name))[1]["price"] for name in ("V75", "V10", "V100(1s)")] == [
        619.5123,
        6195.123,
        61951.23,
    ]


@pytest.mark.skipif(not SEED.exists(), reason="the user's document is not beside this repository")
def test_the_examples_above_have_the_keys_of_the_document_itself() -> None:
    text = SEED.read_text(encoding="utf-8")
    sections = re.split(r"^### \d+\. `(\w+)`$", text, flags=re.MULTILINE)
    documented = dict(zip(sections[1::2], sections[2::2], strict=True))

    for _, name, payload in CASES:
        section = documented.get(name)
        if section is None:
            continue
        keys = set(re.findall(r"""["'](\w+)["']\s*:""", section)) | set(re.findall(r"(\w+)=", section))
        assert keys <= set(payload), name
        assert set(payload) - keys <= {"timestamp", "status", "message", "level"}, name
