"""The storage of the limits: counts as it should, forgets what is over, begins no thread."""

import threading
from random import Random

from limits import parse
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from abutre.adapters.web.entry.hits import Hits


class _Time:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_counting_begins_no_thread() -> None:
    before = threading.active_count()
    limiter = MovingWindowRateLimiter(Hits())
    for number in range(100):
        limiter.hit(parse("10 per 1 second"), str(number))
    assert threading.active_count() == before


def test_no_span_of_a_moving_window_holds_more_than_the_limit() -> None:
    time, chance, limit = _Time(), Random(5), parse("5 per 10 second")  # noqa: S311 (no secret)
    limiter = MovingWindowRateLimiter(Hits(time))
    entered: list[float] = []
    for _ in range(2_000):
        time.now += chance.choice([0.0, 0.5, 1.0, 4.0])
        recent = [at for at in entered if at > time.now - 10]
        told = limiter.get_window_stats(limit, "a")
        assert told.remaining == 5 - len(recent)
        assert told.reset_time == (recent[0] if recent else time.now) + 10
        may = limiter.hit(limit, "a")
        assert may == (len(recent) < 5)
        entered += [time.now] * may


def test_what_costs_more_takes_more() -> None:
    limiter, limit = MovingWindowRateLimiter(Hits(_Time())), parse("5 per 10 second")
    assert limiter.hit(limit, "a", cost=3)
    assert not limiter.hit(limit, "a", cost=3)
    assert limiter.hit(limit, "b", cost=3)


def test_a_fixed_window_begins_anew_when_it_is_over() -> None:
    time, limit = _Time(), parse("100 per 1 minute")
    limiter = FixedWindowRateLimiter(Hits(time))
    begun = time.now
    assert limiter.hit(limit, "a", cost=60)
    time.now += 59
    assert not limiter.hit(limit, "a", cost=60)
    assert limiter.get_window_stats(limit, "a").reset_time == begun + 60
    time.now += 1
    assert limiter.hit(limit, "a", cost=60)
    assert limiter.get_window_stats(limit, "a").remaining == 40


def test_windows_that_are_over_are_forgotten() -> None:
    time = _Time()
    hits = Hits(time)
    limiter, limit = MovingWindowRateLimiter(hits), parse("5 per 10 second")
    for number in range(1_000):
        limiter.hit(limit, str(number))
    assert len(hits) == 1_000
    time.now += 11
    for number in range(1_000):
        limiter.hit(limit, f"again {number}")
    assert len(hits) == 1_000
