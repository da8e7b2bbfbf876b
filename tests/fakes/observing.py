"""Fakes of the ports of those who look on."""

from collections.abc import Mapping

from abutre.domain.records import Entry


class FakeObserver:
    """The port `Observer`: keeps what it sees."""

    def __init__(self) -> None:
        self.seen: list[tuple[Entry, float]] = []

    def observe(self, entry: Entry, *, kept_in: float) -> None:
        self.seen.append((entry, kept_in))


class FakeHealth:
    """The port `Health`: as it is told to be."""

    def __init__(self) -> None:
        self.reasons: dict[str, str | None] = dict.fromkeys(("feed", "broker", "store", "purchases"))

    def checks(self) -> Mapping[str, str | None]:
        return self.reasons


class FakeInstruments:
    """The port `Instruments` with one figure."""

    def exposition(self) -> str:
        return "# TYPE abutre_one gauge\nabutre_one 1.0\n"
