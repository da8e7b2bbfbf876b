"""Builds a simulator from what a user asked for, and says how a bot gets in."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path

from abutre.simulator import state
from abutre.simulator.accounts import DEMO_BALANCE, Account, Accounts
from abutre.simulator.archive import Archive
from abutre.simulator.clock import MarketClock, PromisedClock, SimulatorClock
from abutre.simulator.control import read_script
from abutre.simulator.exchange import Exchange
from abutre.simulator.market import Market, Recorded
from abutre.simulator.pricing import COMMISSION
from abutre.simulator.recording import read_ticks
from abutre.simulator.server import IDLE_SECONDS, Endpoints, Simulator

APP_ID = 1089
TOKEN = "simulated-token"  # noqa: S105 (it opens play money on this machine)
"""Opens the demo account and, in the New API, the real one."""

REAL_TOKEN = "simulated-token-real"  # noqa: S105 (as above)
"""Opens a real account alone, for the legacy API."""

READ_TOKEN = "simulated-token-read"  # noqa: S105 (as above)
"""Opens a demo account that cannot trade."""

REAL_BALANCE = Decimal("1000.00")
_HISTORY = 3600
"""Seconds of a recording that are past when the simulator starts, a tenth of it at most."""
_PROMISED = 1.0
"""Seconds of the host by which the market may jump ahead after a crash."""
_MINUTE = 60
_NUMBERS = 99_999_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a user asks for.

    Attributes:
        host: address to listen on.
        port: 0 for a free one.
        speed: market seconds per second.
        seed: which walk the market takes.
        ticks: recording to replay in place of a walk.
        symbol: whose ticks they are.
        symbols: codes to make; all when not given.
        balance: what the demo account of a fresh simulator begins with.
        commission: the `c` of the payout at a fresh simulator.
        state: file that everything is kept in, and gone on from.
        script: faults.
        balance_on_loss: tell the balance after lost contracts too.
        idle_seconds: after which a connection without traffic is cut, seconds of the host.
    """

    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 1.0
    seed: int = 0
    ticks: Path | None = None
    symbol: str = "R_100"
    symbols: Sequence[str] | None = None
    balance: Decimal = DEMO_BALANCE
    commission: Decimal = COMMISSION
    state: Path | None = None
    script: Path | None = None
    balance_on_loss: bool = False
    idle_seconds: float = IDLE_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A simulator that is running.

    Attributes:
        simulator: the server.
        exchange: its core.
        endpoints: where it listens.
        archive: where it is kept.
    """

    simulator: Simulator
    exchange: Exchange
    endpoints: Endpoints
    archive: Archive

    async def stop(self) -> None:
        """Close all connections, stop the market, and let go of the state, which goes on right here.

        Raises:
            SimulatorFileError: the state cannot be written.
        """
        try:
            await self.simulator.stop()
            self.archive.look_ahead(self.exchange.now())
        finally:
            self.archive.close()


def accounts(number: int = 90_004_580, balance: Decimal = DEMO_BALANCE) -> Accounts:
    """The accounts of a fresh simulator; their tokens are the constants above.

    Args:
        number: eight digits, of the first account; the others count on.
        balance: of the first account, which is the demo one.
    """
    scopes = ("read", "trade", "account_manage")
    return Accounts(
        [
            Account(
                account_id=f"DOT{number:08}",
                kind="demo",
                token=TOKEN,
                scopes=scopes,
                app_id=APP_ID,
                balance=balance,
            ),
            Account(
                account_id=f"ROT{number + 1:08}",
                kind="real",
                token=TOKEN,
                scopes=scopes,
                app_id=APP_ID,
                balance=REAL_BALANCE,
            ),
            Account(
                account_id=f"CR{number + 2:08}",
                kind="real",
                token=REAL_TOKEN,
                scopes=scopes,
                app_id=APP_ID,
                balance=REAL_BALANCE,
            ),
            Account(
                account_id=f"VRTC{number + 3:08}",
                kind="demo",
                token=READ_TOKEN,
                scopes=("read",),
                app_id=APP_ID,
            ),
        ]
    )


async def launch(wishes: Wishes) -> Launched:
    """Build what was asked for, and start it.

    Raises:
        SimulatorFileError: a file that cannot be read or written, or says something else than it should.
        OSError: the port is taken.
    """
    faults = () if wishes.script is None else read_script(wishes.script)
    recorded = None if wishes.ticks is None else {wishes.symbol: read_ticks(wishes.ticks)}
    archive = Archive(wishes.state)
    try:
        exchange, clock = _opened(wishes, recorded, archive)
        if wishes.balance_on_loss:
            exchange.tell_balance_on_loss()
        simulator = Simulator(
            exchange=exchange,
            clock=clock,
            port=wishes.port,
            host=wishes.host,
            seed=wishes.seed,
            idle_seconds=wishes.idle_seconds,
        )
        endpoints = await simulator.start()
    except BaseException:
        archive.close()
        raise
    for fault in faults:
        simulator.arm(fault)
    return Launched(simulator=simulator, exchange=exchange, endpoints=endpoints, archive=archive)


def _opened(wishes: Wishes, recorded: Recorded | None, archive: Archive) -> tuple[Exchange, MarketClock]:
    world = archive.world()
    start = _beginning(wishes, recorded) if world is None else state.resumption(archive, world)
    clock = PromisedClock(
        SimulatorClock(wishes.speed, start), archive.look_ahead, ahead=ceil(wishes.speed * _PROMISED)
    )
    if world is not None:
        return (
            state.resumed(archive, world, clock_now=clock.now, recorded=recorded, symbols=wishes.symbols),
            clock,
        )
    # A number of its own tells a bot that it never met this account, whatever stood here before.
    fresh = accounts(int(time.time()) % _NUMBERS, wishes.balance)
    market = Market(seed=wishes.seed, start=start, recorded=recorded, symbols=wishes.symbols)
    exchange = Exchange(
        market=market,
        accounts=fresh,
        clock_now=clock.now,
        commission=wishes.commission,
        archive=archive,
    )
    exchange.keep()
    return exchange, clock


def _beginning(wishes: Wishes, recorded: Recorded | None) -> int:
    """A full minute, so that the same seed has the same candles at any time of day."""
    if recorded is None:
        return int(time.time()) // _MINUTE * _MINUTE
    first, last = recorded[wishes.symbol][0][0], recorded[wishes.symbol][-1][0]
    return first + min(_HISTORY, (last - first) // 10)


def exports(endpoints: Endpoints) -> Mapping[str, Mapping[str, str]]:
    """The environment that leads a bot here, for each generation of the API."""
    common = {
        "DERIV_APP_ID": str(APP_ID),
        "DERIV_API_TOKEN": TOKEN,
        "DERIV_REST_URL": endpoints.rest_url,
    }
    return {
        "options": {"DERIV_API": "options", **common, "DERIV_WS_URL": endpoints.options_url},
        "legacy": {"DERIV_API": "legacy", **common, "DERIV_WS_URL": endpoints.legacy_url},
    }
