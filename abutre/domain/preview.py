"""What settings would mean for a sequence that began now: asked of the engine, never acted on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A level of the ladder, were every one before it lost. Money in minor units.

    Attributes:
        level: 1 … 20.
        stake: None past `settings.MAX_MONEY`.
        lost: stakes lost when this level is lost as well.
        won: profit of a sequence that wins here; negative where a win loses money (R8).
        refused: the limit that keeps it from being bought now (R11), or one before it.
    """

    level: int
    stake: int | None
    lost: int
    won: int | None
    refused: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The ladder with the present funds, quote and limits. Money in minor units.

    Attributes:
        rungs: every level up to `max_level`.
        reach: the last level that could be bought now, were every one before it lost; 0 when none.
        worst_case: loss of a sequence that loses every level up to `reach`.
        expected: mean profit of a sequence at even odds, up to `reach`.
        rate_ppm: profit of a win per stake, millionths.
        drawdown_room: loss that `max_drawdown` still allows; negative when it is passed.
        daily_room: loss that `max_daily_loss` still allows today; None when it is off.
        running_worst_case: loss of the sequence that runs, were it to lose from here on, under the settings
            in force; None when none runs.
    """

    rungs: tuple[Rung, ...]
    reach: int
    worst_case: int
    expected: int
    rate_ppm: int
    drawdown_room: int
    daily_room: int | None
    running_worst_case: int | None
