"""What a client is told, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abutre.adapters.web.snapshot import StateSnapshot
from abutre.adapters.web.wire_events import (
    BalanceUpdatePayload,
    BotStatusPayload,
    CandlePayload,
    EventPayload,
    MarketDataPayload,
    PositionUpdatePayload,
    RiskStatsPayload,
    SettingsPayload,
    SystemAlertPayload,
    TickPayload,
    TradeClosedPayload,
    TradeOpenedPayload,
    TriggerDetectedPayload,
)
from abutre.domain.errors import UserError

KINDS: Mapping[str, type[EventPayload]] = {
    kind.event: kind
    for kind in (
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
        SettingsPayload,
        TickPayload,
    )
}
"""Events that a client passes on, by their name on the wire."""


class Refused(UserError):  # noqa: N818 (says what happened, as the acknowledgement does)
    """The bot did not do what it was asked to.

    Attributes:
        errors: message by setting, for settings that were not taken.
    """

    def __init__(self, error: str, errors: Mapping[str, str]) -> None:
        super().__init__(error)
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Something that the bot told.

    Attributes:
        name: of the event.
        payload: its model, by `abutre.adapters.web.wire_events`.
        seq: its number, one more than the one before; a snapshot carries the number of the last event that
            it reflects. None for a tick, which has none.
    """

    name: str
    payload: EventPayload
    seq: int | None


def update_of(name: str, arguments: Sequence[Any]) -> Update | None:
    """The update in the arguments of an event; None for one that this client does not know.

    Raises:
        pydantic.ValidationError: the server speaks another version of the contract.
    """
    kind = KINDS.get(name)
    if kind is None:
        return None
    numbered = len(arguments) > 1 and isinstance(arguments[1], dict)
    return Update(
        name=name,
        payload=kind.model_validate(arguments[0], strict=False),
        seq=arguments[1].get("seq") if numbered else None,
    )
