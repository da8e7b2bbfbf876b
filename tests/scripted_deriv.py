"""A small Deriv on a loopback port that answers as a test tells it to, over real sockets."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from aiohttp import WSMsgType, web

from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.domain.symbols import symbol_named
from tests.deriv_answers import ACCOUNT, HAPPY, NOW, Answer, Frame

TOKEN = "pat_secret-of-the-test"  # noqa: S105 (a made-up one)
OTP = "otp-secret-of-the-test"


class FastClock:
    """Port `Clock` on which `speed` seconds pass in each real one."""

    def __init__(self, speed: float = 40) -> None:
        self._speed = speed
        self.frozen = 0.0
        """Seconds that have passed at once."""

    def now(self) -> int:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic() * self._speed + self.frozen

    def worked(self) -> float:
        return time.thread_time() * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._speed)


class ScriptedDeriv:
    """Both generations.

    Attributes:
        asked: every request of every socket, in order.
        opened: path and query of every socket, in order.
        posts: how many one-time passwords were given.
        accounts: what REST lists.
        rest_status: with which it lists them.
        refuse_sockets: how many one-time passwords it will not take.
        clock: of the adapters that are pointed here.
    """

    def __init__(self) -> None:
        self.clock = FastClock()
        self.asked: list[Frame] = []
        self.opened: list[str] = []
        self.posts = 0
        self.accounts: list[Frame] = [_account("real", "CR1"), _account("demo", ACCOUNT)]
        self.rest_status = 200
        self.refuse_sockets = 0
        self._scripts: dict[str, list[Answer]] = defaultdict(list)
        self._sockets: list[web.WebSocketResponse] = []
        self._port = 0

    def then(self, call: str, *answers: Answer) -> None:
        """Answer the next requests of `call` so, one each; the last of all goes on answering."""
        self._scripts[call].extend(answers)

    def count(self, call: str) -> int:
        """How often `call` was asked."""
        return sum(call in request for request in self.asked)

    async def push(self, frame: Frame | str | bytes) -> None:
        """Send a frame that nobody asked for to every socket."""
        for socket in list(self._sockets):
            await _send(socket, frame)

    def cut(self) -> None:
        """Break every connection."""
        for socket in list(self._sockets):
            _break(socket)

    def deriv(self, api: Generation = Generation.OPTIONS, **changes: Any) -> Deriv:
        """The adapter, pointed here."""
        return Deriv(self.config(api, **changes), symbol_named("V100"), self.clock, Random(7))  # noqa: S311 (it spreads attempts, it keeps no secret)

    def config(self, api: Generation = Generation.OPTIONS, **changes: Any) -> DerivConfig:
        """Where it stands."""
        sockets = f"ws://127.0.0.1:{self._port}"
        path = "/trading/v1/options/ws" if api is Generation.OPTIONS else "/websockets/v3"
        values = {
            "api": api,
            "app_id": "1089",
            "token": TOKEN,
            "rest_url": f"http://127.0.0.1:{self._port}",
            "ws_url": sockets + path,
            "account_kind": AccountKind.DEMO,
        }
        return DerivConfig(**{**values, **changes})

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["ScriptedDeriv", None]:
        """Serve until the block ends."""
        app = web.Application()
        app.router.add_get("/trading/v1/options/accounts", self._accounts)
        app.router.add_post("/trading/v1/options/accounts/{account}/otp", self._otp)
        app.router.add_get("/{path:.*}", self._socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self._port = runner.addresses[0][1]
        try:
            yield self
        finally:
            self.cut()
            await runner.cleanup()

    async def _accounts(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        assert request.headers["Deriv-App-ID"] == "1089"
        return web.json_response({"data": self.accounts, "meta": {}}, status=self.rest_status)

    async def _otp(self, request: web.Request) -> web.Response:
        self.posts += 1
        host = f"ws://127.0.0.1:{self._port}/trading/v1/options/ws/demo?otp={OTP}{self.posts}"
        assert request.match_info["account"] == ACCOUNT
        return web.json_response({"data": {"url": host}, "meta": {}})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_sockets and "otp" in request.query:
            self.refuse_sockets -= 1
            return web.json_response({"errors": [{"status": 401, "code": "Unauthorized"}]}, status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened.append(request.path_qs)
        self._sockets.append(socket)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._answer(socket, message.json())
        self._sockets.remove(socket)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, request: Frame) -> None:
        self.asked.append(request)
        call = next(name for name in request if name in HAPPY)
        script = self._scripts[call]
        answer = HAPPY[call] if not script else script.pop(0) if len(script) > 1 else script[0]
        frames = answer(request)
        if frames is None:
            _break(socket)
            return
        for frame in frames:
            added = {"req_id": request["req_id"], "echo_req": request}
            await _send(socket, {**added, **frame} if isinstance(frame, dict) else frame)


def _account(kind: str, account_id: str) -> Frame:
    return {"account_id": account_id, "account_type": kind, "status": "active", "currency": "USD"}


async def _send(socket: web.WebSocketResponse, frame: Frame | str | bytes) -> None:
    if isinstance(frame, bytes):
        await socket.send_bytes(frame)
    elif isinstance(frame, str):
        await socket.send_str(frame)
    else:
        await socket.send_json(frame)


def _break(socket: web.WebSocketResponse) -> None:
    transport = socket._req.transport if socket._req is not None else None
    if transport is not None:
        transport.abort()
