"""How log lines look, for people and for programs; and that nobody waits for their being written."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import FileIO, TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from abutre.app.log_flood import FloodFilter
from abutre.domain.errors import UserError

_LOGGER = "abutre"
_WEB = "abutre.adapters.web"
FILE_BYTES = 10_000_000
"""Size at which a log file is put aside."""
FILES_KEPT = 5
LINES_WAITING = 10_000
"""Lines that wait for a terminal or a disk that stands still, before further ones are left out."""
_LAST_SECONDS = 2.0
"""How long the last lines may take."""


def _dated(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """When a line was said; it may be written later."""
    said = datetime.fromtimestamp(event["_record"].created, UTC)
    event["timestamp"] = said.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return event


_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    _dated,
]
_FOR_PEOPLE: list[Processor] = [
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
]
_FOR_PROGRAMS: list[Processor] = [
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(),
]


class _HandOver(QueueHandler):
    """Hands lines to the thread that writes them, and leaves out what it has no room for."""

    def __init__(self, lines: "Queue[logging.LogRecord]") -> None:
        super().__init__(lines)
        self._left_out = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """The line in words: what its arguments say may have changed when it is written."""
        record.msg, record.args = record.getMessage(), None
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Never wait."""
        try:
            if self._left_out:
                self.queue.put_nowait(_gap(self._left_out, record))
                self._left_out = 0
            self.queue.put_nowait(record)
        except Full:
            self._left_out += 1


def _gap(count: int, before: logging.LogRecord) -> logging.LogRecord:
    line = logging.makeLogRecord({"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING"})
    line.msg = f"{count} log lines were left out: where they are written stood still"
    line.created = before.created
    return line


@contextmanager
def logs(level: str, stream: TextIO, file: Path | None = None) -> Iterator[None]:
    """Write log lines, from a thread of its own: who logs never waits for a terminal, a pipe or a disk.

    Up to `LINES_WAITING` lines wait for whoever takes none; what is said beyond them is left out and counted.

    Args:
        level: debug, info, warning or error.
        stream: gets every line.
        file: gets every line as well, as JSON; put aside at `FILE_BYTES`, `FILES_KEPT` of them are kept.

    Raises:
        UserError: `file` cannot be written.
    """
    handlers: list[logging.Handler] = [
        _formatted(logging.StreamHandler(stream), _FOR_PEOPLE if stream.isatty() else _FOR_PROGRAMS)
    ]
    if file is not None:
        handlers.append(_formatted(_rotating(file), _FOR_PROGRAMS))
    lines: Queue[logging.LogRecord] = Queue(LINES_WAITING)
    hand_over = _HandOver(lines)
    hand_over.addFilter(FloodFilter(_WEB))
    logging.basicConfig(level=logging.WARNING, handlers=[hand_over], force=True)
    logging.getLogger(_LOGGER).setLevel(level.upper())
    writer = QueueListener(lines, *handlers)
    writer.start()
    try:
        yield
    finally:
        drain = Thread(target=lines.join, daemon=True)
        drain.start()
        drain.join(_LAST_SECONDS)
        logging.getLogger().removeHandler(hand_over)
        if not drain.is_alive():
            writer.stop()
            for handler in handlers:
                handler.close()


class _PrivateFile(RotatingFileHandler):
    """Nobody but the user reads its files: a log tells of the money."""

    def _open(self) -> TextIOWrapper:
        return TextIOWrapper(
            FileIO(self.baseFilename, self.mode, opener=_opened_privately),
            encoding=self.encoding,
            line_buffering=True,
        )


def _opened_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _rotating(file: Path) -> RotatingFileHandler:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _PrivateFile(file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"--log-file {file}: expected a file that abutre may write, found: {error.strerror}"
        ) from None


def _formatted(handler: logging.Handler, processors: list[Processor]) -> logging.Handler:
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *processors],
        )
    )
    return handler
