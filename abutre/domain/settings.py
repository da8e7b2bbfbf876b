"""Strategy settings: the table of trading-rules.md, validated as a whole.

A `Settings` value is always valid. Updates arrive as untrusted mappings; either all of an update is
good, or `SettingsError` names every bad field and nothing changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from abutre.domain.errors import SettingsError

MIN_STAKE = 35
"""Smallest stake Deriv takes on synthetic rise/fall contracts, minor units (0.35 USD)."""

MAX_INITIAL_STAKE = 1_000_000
"""Largest initial stake allowed, minor units (10 000.00)."""

MAX_MONEY = 10**15
"""Bound of every amount that enters the system, minor units: far above any account, far below 2**63."""


class DojiPolicy(StrEnum):
    """What a DOJI does to a streak (R2)."""

    BREAK = "break"
    IGNORE = "ignore"


class StakePolicy(StrEnum):
    """How the stake of a level is found (R6)."""

    MULTIPLIER = "multiplier"
    RECOVER = "recover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The strategy's settings.

    Attributes:
        delay_threshold: streak length that triggers, candles, 2 … 50.
        max_level: last level of a sequence, 1 … 20.
        initial_stake: stake of level 1, minor units, 35 … 1_000_000.
        multiplier_e4: stake growth per level, ten-thousandths, 10_000 … 100_000.
        max_drawdown_bp: largest drawdown, hundredths of a percent, 100 … 10_000.
        auto_trading: False keeps the bot PAUSED.
        doji_policy: what a DOJI does to a streak.
        stake_policy: how stakes grow.
        max_daily_loss: largest loss of a UTC day, minor units; None is off.
        require_full_ladder: skip triggers whose ladder cannot be played to the end.
    """

    delay_threshold: int = 8
    max_level: int = 10
    initial_stake: int = 100
    multiplier_e4: int = 20_000
    max_drawdown_bp: int = 2_500
    auto_trading: bool = True
    doji_policy: DojiPolicy = DojiPolicy.BREAK
    stake_policy: StakePolicy = StakePolicy.MULTIPLIER
    max_daily_loss: int | None = None
    require_full_ladder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSettings:
    """Settings as they are kept: with the version and the moment they were stored (epoch seconds)."""

    settings: Settings
    version: int
    stored_at: int


class _BadValueError(ValueError):
    """A value that does not fit its field; the text is for the user."""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 (a message stays one line)


def _decimal(value: object, expected: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise _BadValueError(f"expected {expected}, found {_shown(value)}")
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise _BadValueError(f"expected {expected}, found {_shown(value)}") from None
    if not number.is_finite():
        raise _BadValueError(f"expected {expected}, found {_shown(value)}")
    return number


def _scaled(value: object, *, low: str, high: str, digits: int, what: str) -> int:
    expected = f"{what} from {low} to {high}" + (f" with at most {digits} decimals" if digits else "")
    number = _decimal(value, expected)
    if not Decimal(low) <= number <= Decimal(high):
        raise _BadValueError(f"expected {expected}, found {_shown(value)}")
    scaled = number.scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise _BadValueError(f"expected {expected}, found {_shown(value)}")
    return int(scaled)


def _whole(low: int, high: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        return _scaled(value, low=str(low), high=str(high), digits=0, what="a whole number")

    return parse


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _BadValueError(f"expected true or false, found {_shown(value)}")
    return value


def _one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    def parse(value: object) -> StrEnum:
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        names = " or ".join(f'"{member}"' for member in kind)
        raise _BadValueError(f"expected {names}, found {_shown(value)}")

    return parse


def _daily_loss(value: object) -> int | None:
    if value is None:
        return None
    try:
        return _scaled(value, low="0.01", high="10000000000000", digits=2, what="an amount")
    except _BadValueError:
        message = f"expected an amount above 0 with at most 2 decimals, or null, found {_shown(value)}"
        raise _BadValueError(message) from None


_PARSERS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "delay_threshold": ("delay_threshold", _whole(2, 50)),
    "max_level": ("max_level", _whole(1, 20)),
    "initial_stake": (
        "initial_stake",
        lambda value: _scaled(value, low="0.35", high="10000", digits=2, what="an amount"),
    ),
    "multiplier": (
        "multiplier_e4",
        lambda value: _scaled(value, low="1.0", high="10.0", digits=4, what="a number"),
    ),
    "max_drawdown": (
        "max_drawdown_bp",
        lambda value: _scaled(value, low="1", high="100", digits=2, what="a percentage"),
    ),
    "auto_trading": ("auto_trading", _flag),
    "doji_policy": ("doji_policy", _one_of(DojiPolicy)),
    "stake_policy": ("stake_policy", _one_of(StakePolicy)),
    "max_daily_loss": ("max_daily_loss", _daily_loss),
    "require_full_ladder": ("require_full_ladder", _flag),
}
"""By wire name: the field it fills, and its parser."""

SETTING_NAMES = tuple(_PARSERS)
"""The settings' wire names, in the order of the table."""


def updated(current: Settings, update: Mapping[str, object]) -> Settings:
    """`current` with `update` laid over it.

    Args:
        current: the settings in force.
        update: wire names to untrusted values: numbers or decimal strings, booleans, null.

    Returns:
        The new settings, whole and valid.

    Raises:
        SettingsError: naming every bad or unknown field, or that the update is empty.
    """
    if not update:
        raise SettingsError({"update": f"expected at least one of {', '.join(SETTING_NAMES)}"})
    changes: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name, value in update.items():
        if name not in _PARSERS:
            errors[_name(name)] = f"unknown setting; expected one of {', '.join(SETTING_NAMES)}"
            continue
        field, parse = _PARSERS[name]
        try:
            changes[field] = parse(value)
        except _BadValueError as bad:
            errors[name] = str(bad)
    if errors:
        raise SettingsError(errors)
    return replace(current, **changes)  # type: ignore[arg-type]  # each parser fits its field


def _name(key: object) -> str:
    return key if isinstance(key, str) and len(key) <= 64 else _shown(key)  # noqa: PLR2004 (as above)


def presented(settings: Settings) -> dict[str, int | float | bool | str | None]:
    """`settings` under the wire's names, as JSON numbers: what `updated` would take."""
    loss = settings.max_daily_loss
    return {
        "delay_threshold": settings.delay_threshold,
        "max_level": settings.max_level,
        "initial_stake": settings.initial_stake / 100,
        "multiplier": settings.multiplier_e4 / 10_000,
        "max_drawdown": settings.max_drawdown_bp / 100,
        "auto_trading": settings.auto_trading,
        "doji_policy": settings.doji_policy.value,
        "stake_policy": settings.stake_policy.value,
        "max_daily_loss": None if loss is None else loss / 100,
        "require_full_ladder": settings.require_full_ladder,
    }
