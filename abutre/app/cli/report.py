"""A backtest told to a person: what came of it, and how little it promises."""

from collections.abc import Iterator, Mapping
from typing import Any

from abutre.app.amounts import money
from abutre.app.odds import odds


def report(result: Mapping[str, Any], candles: int, balance: int, payout_rate_ppm: int) -> str:
    """A few lines on `result` (the fields of `--json`); `balance` in minor units."""
    return "\n".join(_lines(result, candles, balance, payout_rate_ppm))


def _lines(result: Mapping[str, Any], candles: int, balance: int, payout_rate_ppm: int) -> Iterator[str]:
    yield f"{candles} candles; contracts settle by candle colour, not by the broker's ticks."
    yield odds(payout_rate_ppm, assumed=True)
    yield ""
    yield f"balance      {money(balance)} -> {result['final_balance']} (ROI {result['roi']} %)"
    yield f"peak         {result['peak_balance']}, largest drawdown {result['max_drawdown_pct']} %"
    yield (
        f"sequences    {result['total_trades']}: {result['wins']} won, {result['losses']} lost "
        f"({result['win_rate']} % won)"
    )
    yield (
        f"contracts    {result['contracts']}: {result['contract_wins']} won; "
        f"highest level {result['max_level_reached']}"
    )
    if result["skipped_triggers"]:
        yield f"skipped      {len(result['skipped_triggers'])} triggers"
    if result["open_level"]:
        yield f"open         level {result['open_level']}, bought on the last candle and not counted"
    if result["halt"] is not None:
        yield f"halted       by {result['halt']} at candle {result['halt_index']}"
    yield ""
    yield "level      won     lost"
    for level, (won, lost) in enumerate(zip(result["level_wins"], result["level_losses"], strict=True), 1):
        yield f"{level:>5} {won:>8} {lost:>8}"
