"""Dataclasses of the domain to plain JSON values and back: the form the journal keeps and the Rust core reads.

A fact, effect or event is `{"type": "<snake_case class name>", **fields}`; enums are their values,
tuples are lists, nested dataclasses are objects without a type.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from abutre.domain.effects import Effect
from abutre.domain.events import Event
from abutre.domain.facts import Fact

Plain = Any
"""A JSON value: dict, list, str, int, bool or None."""


@cache
def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def plain(value: object) -> Plain:
    """`value` as a JSON value, dataclasses without their type."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def encode(value: Fact | Effect) -> dict[str, Plain]:
    """`value` as a JSON object with its type."""
    named: dict[str, Plain] = {"type": _snake(type(value).__name__)}
    named.update(plain(value))
    return named


def _same(value: Plain) -> Plain:
    return value


@cache
def _reader(hint: object) -> Callable[[Plain], Any]:
    if isinstance(hint, UnionType):
        (inner,) = (arm for arm in get_args(hint) if arm is not type(None))
        read_inner = _reader(inner)
        return _same if read_inner is _same else lambda value: None if value is None else read_inner(value)
    if get_origin(hint) is tuple:
        read_item = _reader(get_args(hint)[0])
        return lambda value: tuple(read_item(item) for item in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: build(hint, value)
    return _same


@cache
def _readers(kind: type) -> tuple[tuple[str, Callable[[Plain], Any]], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _reader(hints[field.name])) for field in fields(kind))


def build(kind: type, fields_: Mapping[str, Plain]) -> Any:  # noqa: ANN401 (the caller names the type)
    """A `kind` from its JSON object.

    Raises:
        KeyError: a field is missing.
        ValueError: an enum value is unknown.
    """
    return kind(**{name: read(fields_[name]) for name, read in _readers(kind)})


def _by_name(kinds: Iterable[type]) -> dict[str, type]:
    return {_snake(kind.__name__): kind for kind in kinds}


_FACTS = _by_name(get_args(Fact))
_EFFECTS = _by_name(get_args(Effect))
_EVENTS = _by_name(get_args(Event))


def decode_fact(named: Mapping[str, Plain]) -> Fact:
    """The fact that `encode` wrote. Raises KeyError or ValueError on anything else."""
    fact: Fact = build(_FACTS[named["type"]], named)
    return fact


def decode_effect(named: Mapping[str, Plain]) -> Effect:
    """The effect that `encode` (or the Rust core) wrote. Raises KeyError or ValueError on anything else."""
    effect: Effect = build(_EFFECTS[named["type"]], named)
    return effect


def decode_event(named: Mapping[str, Plain]) -> Event:
    """The event that `encode` wrote. Raises KeyError or ValueError on anything else."""
    event: Event = build(_EVENTS[named["type"]], named)
    return event
