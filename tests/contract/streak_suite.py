"""What every `StreakCounter` does."""

from collections.abc import Callable

from abutre.domain.model import Color, Streak
from abutre.domain.parts import StreakCounter
from abutre.domain.settings import DojiPolicy

MakeCounter = Callable[[DojiPolicy], StreakCounter]

NONE = Streak(count=0, color=None)


def after(counter: StreakCounter, *colors: Color) -> Streak:
    """The streak after those candles."""
    return [counter.update(color) for color in colors][-1]


class StreakSuite:
    """R2. Subclasses provide the fixture `make_counter`."""

    def test_the_same_colour_counts_on(self, make_counter: MakeCounter) -> None:
        counter = make_counter(DojiPolicy.BREAK)
        counts = [counter.update(Color.RED) for _ in range(3)]
        assert counts == [Streak(count=number, color=Color.RED) for number in (1, 2, 3)]

    def test_the_other_colour_starts_at_one(self, make_counter: MakeCounter) -> None:
        counter = make_counter(DojiPolicy.BREAK)
        assert after(counter, Color.RED, Color.RED, Color.GREEN) == Streak(count=1, color=Color.GREEN)

    def test_a_doji_breaks_the_streak(self, make_counter: MakeCounter) -> None:
        counter = make_counter(DojiPolicy.BREAK)
        assert after(counter, Color.GREEN, Color.GREEN, Color.DOJI) == NONE
        assert after(counter, Color.GREEN) == Streak(count=1, color=Color.GREEN)

    def test_an_ignored_doji_leaves_the_streak_as_it_was(self, make_counter: MakeCounter) -> None:
        counter = make_counter(DojiPolicy.IGNORE)
        assert after(counter, Color.DOJI) == NONE
        assert after(counter, Color.GREEN, Color.GREEN, Color.DOJI) == Streak(count=2, color=Color.GREEN)
        assert after(counter, Color.GREEN) == Streak(count=3, color=Color.GREEN)

    def test_a_reset_forgets_count_and_colour(self, make_counter: MakeCounter) -> None:
        counter = make_counter(DojiPolicy.IGNORE)
        after(counter, Color.RED, Color.RED)
        counter.reset()
        assert after(counter, Color.DOJI) == NONE
        assert after(counter, Color.RED) == Streak(count=1, color=Color.RED)
