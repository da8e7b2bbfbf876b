"""Every frame of a long mixed run is what the published schemas say, in both generations."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from random import Random
from typing import Any

import pytest

from tests.deriv_schemas import SCHEMAS, faults_of, validator
from tests.simulated import ACCOUNTS, RISE, Simulated, Socket, simulated

pytestmark = pytest.mark.skipif(not SCHEMAS.exists(), reason="the published schemas are not on this machine")

STEPS = 400


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


def terms(random: Random, symbol_key: str) -> dict[str, Any]:
    duration, unit = random.choice([(1, "m"), (15, "s"), (5, "t"), (1, "t"), (2, "m"), (1, "h"), (0, "s")])
    return {
        **RISE,
        "amount": random.choice([0.2, 1, 10, 12.34]),
        "contract_type": random.choice(["CALL", "PUT", "CALLE", "PUTE", "DIGITODD"]),
        "duration": duration,
        "duration_unit": unit,
        symbol_key: random.choice(["R_100", "R_50", "1HZ100V", "R_1"]),
    }


def anything(random: Random, symbol_key: str, known: Sequence[int]) -> dict[str, Any]:
    """A request that a bot, or a careless one, might send."""
    contract_id = random.choice([*known, *known[-1:], *known[-1:], 17])
    symbol = random.choice(["R_10", "R_100", "1HZ75V", "R_1"])
    history = {"ticks_history": symbol, "end": "latest", "count": random.choice([1, 5, 100])}
    choices: list[dict[str, Any]] = [
        {"ping": 1},
        {"time": 1, "passthrough": {"a": [1, {"b": None}]}},
        {"active_symbols": random.choice(["brief", "full"])},
        {"contracts_for": symbol},
        {"trading_times": random.choice(["today", "2026-11-22"])},
        {"ticks": symbol},
        {"ticks": [symbol, "R_25"], "subscribe": 1},
        history,
        {**history, "start": 1, "style": "candles", "granularity": 60, "subscribe": 1},
        {**history, "start": 1_799_999_999, "style": "candles", "granularity": 3600},
        {"proposal": 1, **terms(random, symbol_key)},
        {"proposal": 1, **terms(random, symbol_key), "subscribe": 1},
        {"buy": "1", "price": 20, "parameters": terms(random, symbol_key), "subscribe": 1},
        {"buy": "1", "price": 20, "parameters": terms(random, symbol_key)},
        {"sell": contract_id, "price": 0},
        {"sell": contract_id, "price": 0},
        {"portfolio": 1},
        {"statement": 1, "description": random.choice([0, 1]), "limit": 10},
        {"profit_table": 1, "description": random.choice([0, 1]), "sort": "ASC"},
        {"proposal_open_contract": 1},
        {"proposal_open_contract": 1, "subscribe": 1},
        {"proposal_open_contract": 1, "contract_id": contract_id, "subscribe": 1},
        {"balance": 1, "subscribe": random.choice([0, 1])},
        {"transaction": 1, "subscribe": 1},
        {"forget": "0" * 32},
        {"forget_all": ["ticks", "candles", "proposal", "proposal_open_contract"]},
        {"nonsense": 1},
        {"ticks": 5, "subscribe": 0},
    ]
    if symbol_key == "symbol":
        choices += [{"website_status": 1}, {"balance": 1, "account": "all"}, {"topup_virtual": 1}]
    return random.choice(choices)


async def run(deriv: Simulated, socket: Socket, symbol_key: str) -> None:
    random = Random(7)  # noqa: S311 (a test that can be repeated)
    known: list[int] = []
    for step in range(STEPS):
        answer = await socket.ask(**anything(random, symbol_key, known[-3:]))
        known += [answer["buy"]["contract_id"]] if "buy" in answer else []
        if step % 40 == 39:
            await deriv.fault(fault=random.choice(["refund", "buy_elsewhere", "price_moved"]))
        deriv.clock.advance(random.choice([1, 2, 7, 30]))
    deriv.clock.advance(3600)
    await socket.ask(logout=1)


@pytest.mark.parametrize("generation", ["options", "legacy"])
async def test_every_frame_of_a_long_mixed_run_is_as_published(deriv: Simulated, generation: str) -> None:
    socket = await (deriv.demo() if generation == "options" else deriv.legacy())

    await run(deriv, socket, "underlying_symbol" if generation == "options" else "symbol")

    kinds = Counter(frame["msg_type"] for frame in socket.received if "error" not in frame)
    assert [fault for frame in socket.received for fault in faults_of(generation, frame)][:5] == []
    assert len(socket.received) > STEPS
    assert set(kinds) >= {
        "active_symbols", "balance", "buy", "candles", "contracts_for", "forget", "forget_all", "history",
        "logout", "ohlc", "ping", "portfolio", "profit_table", "proposal", "proposal_open_contract", "sell",
        "statement", "tick", "time", "trading_times", "transaction",
    }  # fmt: skip
    statuses = Counter(
        frame["proposal_open_contract"]["status"]
        for frame in socket.received
        if frame.get("proposal_open_contract")
    )
    assert set(statuses) >= {"open", "won", "lost"}


async def test_every_rest_answer_is_as_published(deriv: Simulated) -> None:
    _, listed = await deriv.rest("GET", ACCOUNTS)
    account = f"{ACCOUNTS}/{listed['data'][0]['account_id']}"
    body = {"currency": "USD", "group": "row", "account_type": "demo"}
    answers = {
        "get_accounts": listed,
        "websocket": (await deriv.rest("POST", f"{account}/otp"))[1],
        "reset_demo_balance": (await deriv.rest("POST", f"{account}/reset-demo-balance"))[1],
        "create_account": (await deriv.rest("POST", ACCOUNTS, json=body))[1],
        "health": (await deriv.rest("GET", "/v1/health"))[1],
    }

    for name, answer in answers.items():
        assert [error.message for error in validator("options", name).iter_errors(answer)] == []
