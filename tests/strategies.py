"""What hypothesis draws: settings, candle runs, and numbers that sit on edges."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from abutre.domain.model import Color
from abutre.domain.settings import DojiPolicy, Settings, StakePolicy, StoredSettings

STAKES_IN_BALANCE = st.sampled_from((3_000, 3_000, 1_000, 300, 300, 40, 10, 3, 1, 0, 10**11))
"""How many first stakes a balance holds: sometimes so few that limits bite."""

RATES_PPM = st.sampled_from((950_000, 920_000, 1_000_000, 500_000, 10_000)) | st.integers(1, 3_000_000)
"""Profit per stake, millionths."""

STAKE_POLICIES = st.sampled_from(StakePolicy)

TICK_INTERVALS = st.sampled_from((1, 2))

COLORS = st.sampled_from(
    (Color.RED, Color.RED, Color.RED, Color.RED, Color.RED, Color.GREEN, Color.GREEN, Color.DOJI)
)
"""Mostly red, so that streaks grow long."""


def settings() -> SearchStrategy[Settings]:
    """Settings that trigger soon and run out of money sometimes."""
    return st.builds(
        Settings,
        delay_threshold=st.sampled_from((2, 2, 2, 3, 4)),
        max_level=st.sampled_from((1, 2, 3, 5, 9, 9, 20)),
        initial_stake=st.sampled_from((35, 100, 101, 250)) | st.integers(35, 2_000),
        multiplier_e4=st.sampled_from((10_000, 15_000, 20_000, 20_000, 21_053, 100_000)),
        max_drawdown_bp=st.sampled_from((100, 1_250, 2_500, 5_000, 9_999, 10_000, 10_000)),
        auto_trading=st.sampled_from((True,) * 7 + (False,)),
        doji_policy=st.sampled_from(DojiPolicy),
        stake_policy=STAKE_POLICIES,
        max_daily_loss=st.sampled_from((None, None, None, None, 100, 700, 5_000, 50_000)),
        require_full_ladder=st.sampled_from((False,) * 7 + (True,)),
    )


def stored(versions: SearchStrategy[int]) -> SearchStrategy[StoredSettings]:
    """Settings with a version."""
    return st.builds(StoredSettings, settings=settings(), version=versions, stored_at=st.just(0))


@st.composite
def open_closes(draw: st.DrawFn, max_size: int = 80) -> list[tuple[int, int]]:
    """Open and close of candles, pips: long runs of a colour, broken now and then."""
    moves = {Color.RED: -1, Color.GREEN: 1, Color.DOJI: 0}
    colors = draw(st.lists(COLORS, max_size=max_size))
    return [(100_000, 100_000 + moves[color]) for color in colors]
