"""Events and commands over Socket.IO as an AsyncAPI 3 document, made from the wire models."""

from typing import Any

from pydantic import BaseModel

from abutre.adapters.web.contract.examples import EXAMPLES
from abutre.adapters.web.contract.schemas import Document, schemas_of
from abutre.adapters.web.snapshot import StateSnapshot
from abutre.adapters.web.wire_commands import BotCommandData, Handshake, RequestStateData, UpdateSettingsData
from abutre.adapters.web.wire_events import (
    BalanceUpdatePayload,
    BotStatusPayload,
    CandlePayload,
    ConnectionAck,
    EventPayload,
    MarketDataPayload,
    PositionUpdatePayload,
    RiskStatsPayload,
    SettingsPayload,
    SettingsRefused,
    SettingsUpdated,
    SystemAlertPayload,
    TickPayload,
    TradeClosedPayload,
    TradeOpenedPayload,
    TriggerDetectedPayload,
)

_PLACE = "#/components/schemas/"

EVENTS: tuple[type[EventPayload], ...] = (
    ConnectionAck,
    StateSnapshot,
    BotStatusPayload,
    BalanceUpdatePayload,
    CandlePayload,
    MarketDataPayload,
    TriggerDetectedPayload,
    TradeOpenedPayload,
    PositionUpdatePayload,
    TradeClosedPayload,
    RiskStatsPayload,
    SystemAlertPayload,
    SettingsUpdated,
    SettingsRefused,
    SettingsPayload,
    TickPayload,
)
"""What the server sends; `settings_updated` has two forms."""

COMMANDS: dict[str, type[BaseModel]] = {
    "bot_command": BotCommandData,
    "request_state": RequestStateData,
    "update_settings": UpdateSettingsData,
}
"""What a client may send."""

_DESCRIPTION = (
    "Socket.IO (protocol 5), path /socket.io/, default namespace. A client may connect with auth {token, "
    "last_seq}; with last_seq it gets every event that it missed, in order, when the server still holds them "
    "(the newest 10 000), else one state_snapshot. Where tokens are needed, a viewer sees everything and an "
    "operator may command as well; who is refused gets connect_error, whose message says why and, after too "
    "many connections, in how many seconds to try again. When a token expires or is revoked, its connections "
    "get a system_alert and end."
)
_SEQ: Document = {
    "type": "object",
    "description": "Second argument. seq grows by one per event, for all clients, across restarts; what "
    "goes to one client only carries the number of the last event that it reflects. A tick has none.",
    "properties": {"seq": {"type": "integer", "minimum": 0}},
    "required": ["seq"],
    "additionalProperties": False,
}
_TOKEN: Document = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "As auth.token, where the bot was given a key. bot_command and update_settings need the "
    "role operator.",
}
_ACKNOWLEDGEMENT: Document = {
    "type": "object",
    "description": "What the callback of a command gets. error is for the user; after too many commands it "
    "says in how many seconds to try again. errors names the settings that cannot be taken.",
    "properties": {
        "ok": {"type": "boolean"},
        "error": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["ok"],
    "additionalProperties": False,
}


def asyncapi(version: str) -> Document:
    """The document; `version` is the program's."""
    references, schemas = schemas_of([*EVENTS, *COMMANDS.values(), Handshake], place=_PLACE)
    schemas = {**schemas, "Sequence": _SEQ, "Acknowledgement": _ACKNOWLEDGEMENT}
    messages = {**_events(references), **_commands(references)}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Abutre",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "root": {
                "address": "/",
                "title": "Default namespace",
                "x-auth": references[Handshake],
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            **_operations(EVENTS_BY_MESSAGE, "send"),
            **_operations(COMMANDS, "receive"),
        },
        "components": {"messages": messages, "schemas": schemas, "securitySchemes": {"token": _TOKEN}},
    }


def _message_name(kind: type[EventPayload]) -> str:
    same = [other for other in EVENTS if other.event == kind.event]
    return kind.event if len(same) == 1 else kind.__name__


EVENTS_BY_MESSAGE = {_message_name(kind): kind for kind in EVENTS}


def _events(references: dict[type[BaseModel], Document]) -> dict[str, Document]:
    return {
        message: {
            "name": kind.event,
            "summary": _summary(kind),
            "payload": references[kind],
            "x-second-argument": None if kind is TickPayload else {"$ref": _PLACE + "Sequence"},
            "examples": _examples(message),
        }
        for message, kind in EVENTS_BY_MESSAGE.items()
    }


def _commands(references: dict[type[BaseModel], Document]) -> dict[str, Document]:
    return {
        name: {
            "name": name,
            "summary": _summary(kind),
            "payload": references[kind],
            "x-acknowledgement": {"$ref": _PLACE + "Acknowledgement"},
            "examples": _examples(name),
        }
        for name, kind in COMMANDS.items()
    }


def _examples(message: str) -> list[Document]:
    return [{"payload": payload} for payload in EXAMPLES[message]]


def _operations(messages: dict[str, Any], action: str) -> Document:
    return {
        f"{action}_{name}": {
            "action": action,
            "channel": {"$ref": "#/channels/root"},
            "messages": [{"$ref": f"#/channels/root/messages/{name}"}],
            "security": [{"$ref": "#/components/securitySchemes/token"}],
        }
        for name in messages
    }


def _summary(kind: type[BaseModel]) -> str:
    return (kind.__doc__ or "").strip()
