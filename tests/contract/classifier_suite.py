"""What every `CandleClassifier` does."""

import pytest

from abutre.domain.model import Color
from abutre.domain.parts import CandleClassifier


class ClassifierSuite:
    """R1. Subclasses provide the fixture `classifier`."""

    @pytest.mark.parametrize(
        ("opened", "closed", "color"),
        [
            (61_951, 61_952, Color.GREEN),
            (61_951, 61_950, Color.RED),
            (61_951, 61_951, Color.DOJI),
            (1, 10**15, Color.GREEN),
            (10**15, 1, Color.RED),
            (10**15 - 1, 10**15, Color.GREEN),
        ],
    )
    def test_a_single_pip_decides(
        self, classifier: CandleClassifier, opened: int, closed: int, color: Color
    ) -> None:
        assert classifier.classify(opened, closed) is color

    def test_longer_numbers_are_no_smaller(self, classifier: CandleClassifier) -> None:
        """99999 is below 100000, though not as text."""
        assert classifier.classify(99_999, 100_000) is Color.GREEN

    def test_the_candle_before_does_not_matter(self, classifier: CandleClassifier) -> None:
        classifier.classify(50, 70)
        assert classifier.classify(60, 61) is Color.GREEN
