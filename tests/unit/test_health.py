"""When the bot can do its work, and why not."""

from abutre.app.services.health import OLDEST_TICK, HealthCheck, Unresolved
from abutre.app.services.pulse import Pulse
from abutre.domain.facts import OutcomeUnknown, Refused
from abutre.domain.model import Book
from tests.contract.journal_entries import NOON, an_entry
from tests.desk import Desk

UNKNOWN = OutcomeUnknown(book=Book.ACCOUNT, intent=3, epoch=NOON)
REFUSED = Refused(book=Book.ACCOUNT, intent=3, reason="never bought", fatal=False, epoch=NOON)


def test_each_thing_that_must_hold_is_named_when_it_does_not() -> None:
    desk, connected = Desk(), [True]
    pulse, unresolved = Pulse(clock=desk.clock), Unresolved()
    health = HealthCheck(
        trader=desk.trader, pulse=pulse, unresolved=unresolved, connected=lambda: connected[0]
    )
    assert set(health.checks().values()) == {None}

    desk.clock.advance(OLDEST_TICK + 1)
    connected[0] = False
    desk.trader.failing.set()
    unresolved.observe(an_entry(1, facts=(UNKNOWN,)), kept_in=0.0)
    assert health.checks() == {
        "feed": "no tick for 16 s",
        "broker": "no connection",
        "store": "the journal cannot be written",
        "purchases": "1 with an unknown outcome",
    }

    pulse.beat()
    unresolved.observe(an_entry(1, facts=(REFUSED,)), kept_in=0.0)
    assert (health.checks()["feed"], health.checks()["purchases"]) == (None, None)
