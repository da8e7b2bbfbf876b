"""Examples for the published contract: the first trade of the system's own description, and its commands."""

from collections.abc import Mapping
from typing import Any

_AT = "2025-01-21T14:30:00Z"
_SETTINGS: Mapping[str, Any] = {
    "delay_threshold": 10,
    "max_level": 12,
    "initial_stake": 2.0,
    "multiplier": 2.0,
    "max_drawdown": 25.0,
    "auto_trading": True,
}
"""The change of settings in the system's own description."""

_ALL_SETTINGS: Mapping[str, Any] = {
    **_SETTINGS,
    "doji_policy": "break",
    "stake_policy": "multiplier",
    "max_daily_loss": None,
    "require_full_ladder": False,
    "version": 2,
}

EXAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "connection_ack": ({"status": "connected"},),
    "state_snapshot": (
        {
            "seq": 41,
            "account": {"mode": "DEMO", "currency": "USD"},
            "symbol": {"name": "V100", "code": "R_100", "pip_size": 0.01},
            "bot_status": {"status": "RUNNING", "message": "Bot is running.", "timestamp": _AT},
            "balance": {"balance": 2000.95, "peak": 2000.95, "drawdown_pct": 0.0, "timestamp": _AT},
            "position": {
                "in_position": False,
                "direction": None,
                "entry_timestamp": None,
                "entry_streak_size": 0,
                "current_level": 0,
                "current_stake": 0.0,
                "total_loss": 0.0,
                "next_stake": 0.0,
            },
            "market": {
                "symbol": "V100",
                "price": 998.4,
                "streak_count": 0,
                "streak_direction": None,
                "timestamp": _AT,
            },
            "risk_stats": {"total_trades": 1, "wins": 1, "losses": 0, "win_rate": 100.0, "roi": 0.05},
            "quote": {"payout_rate": 0.95, "break_even": 51.28},
            "alerts": [
                {"seq": 40, "level": "success", "message": "Trade closed: WIN", "timestamp": _AT},
            ],
            "schema_version": 1,
            "settings": dict(_ALL_SETTINGS),
            "candles": [
                {
                    "timestamp": _AT,
                    "open": 998.41,
                    "high": 998.7,
                    "low": 998.41,
                    "close": 998.7,
                    "color": "GREEN",
                },
            ],
            "equity": [{"timestamp": _AT, "balance": 2000.95}],
            "trades": [
                {
                    "trade_id": "T12345",
                    "book": "ACCOUNT",
                    "direction": "CALL",
                    "entry_time": "2025-01-21T14:29:00Z",
                    "entry_streak_size": 8,
                    "stake": 1.0,
                    "exit_time": _AT,
                    "result": "WIN",
                    "profit": 0.95,
                    "final_level": 1,
                    "reason": "won",
                },
            ],
        },
    ),
    "bot_status": ({"status": "RUNNING", "message": "Bot is running.", "timestamp": _AT},),
    "balance_update": ({"balance": 2050.0, "peak": 2100.0, "drawdown_pct": 2.38, "timestamp": _AT},),
    "new_candle": (
        {"timestamp": _AT, "open": 998.41, "high": 998.7, "low": 998.41, "close": 998.7, "color": "GREEN"},
    ),
    "market_data": (
        {"symbol": "V100", "price": 998.4, "streak_count": 8, "streak_direction": "RED", "timestamp": _AT},
        {"symbol": "V100", "price": 998.4, "streak_count": 0, "streak_direction": None, "timestamp": _AT},
    ),
    "trigger_detected": ({"streak_count": 8, "direction": "RED", "timestamp": _AT},),
    "trade_opened": (
        {
            "trade_id": "T12345",
            "entry_time": _AT,
            "direction": "CALL",
            "level": 1,
            "stake": 1.0,
            "entry_streak_size": 8,
        },
    ),
    "position_update": (
        {
            "in_position": True,
            "direction": "CALL",
            "entry_timestamp": _AT,
            "entry_streak_size": 8,
            "current_level": 2,
            "current_stake": 2.0,
            "total_loss": -1.0,
            "next_stake": 4.0,
        },
        {
            "in_position": False,
            "direction": None,
            "entry_timestamp": None,
            "entry_streak_size": 0,
            "current_level": 0,
            "current_stake": 0.0,
            "total_loss": 0.0,
            "next_stake": 0.0,
        },
    ),
    "trade_closed": (
        {
            "trade_id": "T12345",
            "exit_time": "2025-01-21T14:31:00Z",
            "result": "WIN",
            "profit": 0.95,
            "final_level": 1,
            "balance": 2000.95,
        },
    ),
    "risk_stats": ({"total_trades": 1, "wins": 1, "losses": 0, "win_rate": 100.0, "roi": 0.05},),
    "system_alert": (
        {"level": "success", "message": "Trade closed: WIN", "timestamp": _AT},
        {"level": "warning", "message": "Martingale Level 2", "timestamp": _AT},
    ),
    "tick": ({"symbol": "V100", "price": 998.41, "timestamp": _AT},),
    "bot_command": ({"command": "start"}, {"command": "pause", "after_sequence": True, "command_id": "a1"}),
    "request_state": ({},),
    "SettingsUpdated": ({"success": True},),
    "SettingsRefused": (
        {
            "success": False,
            "errors": {"max_level": "max_level: expected a whole number from 1 to 20, found 99"},
        },
    ),
    "settings_changed": (_ALL_SETTINGS,),
    "update_settings": (_SETTINGS, {"delay_threshold": 9, "max_drawdown": 20}),
}
"""Payloads by the name of their message: an event, one of the two forms of an event, or a command."""
