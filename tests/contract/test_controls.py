"""The contract of `Controls`, kept by the fake and by the service on fakes."""

from collections.abc import AsyncIterator

import pytest

from abutre.app.services.control import Control
from abutre.domain.commands import BotCommand, Verb
from tests.contract.controls_suite import ControlsSuite
from tests.desk import Desk
from tests.fakes.controls import FakeControls
from tests.fakes.publisher import FakePublisher


@pytest.fixture
def published() -> FakePublisher:
    return FakePublisher()


class TestFakeControls(ControlsSuite):
    @pytest.fixture
    async def controls(self, published: FakePublisher) -> FakeControls:
        controls = FakeControls(published)
        await controls.command(BotCommand(verb=Verb.START))
        return controls


class TestControl(ControlsSuite):
    @pytest.fixture
    async def desk(self) -> AsyncIterator[Desk]:
        desk = Desk()
        async with desk.open():
            yield desk

    @pytest.fixture
    def published(self, desk: Desk) -> FakePublisher:
        return desk.publisher

    @pytest.fixture
    def controls(self, desk: Desk) -> Control:
        return desk.control
