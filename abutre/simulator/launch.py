"""Builds a simulator from what a user asked for, and says how a bot gets in."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from abutre.simulator import state
from abutre.simulator.accounts import Account, Accounts
from abutre.simulator.clock import SimulatorClock
from abutre.simulator.control import read_script
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.exchange import Exchange
from abutre.simulator.market import Market
from abutre.simulator.recording import read_ticks
from abutre.simulator.server import Endpoints, Simulator

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
        state: file to go on from, and to leave behind.
        script: faults.
        balance_on_loss: tell the balance after lost contracts too.
    """

    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 1.0
    seed: int = 0
    ticks: Path | None = None
    symbol: str = "R_100"
    state: Path | None = None
    script: Path | None = None
    balance_on_loss: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A simulator that is running.

    Attributes:
        simulator: the server.
        exchange: its core.
        endpoints: where it listens.
    """

    simulator: Simulator
    exchange: Exchange
    endpoints: Endpoints


def accounts() -> Accounts:
    """The accounts of a fresh simulator; their tokens are the constants above."""
    scopes = ("read", "trade", "account_manage")
    return Accounts(
        [
            Account(account_id="DOT90004580", kind="demo", token=TOKEN, scopes=scopes, app_id=APP_ID),
            Account(
                account_id="ROT90004581",
                kind="real",
                token=TOKEN,
                scopes=scopes,
                app_id=APP_ID,
                balance=REAL_BALANCE,
            ),
            Account(
                account_id="CR90004582",
                kind="real",
                token=REAL_TOKEN,
                scopes=scopes,
                app_id=APP_ID,
                balance=REAL_BALANCE,
            ),
            Account(
                account_id="VRTC90004583", kind="demo", token=READ_TOKEN, scopes=("read",), app_id=APP_ID
            ),
        ]
    )


async def launch(wishes: Wishes) -> Launched:
    """Build what was asked for, and start it.

    Raises:
        SimulatorFileError: a file that cannot be read, or says something else than it should.
        OSError: the port is taken.
    """
    faults = () if wishes.script is None else read_script(wishes.script)
    recorded = None if wishes.ticks is None else {wishes.symbol: read_ticks(wishes.ticks)}
    exchange, clock = _restored(wishes, recorded) or _fresh(wishes, recorded)
    if wishes.balance_on_loss:
        exchange.tell_balance_on_loss()
    simulator = Simulator(
        exchange=exchange, clock=clock, port=wishes.port, host=wishes.host, seed=wishes.seed
    )
    endpoints = await simulator.start()
    for fault in faults:
        simulator.arm(fault)
    return Launched(simulator=simulator, exchange=exchange, endpoints=endpoints)


def _fresh(
    wishes: Wishes, recorded: Mapping[str, Sequence[tuple[int, Decimal]]] | None
) -> tuple[Exchange, SimulatorClock]:
    start = int(time.time())
    if recorded is not None:
        first, last = recorded[wishes.symbol][0][0], recorded[wishes.symbol][-1][0]
        start = first + min(_HISTORY, (last - first) // 10)
    clock = SimulatorClock(wishes.speed, start)
    market = Market(seed=wishes.seed, start=start, recorded=recorded)
    return Exchange(market=market, accounts=accounts(), clock_now=clock.now), clock


def _restored(
    wishes: Wishes, recorded: Mapping[str, Sequence[tuple[int, Decimal]]] | None
) -> tuple[Exchange, SimulatorClock] | None:
    if wishes.state is None or not wishes.state.exists():
        return None
    try:
        document = json.loads(wishes.state.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SimulatorFileError(f"{wishes.state} is no state of a simulator: {error}") from error
    if not isinstance(document, dict):
        raise SimulatorFileError(f"{wishes.state} is no state of a simulator: expected a JSON object")
    clock = SimulatorClock(wishes.speed, state.time_of(document))
    return state.load(document, clock_now=clock.now, recorded=recorded), clock


def save(exchange: Exchange, path: Path) -> None:
    """Write the state, all of it or nothing.

    Raises:
        OSError: it cannot be written.
    """
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(state.dump(exchange)), encoding="utf-8")
    beside.replace(path)


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
