"""Keeps what is no HTTP out of the log: anybody may send it, and each would be a traceback."""

import logging

from aiohttp.http_exceptions import HttpProcessingError

SERVER_LOG = logging.getLogger("abutre.web.http")
"""The log of aiohttp's server, for faults of ours."""


def _is_ours(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


SERVER_LOG.addFilter(_is_ours)
