"""What is said over Redis is believed when it is signed, from now and of its channel."""

import logging

import pytest

from abutre.adapters.relay.seal import FRESH_SECONDS, Seal
from abutre.domain.errors import UserError

SECRET = "a secret of the tests, 32 bytes and more"  # noqa: S105 (opens nothing)
NOW = 1_700_000_000


def seal(now: int = NOW, secret: str = SECRET) -> Seal:
    return Seal(secret, now=lambda: now)


def test_what_was_said_is_heard() -> None:
    said = {"text": "\ud800é", "number": 10**400, "none": None}

    assert seal().opened("a", seal().closed("a", said)) == said


@pytest.mark.parametrize("skew", [-FRESH_SECONDS - 1, FRESH_SECONDS + 1])
def test_an_old_or_changed_message_is_not_believed(skew: int, caplog: pytest.LogCaptureFixture) -> None:
    sealed = seal().closed("a", {"verb": "start"})

    with caplog.at_level(logging.WARNING):
        assert seal(NOW + skew).opened("a", sealed) is None
        assert seal().opened("a", sealed.replace(b"start", b"stop!")) is None
        assert seal().opened("b", sealed) is None
        assert seal(secret=SECRET + "x").opened("a", sealed) is None
        assert seal().opened("a", b"") is None
        assert seal().opened("a", b"\xff" * 100) is None
    assert len(caplog.records) == 6
    assert "start" not in caplog.text


def test_a_short_secret_is_refused_without_being_shown() -> None:
    with pytest.raises(UserError, match="32 bytes, found 5") as refused:
        Seal("short", now=lambda: NOW)
    assert "short" not in str(refused.value).replace("too short", "")
