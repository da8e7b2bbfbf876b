"""How log lines look: for people on a terminal, as JSON lines everywhere else."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import Processor

from abutre.domain.errors import UserError

_LOGGER = "abutre"
FILE_BYTES = 10_000_000
"""Size at which a log file is put aside."""
FILES_KEPT = 5

_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_FOR_PEOPLE: list[Processor] = [
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
]
_FOR_PROGRAMS: list[Processor] = [
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(),
]


def configure_logs(level: str, stream: TextIO, file: Path | None = None) -> None:
    """Set the logs up, once per process.

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
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.getLogger(_LOGGER).setLevel(level.upper())


def _rotating(file: Path) -> RotatingFileHandler:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
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
