"""The recounts at the end of a world, on books written by hand."""

from dataclasses import replace

import pytest

from abutre.domain.effects import Buy
from abutre.domain.events import Event, MarketData, NewCandle
from abutre.domain.facts import SettingsStored, Settled
from abutre.domain.model import MINUTE, Book, Color, Direction, Outcome
from abutre.domain.settings import Settings
from tests.counting import Prices
from tests.simulation.losses import Decision, overshot
from tests.simulation.reckoning import Reckoning
from tests.simulation.report import many, outcome
from tests.simulation.streaks import recounted

_GREEN: Prices = (100, 120, 90, 110)
_DAY = 86_400


def _told(opened: int, streak: int) -> list[Event]:
    first, high, low, last = _GREEN
    return [
        NewCandle(epoch=opened, open=first, high=high, low=low, close=last, color=Color.GREEN),
        MarketData(epoch=opened + MINUTE, price=last, streak_count=streak, streak_direction=Color.GREEN),
    ]


def test_a_streak_begins_anew_behind_a_minute_of_the_warm_up_that_had_no_tick() -> None:
    market = {opened: _GREEN for opened in range(0, 5 * MINUTE, MINUTE) if opened != 2 * MINUTE}
    assert list(recounted(_told(4 * MINUTE, 2), market, since=0)) == []
    assert len(list(recounted(_told(4 * MINUTE, 5), market, since=0))) == 1


def _settled(intent: int, epoch: int) -> Decision:
    lost = Settled(book=Book.ACCOUNT, intent=intent, outcome=Outcome.LOST, payout=0, epoch=epoch)
    return Decision(epoch=epoch, facts=(lost,), order=None)


def _ordered(intent: int, epoch: int, *, stake: int) -> Decision:
    buy = Buy(book=Book.ACCOUNT, intent=intent, direction=Direction.CALL, level=1, stake=stake)
    return Decision(epoch=epoch, facts=(), order=buy)


def test_an_order_may_lose_what_the_day_has_left_and_not_a_cent_more() -> None:
    first = _settled(1, 10)
    assert list(overshot([first, _ordered(2, 20, stake=400)], {1: -600}, 1_000)) == []
    assert len(list(overshot([first, _ordered(2, 20, stake=401)], {1: -600}, 1_000))) == 1


def test_a_loss_counts_once_and_on_the_day_on_which_it_was_heard_of() -> None:
    decisions = [_settled(1, _DAY - 1), _settled(1, _DAY - 1), _ordered(2, _DAY, stake=1_000)]
    assert list(overshot(decisions, {1: -600}, 1_000)) == []
    assert len(list(overshot([*decisions[:2], _ordered(2, _DAY - 1, stake=401)], {1: -600}, 1_000))) == 1


def test_the_limit_is_the_one_in_force_when_the_order_is_decided() -> None:
    stored = SettingsStored(settings=replace(Settings(), max_daily_loss=500), version=2, epoch=5)
    decisions = [Decision(epoch=5, facts=(stored,), order=None), _ordered(1, 9, stake=501)]
    assert len(list(overshot(decisions, {}, None))) == 1


def test_a_world_that_fails_is_a_violation_and_not_the_end_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(1_800_000_120)

    monkeypatch.setattr(Reckoning, "streaks", broken)
    found = outcome(1, hours=0.01)
    assert [one.partition(": ")[2] for one in found.violations] == [
        "the world failed with KeyError(1800000120) in broken, test_recounts.py"
    ]
    assert found.counts["process started"] > 0


@pytest.mark.slow
def test_worlds_go_on_when_a_process_has_played_its_share() -> None:
    played = many(range(1, 6), hours=0.01, processes=1, per_process=2)
    assert [(one.seed, one.violations) for one in played] == [(seed, []) for seed in range(1, 6)]
