"""Batch functions over arrays of candles: colours, streaks and the candle-settled backtest."""

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from abutre import _core
from abutre.domain.codec import Plain, build, plain
from abutre.domain.errors import EngineError, SeriesError
from abutre.domain.model import SequenceResult
from abutre.domain.settings import DojiPolicy, Settings

if TYPE_CHECKING:
    from typing_extensions import Buffer


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSequence:
    """One closed sequence; `profit` in minor units, indices count candles from 0."""

    trigger_index: int
    close_index: int
    result: SequenceResult
    final_level: int
    profit: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestResult:
    """What a backtest found.

    Attributes:
        final_balance, peak_balance: minor units; a contract still open at the end touches nothing.
        max_drawdown_bp, win_rate_bp, roi_bp: hundredths of a percent; drawdown at settlements only.
        total_trades, wins, losses: closed sequences, and by result.
        contracts, contract_wins, max_level_reached: of settled contracts.
        level_wins, level_losses: settled contracts by level - 1, `max_level` entries each.
        halt, halt_index: the limit that ended the run and the candle at whose close it did, or None.
        skipped_triggers: candles whose trigger was skipped by require_full_ladder or the daily rest.
        open_level: level of the contract still open at the end, 0 when there is none.
        sequence_rows: every closed sequence, in order; read it through `sequences`.
    """

    final_balance: int
    peak_balance: int
    max_drawdown_bp: int
    total_trades: int
    wins: int
    losses: int
    contracts: int
    contract_wins: int
    max_level_reached: int
    level_wins: tuple[int, ...]
    level_losses: tuple[int, ...]
    halt: str | None
    halt_index: int | None
    skipped_triggers: tuple[int, ...]
    open_level: int
    win_rate_bp: int
    roi_bp: int
    sequence_rows: bytes

    @property
    def sequences(self) -> tuple[ClosedSequence, ...]:
        """Every closed sequence, in order; built at each call, there may be millions."""
        cells = iter(array("q", self.sequence_rows))
        return tuple(_sequence(*row) for row in zip(cells, cells, cells, cells, cells, strict=True))

    def as_dict(self) -> dict[str, Plain]:
        """The result with money and percentages as decimal strings of two digits."""
        shown = {name: getattr(self, name) for name in self.__slots__ if name != "sequence_rows"}
        for name in ("final_balance", "peak_balance"):
            shown[name] = _two_digits(shown[name])
        for name in ("max_drawdown", "win_rate", "roi"):
            value = _two_digits(shown.pop(f"{name}_bp"))
            shown["max_drawdown_pct" if name == "max_drawdown" else name] = value
        for name in ("level_wins", "level_losses", "skipped_triggers"):
            shown[name] = list(shown[name])
        shown["sequences"] = [
            {**plain(sequence), "profit": _two_digits(sequence.profit)} for sequence in self.sequences
        ]
        return shown


_REASONS = tuple(_core.reasons())


def _sequence(trigger: int, close: int, final_level: int, profit: int, reason: int) -> ClosedSequence:
    name = _REASONS[reason]
    return ClosedSequence(
        trigger_index=trigger,
        close_index=close,
        result=SequenceResult.WIN if name == "won" else SequenceResult.LOSS,
        final_level=final_level,
        profit=profit,
        reason=name,
    )


def _two_digits(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"


def colors(opens: "Buffer", closes: "Buffer", *, pip_size: float | None = None) -> "array[int]":
    """The sign of every candle as an `array("b")`: 1 GREEN, -1 RED, 0 DOJI (R1).

    Args:
        opens: one-dimensional buffer of int64 pips, or with `pip_size` of float64 price units. Any object
            with the buffer protocol will do: `array`, `memoryview`, numpy and Arrow buffers.
        closes: as many as `opens`.
        pip_size: smallest price step, price units; noise below half a pip is no difference.

    Raises:
        SeriesError: the buffers do not fit, or hold something that is no number.
    """
    try:
        return array("b", _core.signs(opens, closes, pip_size=pip_size))
    except _core.SeriesError as error:
        raise SeriesError(str(error)) from error


def streaks(
    opens: "Buffer",
    closes: "Buffer",
    *,
    doji_policy: DojiPolicy = DojiPolicy.BREAK,
    pip_size: float | None = None,
) -> "array[int]":
    """The signed streak after every candle as an `array("i")`: +n is n GREEN, -n is n RED, 0 is none (R2).

    Arguments and errors as `colors`.
    """
    try:
        return array("i", _core.streaks(opens, closes, doji_policy=doji_policy.value, pip_size=pip_size))
    except _core.SeriesError as error:
        raise SeriesError(str(error)) from error


def backtest(
    opens: "Buffer",
    closes: "Buffer",
    *,
    settings: Settings,
    balance: int,
    payout_rate_ppm: int,
    times: "Buffer | None" = None,
    pip_size: float | None = None,
) -> BacktestResult:
    """Run the rules over candles: a contract settles by the colour of the next one.

    One call with the GIL released; equal to the cent to the step-by-step engine.

    Args:
        opens: as in `colors`.
        closes: as many as `opens`.
        settings: the strategy.
        balance: starting balance, minor units.
        payout_rate_ppm: profit of a win per stake, millionths; an assumption, not a quote (R17).
        times: int64 open times, epoch seconds; a missing minute resets the streak (R3). Without them
            candle i is minute i from epoch 0.
        pip_size: as in `colors`.

    Raises:
        SeriesError: the buffers do not fit, or hold something that is no number.
        EngineError: balance or rate out of range.
    """
    try:
        summary, rows = _core.backtest(
            opens,
            closes,
            settings=json.dumps(plain(settings)),
            balance=balance,
            payout_rate_ppm=payout_rate_ppm,
            times=times,
            pip_size=pip_size,
        )
    except _core.SeriesError as error:
        raise SeriesError(str(error)) from error
    except (_core.EngineError, OverflowError) as error:
        raise EngineError(str(error)) from error
    result: BacktestResult = build(BacktestResult, {**json.loads(summary), "sequence_rows": rows})
    return result
