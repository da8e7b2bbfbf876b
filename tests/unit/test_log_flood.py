"""A flood from the network does not push what the bot says of its trading out of the log."""

import logging

from abutre.app.log_flood import LINES_A_MINUTE, FloodFilter


class _Log:
    """What passes the filter."""

    def __init__(self) -> None:
        self.now = 0.0
        self.passed: list[str] = []
        self._filter = FloodFilter("abutre.adapters.web", lambda: self.now)

    def say(self, text: str, *args: object, name: str = "abutre.adapters.web.gate", level: int = 20) -> None:
        record = logging.LogRecord(name, level, __file__, 1, text, args, None)
        if self._filter.filter(record):
            self.passed.append(record.getMessage())


def test_so_many_lines_of_a_kind_pass_a_minute_and_the_rest_is_counted() -> None:
    log = _Log()
    for number in range(LINES_A_MINUTE + 5):
        log.say("Client connected: %d", number)
    assert log.passed == [f"Client connected: {number}" for number in range(LINES_A_MINUTE)]
    log.now = 60.0
    log.say("Client connected: %d", 99)
    log.say("Client connected: %d", 100)
    assert log.passed[LINES_A_MINUTE:] == [
        "Client connected: 99 (5 more like this were left out before)",
        "Client connected: 100",
    ]


def test_a_quiet_minute_leaves_nothing_to_be_said() -> None:
    log = _Log()
    log.say("Client connected: %d", 1)
    log.now = 61.0
    log.say("Client connected: %d", 2)
    assert log.passed == ["Client connected: 1", "Client connected: 2"]


def test_one_kind_leaves_room_for_others_and_all_of_trading_and_every_fault_passes() -> None:
    log = _Log()
    for _ in range(2 * LINES_A_MINUTE):
        log.say("Client connected")
        log.say("contract opened", name="abutre.app.services.chronicle")
        log.say("a fault", level=logging.ERROR)
    log.say("Request refused")
    assert log.passed.count("Client connected") == LINES_A_MINUTE
    assert log.passed.count("contract opened") == log.passed.count("a fault") == 2 * LINES_A_MINUTE
    assert log.passed[-1] == "Request refused"
