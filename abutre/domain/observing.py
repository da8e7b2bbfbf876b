"""Ports of those who look on and decide nothing: metrics, notifications, the log, health checks."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from abutre.domain.records import Entry


class Language(StrEnum):
    """A language that notifications are written in."""

    ENGLISH = "en"
    PORTUGUESE = "pt-BR"


class Observer(Protocol):
    """Looks on, and decides nothing: metrics, notifications."""

    def observe(self, entry: Entry, *, kept_in: float) -> None:
        """Take note of `entry`, which is durable, before its last effect is carried out; in order, each once.

        Never waits and never raises. `kept_in` is how long it took to become durable, seconds.
        """


class Instruments(Protocol):
    """Figures about the running bot."""

    def exposition(self) -> str:
        """All of them, in the text format of Prometheus."""


class Health(Protocol):
    """Whether the bot can do its work."""

    def checks(self) -> Mapping[str, str | None]:
        """What must hold, by name (feed, broker, store, purchases): None, or why it does not."""
