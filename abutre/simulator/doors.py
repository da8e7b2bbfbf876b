"""The WebSocket endpoints: who may come in, and as what."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from abutre.simulator.accounts import Account
from abutre.simulator.caller import Caller
from abutre.simulator.connection import Connection
from abutre.simulator.generation import LEGACY_API, OPTIONS_API
from abutre.simulator.hub import Hub
from abutre.simulator.rest import BASE, RefusedError, refusal
from abutre.simulator.session import Session
from abutre.simulator.site import Passwords

PER_USER = 5
"""Trading sockets that one user may have open in the New API."""

LEGACY_PATH = "/websockets/v3"
OPTIONS_PATH = f"{BASE}/ws"


class Doors:
    """The WebSocket endpoints of both generations.

    Args:
        hub: takes the connections in.
        passwords: those that open a trading socket.
        idle_seconds: after which a connection without traffic is cut, seconds of the host.
    """

    def __init__(self, hub: Hub, passwords: Passwords, idle_seconds: float) -> None:
        self._hub = hub
        self._passwords = passwords
        self._idle_seconds = idle_seconds

    def routes(self) -> list[web.RouteDef]:
        """What a server has to route here."""
        return [
            web.get(LEGACY_PATH, self._door(self._legacy)),
            web.get(f"{OPTIONS_PATH}/public", self._door(self._public)),
            web.get(f"{OPTIONS_PATH}/{{kind:demo|real}}", self._door(self._trading)),
        ]

    def _door(
        self, enter: Callable[[web.Request], Session]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def door(request: web.Request) -> web.StreamResponse:
            try:
                session = enter(request)
            except RefusedError as refused:
                return refusal(request, refused)
            connection = Connection(session, request, self._idle_seconds)
            self._hub.connections.add(connection)
            try:
                return await connection.serve(self._hub.take)
            finally:
                self._hub.connections.discard(connection)

        return door

    def _legacy(self, request: web.Request) -> Session:
        app_id = request.query.get("app_id", "")
        if not app_id.isdigit():
            raise RefusedError(401, "InvalidAppID", "Your app_id is invalid.")
        caller = Caller(house=self._hub.house, generation=LEGACY_API, app_id=int(app_id))
        return Session(caller=caller, socket="trading")

    def _public(self, _request: web.Request) -> Session:
        return Session(
            caller=Caller(house=self._hub.house, generation=OPTIONS_API, app_id=0), socket="public"
        )

    def _trading(self, request: web.Request) -> Session:
        password = request.query.get("otp")
        if not password:
            raise RefusedError(400, "ValidationError", "OTP is required.")
        account_id = self._passwords.take(password)
        account = None if account_id is None else self._hub.house.exchange.accounts.get(account_id)
        if account is None or account.kind != request.match_info["kind"]:
            raise RefusedError(401, "Unauthorized", "Invalid or expired OTP token")
        if self._open(account) >= PER_USER:
            raise RefusedError(429, "RateLimit", f"A user may have {PER_USER} connections.")
        caller = Caller(house=self._hub.house, generation=OPTIONS_API, app_id=account.app_id, account=account)
        return Session(caller=caller, socket="trading")

    def _open(self, account: Account) -> int:
        callers = (connection.session.caller for connection in self._hub.connections)
        return sum(
            one.generation is OPTIONS_API and one.account is not None and one.account.token == account.token
            for one in callers
        )
