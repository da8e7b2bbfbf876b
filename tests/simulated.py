"""A simulator whose clock stands still until a test moves it, and sockets to talk to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp

from abutre.simulator.exchange import Exchange
from abutre.simulator.launch import APP_ID, TOKEN, accounts
from abutre.simulator.market import Market
from abutre.simulator.server import Simulator
from tests.manual_clock import ManualClock

START = 1_800_000_000
"""A whole hour."""

PATIENCE = 10.0
ACCOUNTS = "/trading/v1/options/accounts"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Deriv-App-ID": str(APP_ID)}
RISE = {"amount": 10, "basis": "stake", "contract_type": "CALL", "currency": "USD"}
MINUTE = {**RISE, "duration": 1, "duration_unit": "m"}
RISE_R_100 = {**MINUTE, "underlying_symbol": "R_100"}

Frame = dict[str, Any]


class Socket:
    """One end of a socket; every frame that came in is kept.

    Attributes:
        received: all frames so far.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)
        self._unread: list[Frame] = []
        self.received: list[Frame] = []

    async def close(self) -> None:
        await self._socket.close()

    async def say(self, frame: object) -> None:
        """Send as it is."""
        await self._socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))

    async def ask(self, **request: Any) -> Frame:
        """Send a request, and wait for its first answer."""
        req_id = next(self._ids)
        await self.say({**request, "req_id": req_id})
        return await self.expect(lambda frame: frame.get("req_id") == req_id)

    async def quote(self) -> str:
        """The id of a quote for a rise of a minute on V100, for 10 USD."""
        told = await self.ask(proposal=1, **RISE_R_100)
        return str(told["proposal"]["id"])

    async def next(self, msg_type: str) -> Frame:
        """The next frame of a kind that no test has looked at."""
        return await self.expect(lambda frame: frame["msg_type"] == msg_type)

    async def expect(self, meant: Callable[[Frame], bool]) -> Frame:
        """The next frame that is meant; the others wait."""
        for waiting in self._unread:
            if meant(waiting):
                self._unread.remove(waiting)
                return waiting
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: Frame = json.loads(await self._socket.receive_str())
                self.received.append(frame)
                if meant(frame):
                    return frame
                self._unread.append(frame)

    async def message(self) -> aiohttp.WSMessage:
        """Whatever comes next."""
        return await self._socket.receive(PATIENCE)

    async def quiet(self) -> bool:
        """Whether nothing comes but the answer to a last question."""
        before = len(self.received)
        await self.ask(ping=1)
        return len(self.received) == before + 1 and not self._unread

    def unread(self, msg_type: str) -> list[Frame]:
        """Frames of a kind that came in while a test waited for something else; they count as read now."""
        found = [frame for frame in self._unread if frame["msg_type"] == msg_type]
        self._unread = [frame for frame in self._unread if frame["msg_type"] != msg_type]
        return found


class Simulated:
    """A simulator, and ways into it.

    Attributes:
        clock: moves when told to.
        exchange: the core.
        http: a session for REST.
    """

    def __init__(self, idle_seconds: float) -> None:
        self.clock = ManualClock(START)
        market = Market(seed=7, start=START, history_seconds=7200)
        self.exchange = Exchange(market=market, accounts=accounts(), clock_now=self.clock.now)
        self.simulator = Simulator(exchange=self.exchange, clock=self.clock, idle_seconds=idle_seconds)
        self.http = aiohttp.ClientSession()
        self._sockets: list[Socket] = []

    async def start(self) -> None:
        self.endpoints = await self.simulator.start()

    async def close(self) -> None:
        for socket in self._sockets:
            await socket.close()
        await self.http.close()
        await self.simulator.stop()

    async def rest(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Status and body; with the token unless other headers are given."""
        headers = options.pop("headers", HEADERS)
        async with self.http.request(
            method, self.endpoints.rest_url + path, headers=headers, **options
        ) as answer:
            return answer.status, await answer.json()

    async def demo_url(self) -> str:
        """A fresh address of the demo account's socket."""
        _, listed = await self.rest("GET", ACCOUNTS)
        account = next(one["account_id"] for one in listed["data"] if one["account_type"] == "demo")
        _, told = await self.rest("POST", f"{ACCOUNTS}/{account}/otp")
        return str(told["data"]["url"])

    async def connect(self, url: str) -> Socket:
        socket = Socket(await self.http.ws_connect(url))
        self._sockets.append(socket)
        return socket

    async def demo(self) -> Socket:
        """The New API's socket of the demo account."""
        return await self.connect(await self.demo_url())

    async def public(self) -> Socket:
        """The New API's socket of market data."""
        return await self.connect(f"{self.endpoints.options_url}/public")

    async def legacy(self, token: str | None = TOKEN) -> Socket:
        """A legacy socket, authorized unless there is no token."""
        socket = await self.connect(f"{self.endpoints.legacy_url}?app_id={APP_ID}")
        if token is not None:
            await socket.ask(authorize=token)
        return socket

    async def fault(self, **fault: Any) -> None:
        """Ask for a fault as a program would."""
        async with self.http.post(self.endpoints.control_url, json=fault) as answer:
            assert answer.status == 200, await answer.text()


@asynccontextmanager
async def simulated(idle_seconds: float = 120.0) -> AsyncIterator[Simulated]:
    """A running simulator."""
    made = Simulated(idle_seconds)
    try:
        await made.start()
        yield made
    finally:
        await made.close()
