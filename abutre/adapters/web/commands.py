"""Carries out what clients ask for and may, and tells them plainly when it cannot be done."""

import json
import logging
from collections.abc import Callable

from abutre.adapters.web import units
from abutre.adapters.web.audits import Auditor
from abutre.adapters.web.clients import Clients
from abutre.adapters.web.entry.identity import NotAdmitted, Role, Visitor
from abutre.adapters.web.entry.rates import Rates, TooMany
from abutre.adapters.web.socket_server import Ack
from abutre.adapters.web.wire_commands import (
    BotCommandData,
    Misunderstood,
    RequestStateData,
    UpdateSettingsData,
    bot_command_of,
    data_of,
    settings_update_of,
    shown,
)
from abutre.adapters.web.wire_events import SettingsRefused, SettingsUpdated, SystemAlertPayload
from abutre.domain.commands import Reply
from abutre.domain.events import AlertLevel
from abutre.domain.ports import Controls

LOG = logging.getLogger(__name__)
_LOGGED = 500  # characters of a client's own text in one line of the log
_FAULT = Reply(ok=False, error="internal error")


class Commands:
    """bot_command, request_state, update_settings: validated, carried out once, acknowledged always."""

    def __init__(
        self,
        *,
        controls: Controls,
        clients: Clients,
        now: Callable[[], int],
        rates: Rates,
        auditor: Auditor,
    ) -> None:
        """Serve clients; `now` dates the alerts that only one client sees (epoch seconds)."""
        self._controls = controls
        self._clients = clients
        self._now = now
        self._rates = rates
        self._auditor = auditor

    async def handle(self, sid: str, visitor: Visitor, name: str, args: list[object]) -> Ack:
        """Carry out the event `name` of a client; its acknowledgement. Never raises."""
        try:
            self._rates.command(visitor)
            _check_role(visitor, name)
            reply = await self._reply(sid, name, args)
        except TooMany as flood:
            # The short way: whoever floods gets few alerts, few rows in the trail, and no lines in the log.
            if self._auditor.refused(visitor.address, "command", str(flood), visitor.identity.who):
                self._alert(sid, str(flood))
            return {"ok": False, "error": str(flood)}
        except (Misunderstood, NotAdmitted) as refusal:
            reply = Reply(ok=False, error=str(refusal))
        except Exception:
            LOG.exception("[WS] Command failed: %s", shown(name))
            reply = _FAULT
        self._note(visitor, name, args, reply)
        return await self._answered(sid, name, reply)

    async def refuse(self, sid: str, visitor: Visitor, error: str) -> Ack:
        """Turn away what is no command at all; its acknowledgement. Never raises."""
        self._auditor.refused(visitor.address, "command", error, visitor.identity.who)
        return await self._answered(sid, "", Reply(ok=False, error=error))

    def _note(self, visitor: Visitor, name: str, args: list[object], reply: Reply) -> None:
        if not reply.ok:
            # What was sent may be anything, a secret too, so only what we say about it is kept.
            error = reply.error or "refused"
            self._auditor.refused(visitor.address, shown(name), error, visitor.identity.who)
        elif name != "request_state":
            action = "settings" if name == "update_settings" else "command"
            self._auditor.done(visitor, action, "ok", f"{name} {json.dumps(args[0])}")

    async def _reply(self, sid: str, name: str, args: list[object]) -> Reply:
        if name == "bot_command":
            order = data_of(BotCommandData, name, args)
            command = bot_command_of(order)
            return await self._controls.command(command, order.command_id)
        if name == "update_settings":
            change = data_of(UpdateSettingsData, name, args)
            update = settings_update_of(change)
            return await self._controls.update_settings(update, change.command_id)
        if name == "request_state":
            data_of(RequestStateData, name, args)
            await self._clients.refresh(sid)
            return Reply(ok=True)
        raise Misunderstood(
            f"unknown command {shown(name)}; expected bot_command, request_state or update_settings"
        )

    async def _answered(self, sid: str, name: str, reply: Reply) -> Ack:
        error = reply.error or "refused"
        try:
            if name == "update_settings":
                outcome = (
                    SettingsUpdated()
                    if reply.ok
                    else SettingsRefused(errors=reply.errors or {"update": error})
                )
                self._clients.tell(sid, outcome)
            if not reply.ok:
                self._alert(sid, error)
                await self._controls.reject(f"{sid}: {ascii(error)[1:-1][:_LOGGED]}")
        except Exception:
            LOG.exception("[WS] Answer failed: %s", shown(name))
        if reply.ok:
            return {"ok": True}
        errors = {} if reply.errors is None else {"errors": reply.errors}
        return {"ok": False, "error": error, **errors}

    def _alert(self, sid: str, message: str) -> None:
        alert = SystemAlertPayload(
            level=AlertLevel.ERROR, message=message, timestamp=units.timestamp(self._now())
        )
        self._clients.tell(sid, alert)


def _check_role(visitor: Visitor, name: str) -> None:
    if visitor.identity.role is not Role.OPERATOR and name != "request_state":
        raise NotAdmitted(f"{shown(name)} needs the role operator; this token is for looking only (viewer)")
