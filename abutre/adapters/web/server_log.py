"""Keeps what is no HTTP, and who has left, out of the log: anybody may, and each would be a traceback."""

import logging

from aiohttp.http_exceptions import HttpProcessingError

SERVER_LOG = logging.getLogger("abutre.web.http")
"""The log of aiohttp's server, for faults of ours."""


_THEIRS = (HttpProcessingError, ConnectionResetError)


def _is_ours(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], _THEIRS))


SERVER_LOG.addFilter(_is_ours)
