"""The classifier suite on every classifier."""

import pytest

from abutre.adapters.core.parts import RustClassifier
from abutre.domain.parts import CandleClassifier
from tests.contract.classifier_suite import ClassifierSuite
from tests.fakes.core import FakeClassifier


class TestRustClassifier(ClassifierSuite):
    @pytest.fixture
    def classifier(self) -> CandleClassifier:
        return RustClassifier()


class TestFakeClassifier(ClassifierSuite):
    @pytest.fixture
    def classifier(self) -> CandleClassifier:
        return FakeClassifier()
