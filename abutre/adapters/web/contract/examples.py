"""Examples for the published contract: the first trade of the system's own description, and its commands."""

from collections.abc import Mapping
from typing import Any

_AT = "2025-01-21T14:30:00Z"

EXAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "connection_ack": ({"status": "connected"},),
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
    "update_settings": ({"delay_threshold": 9, "max_drawdown": 20},),
}
"""Payloads by the name of their event or command."""
