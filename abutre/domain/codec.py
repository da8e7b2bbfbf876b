"""Dataclasses to plain JSON values and back: the form the journal keeps and the Rust core reads.

A fact, effect or event is `{"type": "<snake_case class name>", **fields}`; enums are their values,
tuples are lists, nested dataclasses are objects without a type.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from abutre.domain.effects import Effect
from abutre.domain.events import Event
from abutre.domain.facts import Fact

Plain = Any
"""A JSON value: dict, list, str, int, bool or None."""


_SCALARS = frozenset({int, str, bool, type(None)})


class _TypeNames(dict[type, str]):
    def __missing__(self, kind: type) -> str:
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)[1:]
        return self.setdefault(kind, name)


class _FieldNames(dict[type, tuple[str, ...]]):
    def __missing__(self, kind: type) -> tuple[str, ...]:
        return self.setdefault(kind, tuple(field.name for field in fields(kind)))


@cache
def _optional(kind: type) -> frozenset[str]:
    """Fields with a default: journals of earlier builds may lack them."""
    return frozenset(field.name for field in fields(kind) if field.default is not MISSING)


_TYPE_NAMES = _TypeNames()
_FIELD_NAMES = _FieldNames()


def plain(value: object) -> Plain:
    """`value` as a JSON value, dataclasses without their type."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return {name: plain(getattr(value, name)) for name in _FIELD_NAMES[type(value)]}


def encode(value: Fact | Effect) -> dict[str, Plain]:
    """`value` as a JSON object with its type."""
    return {"type": _TYPE_NAMES[type(value)], **plain(value)}


Reader = Callable[[Plain], Any]


def _reader(hint: object) -> Reader | None:
    """How a JSON value becomes a `hint`; None when it is one already."""
    if isinstance(hint, UnionType):
        (inner,) = (arm for arm in get_args(hint) if arm is not type(None))
        read_inner = _reader(inner)
        return read_inner and (lambda value: None if value is None else read_inner(value))
    if get_origin(hint) is tuple:
        read_item = _reader(get_args(hint)[0])
        return tuple if read_item is None else lambda value: tuple(map(read_item, value))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(build, hint)
    return None


@cache
def _readers(kind: type) -> tuple[tuple[str, Reader], ...]:
    found = ((name, _reader(hint)) for name, hint in get_type_hints(kind).items())
    return tuple((name, read) for name, read in found if read is not None)


def build(kind: type, named: Mapping[str, Plain]) -> Any:  # noqa: ANN401 (the caller names the type)
    """A `kind` from its JSON object; keys that are no fields are ignored.

    Raises:
        KeyError: a field without a default is missing.
        ValueError: an enum value is unknown.
    """
    optional = _optional(kind)
    values = {name: named[name] for name in _FIELD_NAMES[kind] if name in named or name not in optional}
    for name, read in _readers(kind):
        if name in values:
            values[name] = read(values[name])
    return kind(**values)


def _by_name(kinds: Iterable[type]) -> dict[str, type]:
    return {_TYPE_NAMES[kind]: kind for kind in kinds}


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
