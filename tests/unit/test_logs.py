"""Log lines: for people on a terminal, for programs everywhere else."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from abutre.app.logs import FILE_BYTES, configure_logs
from abutre.domain.errors import UserError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("abutre")
    handlers, level, own_level = root.handlers[:], root.level, own.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], own.level = handlers, own_level
    root.setLevel(level)


def test_away_from_a_terminal_every_line_is_json() -> None:
    stream = io.StringIO()
    configure_logs("info", stream)
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
    configure_logs("info", stream)
    logging.getLogger("abutre.somewhere").warning("mind the %s", "gap")
    assert "mind the gap" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_what_is_below_the_level_is_left_out_and_so_is_the_chatter_of_libraries() -> None:
    stream = io.StringIO()
    configure_logs("warning", stream)
    logging.getLogger("abutre.somewhere").info("not this")
    logging.getLogger("aiohttp").info("nor this")
    logging.getLogger("aiohttp").error("but this")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["but this"]


def test_a_log_file_gets_json_also_when_the_terminal_does_not(tmp_path: Path) -> None:
    configure_logs("info", Terminal(), tmp_path / "logs" / "abutre.log")
    logging.getLogger("abutre.somewhere").info("contract opened", extra={"trade": 12, "contract": 34})
    (line,) = (tmp_path / "logs" / "abutre.log").read_text().splitlines()
    told = json.loads(line)
    assert (told["event"], told["trade"], told["contract"]) == ("contract opened", 12, 34)


def test_a_log_file_is_put_aside_when_it_is_full(tmp_path: Path) -> None:
    file = tmp_path / "abutre.log"
    configure_logs("info", io.StringIO(), file)
    long = "x" * (FILE_BYTES // 100)
    for _ in range(101):
        logging.getLogger("abutre.somewhere").info(long)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["abutre.log", "abutre.log.1"]


def test_a_log_file_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="--log-file"):
        configure_logs("info", io.StringIO(), tmp_path / "file" / "abutre.log")
