"""Uses a Deriv as the users of python_deriv_api do, and prints what came of it, one JSON line per step.

python conformance.py ENDPOINT TOKEN

Runs in an environment of its own: the library wants a websockets of 2022.
"""

import asyncio
import json
import sys
from typing import Any

from deriv_api import DerivAPI, ResponseError  # type: ignore[import-not-found] # (only in that environment)

PATIENCE = 30.0
TERMS = {"contract_type": "CALL", "currency": "USD", "symbol": "R_100"}
MINUTE = {**TERMS, "amount": 10, "basis": "stake", "duration": 1, "duration_unit": "m"}


def tell(step: str, what: object) -> None:
    sys.stdout.write(json.dumps({"step": step, "told": what}) + "\n")


async def stream(api: Any, request: dict[str, Any], enough: Any) -> list[dict[str, Any]]:
    """The frames of a stream until there are enough of them."""
    frames: list[dict[str, Any]] = []
    done = asyncio.Event()

    def note(frame: dict[str, Any]) -> None:
        frames.append(frame)
        if enough(frames):
            done.set()

    source = await api.subscribe(request)
    subscribed = source.subscribe(note)
    await asyncio.wait_for(done.wait(), PATIENCE)
    subscribed.dispose()
    return frames


async def use(api: Any, token: str) -> None:
    tell("ping", (await api.ping({"ping": 1}))["ping"])
    tell("time", (await api.time({"time": 1}))["time"])
    try:
        await api.authorize("nonsense")
    except ResponseError as refused:
        tell("bad authorize", str(refused))
    tell("authorize", (await api.authorize(token))["authorize"])
    ticks = await stream(api, {"ticks": "R_100"}, lambda frames: len(frames) >= 3)
    tell("ticks", [frame["tick"] for frame in ticks])
    candles = {"ticks_history": "R_100", "style": "candles", "granularity": 60, "start": 1, "end": "latest"}
    tell("candles", await stream(api, {**candles, "count": 3}, lambda frames: len(frames) >= 3))
    quoted = (await api.proposal({"proposal": 1, **MINUTE}))["proposal"]
    tell("proposal", quoted)
    bought = (await api.buy({"buy": quoted["id"], "price": 10}))["buy"]
    tell("buy", bought)
    tell("portfolio", (await api.portfolio({"portfolio": 1}))["portfolio"]["contracts"])
    contract = {"proposal_open_contract": 1, "contract_id": bought["contract_id"]}
    life = await stream(api, contract, lambda frames: frames[-1]["proposal_open_contract"]["is_sold"])
    tell("contract", [frame["proposal_open_contract"] for frame in life])
    tell("balance", (await api.balance({"balance": 1}))["balance"])
    again = await api.ticks({"ticks": "R_50", "subscribe": 1})
    tell("forget", (await api.forget(again["subscription"]["id"]))["forget"])


async def main(endpoint: str, token: str) -> None:
    api = DerivAPI(endpoint=endpoint, app_id=1234)
    try:
        await asyncio.wait_for(use(api, token), 2 * PATIENCE)
    finally:
        await api.clear()


asyncio.run(main(*sys.argv[1:]))
