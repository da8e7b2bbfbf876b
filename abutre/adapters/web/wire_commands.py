"""What clients may say: handshake and commands, validated whole; everything else is a `Misunderstood`."""

import json
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from abutre.domain.commands import BotCommand, Verb

MAX_BYTES = 16 * 1024
"""Largest data of one command, as JSON."""

_MAX_DEPTH = 8
_MAX_SEQ = 2**63 - 1
_SHOWN = 40
_PROBLEMS = 5
_MAX_SETTINGS = 32

CommandId = Annotated[str, Field(min_length=1, max_length=64)]
"""Chosen by the client; the same one again is the same command again."""


class Misunderstood(ValueError):  # noqa: N818 (says what happened; it is not an error of ours)
    """A client said something that cannot be taken. The text is for its user: short, plain ASCII."""


class CommandData(BaseModel):
    """The one object that a command carries: exactly these keys, exactly these types, finite numbers."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    command_id: CommandId | None = None


class BotCommandData(CommandData):
    """`bot_command`; `after_sequence` goes with pause only."""

    command: Literal["start", "pause", "stop"]
    after_sequence: bool = False


class RequestStateData(CommandData):
    """`request_state`."""


class UpdateSettingsData(CommandData):
    """`update_settings`: any subset of the settings. Their values are judged as a whole, by the domain."""

    model_config = ConfigDict(extra="allow")


class Handshake(BaseModel):
    """The `auth` object of a connecting client; other keys are left for others."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    last_seq: Annotated[int, Field(ge=0, le=_MAX_SEQ)] | None = None
    token: str | None = Field(default=None, repr=False)


Data = TypeVar("Data", bound=CommandData)


def handshake_of(auth: object) -> Handshake:
    """What a client said as it connected; nothing at all is fine.

    Raises:
        Misunderstood: it is not a handshake.
    """
    if auth is None:
        return Handshake()
    return _validated(Handshake, auth, "auth")


def bot_command_of(data: BotCommandData) -> BotCommand:
    """The command that `data` asks for.

    Raises:
        Misunderstood: `after_sequence` came with another command than pause.
    """
    if data.command != Verb.PAUSE.value and "after_sequence" in data.model_fields_set:
        raise Misunderstood(f"bot_command: after_sequence goes with pause only, found {data.command}")
    return BotCommand(verb=Verb(data.command), after_sequence=data.after_sequence)


def settings_update_of(data: UpdateSettingsData) -> dict[str, object]:
    """The settings that `data` names, unjudged.

    Raises:
        Misunderstood: there are more than any update could name.
    """
    update = dict(data.model_extra or {})
    if len(update) > _MAX_SETTINGS:
        raise Misunderstood(f"update_settings: expected at most {_MAX_SETTINGS} fields, found {len(update)}")
    return update


def data_of(kind: type[Data], name: str, args: list[object]) -> Data:
    """The one object that came with the command `name`.

    Raises:
        Misunderstood: it is missing, too large, too deep, binary, not alone, or not a `kind`.
    """
    if kind is RequestStateData and (not args or args == [None]):
        args = [{}]
    if len(args) != 1:
        raise Misunderstood(f"{name}: expected one object, found {len(args) or 'no'} arguments")
    _check_size(name, args[0])
    return _validated(kind, args[0], name)


def shown(text: str) -> str:
    """A client's own text inside a message: quoted, ASCII, at most 40 characters."""
    quoted = ascii(text)
    return quoted if len(quoted) <= _SHOWN else quoted[: _SHOWN - 3] + "..."


def _check_size(name: str, data: object) -> None:
    if not _within(data, _MAX_DEPTH):
        raise Misunderstood(f"{name}: expected plain values, found data nested more than {_MAX_DEPTH} deep")
    try:
        size = len(json.dumps(data, ensure_ascii=False).encode(errors="replace"))
    except TypeError:
        raise Misunderstood(f"{name}: expected JSON, found binary data") from None
    if size > MAX_BYTES:
        raise Misunderstood(f"{name}: expected at most {MAX_BYTES} bytes, found {size}")


def _within(data: object, depth: int) -> bool:
    if isinstance(data, dict):
        return depth > 0 and all(_within(value, depth - 1) for value in data.values())
    if isinstance(data, list):
        return depth > 0 and all(_within(value, depth - 1) for value in data)
    return True


Model = TypeVar("Model", bound=BaseModel)


def _validated(kind: type[Model], data: object, name: str) -> Model:
    if not isinstance(data, dict):
        raise Misunderstood(f"{name}: expected one object, found {_kind(data)}")
    try:
        return kind.model_validate(data)
    except ValidationError as invalid:
        problems = invalid.errors(include_url=False, include_context=False, include_input=False)
        told = [f"{shown(str(problem['loc'][0]))}: {problem['msg']}" for problem in problems[:_PROBLEMS]]
        more = [f"and {len(problems) - _PROBLEMS} more"] if len(problems) > _PROBLEMS else []
        raise Misunderstood(f"{name}: {'; '.join(told + more)}") from None


def _kind(data: object) -> str:
    kinds = {
        bool: "true or false",
        type(None): "null",
        str: "a text",
        list: "a list",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(data), "binary data")
