"""What a seed decides before its world begins."""

from dataclasses import dataclass
from random import Random

from abutre.adapters.deriv.config import Generation
from abutre.domain.settings import Settings

_RISKS: tuple[tuple[int, int, int | None], ...] = ((100, 2_500, None), (100, 500, 500), (2_000, 100, None))
"""Initial stake, drawdown and day's loss: far from every limit, soon at the day's, soon halted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The outline of a world.

    Attributes:
        api: which generation of Deriv's API.
        hours: how long the troubles last, of the market.
        every: mean of the seconds between two troubles.
        settings: of the strategy, at first.
    """

    api: Generation
    hours: float
    every: float
    settings: Settings

    @classmethod
    def of(cls, seed: int, hours: float) -> "Plan":
        """The plan of `seed`."""
        random = Random(f"{seed}:plan")  # noqa: S311 (a world that can be repeated)
        stake, drawdown, daily_loss = random.choice(_RISKS)
        settings = Settings(
            delay_threshold=2,
            max_level=random.choice((1, 2, 4)),
            initial_stake=stake,
            max_drawdown_bp=drawdown,
            max_daily_loss=daily_loss,
        )
        return cls(
            api=random.choice(list(Generation)),
            hours=hours,
            every=random.choice((60.0, 240.0, 900.0)),
            settings=settings,
        )
