"""Log lines: for people on a terminal, for programs everywhere else."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from abutre.app.log_flood import LINES_A_MINUTE
from abutre.app.logs import FILE_BYTES, LINES_WAITING, logs
from abutre.domain.errors import UserError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("abutre")
    handlers, level, own_level = root.handlers[:], root.level, own.level
    yield
    root.handlers[:], own.level = handlers, own_level
    root.setLevel(level)


def test_a_flood_from_the_network_is_counted_and_trading_is_not() -> None:
    stream = io.StringIO()
    with logs("info", stream):
        for number in range(LINES_A_MINUTE + 10):
            logging.getLogger("abutre.adapters.web.clients").info("[WS] Client connected: %d", number)
            logging.getLogger("abutre.app.services.chronicle").info("contract opened")
    events = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert sum("Client connected" in event for event in events) == LINES_A_MINUTE
    assert events.count("contract opened") == LINES_A_MINUTE + 10


def test_away_from_a_terminal_every_line_is_json() -> None:
    stream = io.StringIO()
    with logs("info", stream):
        log = logging.getLogger("abutre.somewhere")
        log.info("[WS] Client connected: %s", "abc")
        try:
            int("a reason")
        except ValueError:
            log.exception("it broke")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert lines[0]["event"] == "[WS] Client connected: abc"
    assert (lines[0]["level"], lines[0]["logger"]) == ("info", "abutre.somewhere")
    assert lines[0]["timestamp"].endswith("Z")
    assert "ValueError: invalid literal" in lines[1]["exception"]


def test_on_a_terminal_lines_are_for_people() -> None:
    stream = Terminal()
    with logs("info", stream):
        logging.getLogger("abutre.somewhere").warning("mind the %s", "gap")
    assert "mind the gap" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_what_is_below_the_level_is_left_out_and_so_is_the_chatter_of_libraries() -> None:
    stream = io.StringIO()
    with logs("warning", stream):
        logging.getLogger("abutre.somewhere").info("not this")
        logging.getLogger("aiohttp").info("nor this")
        logging.getLogger("aiohttp").error("but this")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["but this"]


def test_a_log_file_gets_json_also_when_the_terminal_does_not(tmp_path: Path) -> None:
    with logs("info", Terminal(), tmp_path / "logs" / "abutre.log"):
        logging.getLogger("abutre.somewhere").info("contract opened", extra={"trade": 12, "contract": 34})
    (line,) = (tmp_path / "logs" / "abutre.log").read_text().splitlines()
    told = json.loads(line)
    assert (told["event"], told["trade"], told["contract"]) == ("contract opened", 12, 34)


def test_a_log_file_is_put_aside_when_it_is_full(tmp_path: Path) -> None:
    file = tmp_path / "abutre.log"
    with logs("info", io.StringIO(), file):
        long = "x" * (FILE_BYTES // 100)
        for _ in range(101):
            logging.getLogger("abutre.somewhere").info(long)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["abutre.log", "abutre.log.1"]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_log_file_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match="--log-file"),
        logs("info", io.StringIO(), tmp_path / "file" / "abutre.log"),
    ):
        pass


class Stuck(io.StringIO):
    """A terminal that somebody has stopped with Ctrl-S."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.released = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.reached.set()
        self.released.wait(30)
        return super().write(text)


def test_a_terminal_that_stands_still_holds_nobody_up_and_is_told_what_it_missed() -> None:
    terminal = Stuck()
    with logs("info", terminal):
        log = logging.getLogger("abutre.somewhere")
        log.info("the one that sticks")
        assert terminal.reached.wait(30)
        for number in range(LINES_WAITING + 5):
            log.info("line %d", number)
        terminal.released.set()
        while "line 9999" not in terminal.getvalue():
            terminal.reached.wait(30)
        log.info("it goes on")
    lines = [json.loads(line) for line in terminal.getvalue().splitlines()]
    assert [line["event"] for line in lines[-3:]] == [
        f"line {LINES_WAITING - 1}",
        "5 log lines were left out: where they are written stood still",
        "it goes on",
    ]


def test_a_terminal_that_stands_still_for_ever_does_not_keep_the_program() -> None:
    terminal = Stuck()
    with logs("info", terminal):
        logging.getLogger("abutre.somewhere").info("never written")
    assert terminal.getvalue() == ""
    terminal.released.set()


def test_a_line_bears_the_time_it_was_said_at() -> None:
    terminal = Stuck()
    log = logging.getLogger("abutre.somewhere")
    with logs("info", terminal):
        log.info("the one that sticks")
        assert terminal.reached.wait(30)
        log.info("the next one")
        after = datetime.now(UTC)
        while datetime.now(UTC) == after:
            pass
        terminal.released.set()
    _, line = (json.loads(line) for line in terminal.getvalue().splitlines())
    assert datetime.fromisoformat(line["timestamp"]) <= after
