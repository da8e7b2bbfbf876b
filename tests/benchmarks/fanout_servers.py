"""The servers that `fanout` compares, each in a process of its own that takes its orders on stdin."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from time import perf_counter, process_time
from typing import Any

import socketio
from aiohttp import web

from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.rates import Rates
from abutre.adapters.web.sockets import WebSocketServer
from abutre.adapters.web.wire import to_wire
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    Event,
    MarketData,
    NewCandle,
    PositionUpdate,
    Sequenced,
    SystemAlert,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.model import Book, Color, Direction
from abutre.domain.symbols import symbol_named

V100 = symbol_named("V100")
EPOCH = 1_737_469_800
BURST: list[Event] = [
    NewCandle(epoch=EPOCH, open=100_000, high=100_200, low=99_900, close=100_080, color=Color.GREEN),
    MarketData(price=100_080, streak_count=8, streak_direction=Color.GREEN, epoch=EPOCH),
    TriggerDetected(streak_count=8, direction=Color.GREEN, epoch=EPOCH),
    SystemAlert(level=AlertLevel.WARNING, message="Streak of 8 GREEN", epoch=EPOCH),
    TradeOpened(
        trade_id=1,
        book=Book.ACCOUNT,
        epoch=EPOCH,
        direction=Direction.PUT,
        level=1,
        stake=100,
        entry_streak_size=8,
    ),
    PositionUpdate(
        in_position=True,
        direction=Direction.PUT,
        entry_epoch=EPOCH,
        entry_streak_size=8,
        current_level=1,
        current_stake=100,
        total_loss=0,
        next_stake=200,
    ),
    BalanceUpdate(balance=199_900, peak=200_000, drawdown_bp=5, epoch=EPOCH),
]
"""What a closed candle with a trade tells."""

Publish = Callable[[Sequenced], Awaitable[None]]


def _ours(app: web.Application) -> Publish:
    entrance = Entrance(now=lambda: EPOCH, rates=Rates(connects="1000000 per 1 second"))
    server = WebSocketServer(symbol=V100, now=lambda: EPOCH, entrance=entrance)
    server.attach(app)
    return server.publish


def _stock(app: web.Application) -> Publish:
    server: Any = socketio.AsyncServer(async_mode="aiohttp", ping_interval=5, ping_timeout=5)
    server.attach(app)

    async def publish(event: Sequenced) -> None:
        name, payload = to_wire(event.event, V100)
        await server.emit(name, (payload, {"seq": event.seq}))

    return publish


def _raw(app: web.Application) -> Publish:
    clients: list[web.WebSocketResponse] = []

    async def talk(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_str("0{}")
        clients.append(socket)
        async for message in socket:
            if message.data == "40":
                await socket.send_str("40{}")
        return socket

    async def publish(event: Sequenced) -> None:
        name, payload = to_wire(event.event, V100)
        text = "42" + json.dumps([name, payload, {"seq": event.seq}], separators=(",", ":"))
        for socket in clients:
            await socket.send_str(text)

    app.router.add_get("/socket.io/", talk)
    return publish


SERVERS = {"ours": _ours, "raw": _raw, "stock": _stock}


async def _serve(kind: str) -> None:
    app = web.Application()
    publish = SERVERS[kind](app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _say(runner.addresses[0][1])
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    lags: list[float] = []
    watching = asyncio.create_task(_watch(lags))
    seq = 0
    while order := await orders.readline():
        if order == b"burst\n":
            lags.clear()
            _say({"at": perf_counter(), "cpu": process_time()})
            for event in BURST:
                seq += 1
                await publish(Sequenced(seq=seq, event=event))
        else:
            _say({"cpu": process_time(), "lag": max(lags, default=0.0)})
    watching.cancel()
    await runner.cleanup()


async def _watch(lags: list[float]) -> None:
    while True:
        before = perf_counter()
        await asyncio.sleep(0.001)
        lags.append(perf_counter() - before - 0.001)


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
