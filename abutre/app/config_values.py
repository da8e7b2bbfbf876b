"""The values of the configuration, read from text: a ValueError says what was expected and found."""

import math
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from abutre.domain.errors import UserError
from abutre.domain.model import OpenSequence
from abutre.domain.observing import Language
from abutre.domain.symbols import Symbol, symbol_named

Network = IPv4Network | IPv6Network

_LOG_LEVELS = ("debug", "info", "warning", "error")
_LAST_PORT = 65_535
_MOST_LEVEL = 20


def port(found: object) -> int:
    """A port; 0 takes a free one."""
    text = str(found)
    if not (text.isascii() and text.isdigit() and int(text) <= _LAST_PORT):
        raise ValueError(f"expected a port from 0 to {_LAST_PORT}, found {text!r}")
    return int(text)


def speed(found: object) -> float:
    """Market seconds per second."""
    try:
        number = float(str(found))
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ValueError(
            f"expected market seconds per second, 0 for as fast as it goes, found {str(found)!r}"
        )
    return number


def symbol(found: object) -> Symbol:
    """A market, by either of its names."""
    try:
        return symbol_named(str(found))
    except UserError as error:
        raise ValueError(str(error)) from None


def listed(found: object) -> tuple[str, ...]:
    """Texts separated by commas."""
    return tuple(one.strip() for one in str(found).split(",") if one.strip())


def networks(found: object) -> tuple[Network, ...]:
    """Addresses or networks, separated by commas."""
    try:
        return tuple(ip_network(one) for one in listed(found))
    except ValueError:
        raise ValueError(
            f"expected addresses or networks such as 10.0.0.2 or 10.0.0.0/24, found {str(found)!r}"
        ) from None


def addresses(found: object) -> tuple[str, ...]:
    """Addresses, separated by spaces or commas."""
    return tuple(str(found).replace(",", " ").split())


def language(found: object) -> Language:
    """A language of notifications, case ignored."""
    for known in Language:
        if str(found).lower() in {known.value.lower(), known.value[:2].lower()}:
            return known
    raise ValueError(f"expected {' or '.join(Language)}, found {str(found)!r}")


def level(found: object) -> int:
    """A level of a sequence."""
    text = str(found)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_LEVEL):
        raise ValueError(f"expected a level from 1 to {_MOST_LEVEL}, found {text!r}")
    return int(text)


def log_level(found: object) -> str:
    """The name of a log level, case ignored."""
    level = str(found).lower()
    if level not in _LOG_LEVELS:
        raise ValueError(f"expected one of {', '.join(_LOG_LEVELS)}, found {str(found)!r}")
    return level


def open_sequence(found: object) -> OpenSequence:
    """What becomes of a sequence left open."""
    try:
        return OpenSequence(str(found).lower())
    except ValueError:
        raise ValueError(f"expected one of {', '.join(OpenSequence)}, found {str(found)!r}") from None


def path(found: object) -> Path:
    """A path; `~` is the user's home."""
    return Path(str(found)).expanduser()


def path_or_none(found: object) -> Path | None:
    """A path, or none."""
    return None if found is None else path(found)


def text_or_none(found: object) -> object:
    """A text; none when it is empty."""
    return found or None


def flag(found: object) -> bool:
    """A switch."""
    text = str(found).lower()
    if text not in {"true", "false"}:
        raise ValueError(f"expected true or false, found {str(found)!r}")
    return text == "true"


def yes(found: object) -> bool:
    """Consent: nothing but the one word will do."""
    if found != "yes":
        raise ValueError(f"expected yes or nothing, found {str(found)!r}")
    return True


def default_data_dir() -> Path:
    """Where the user's programs keep their data."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "abutre"
