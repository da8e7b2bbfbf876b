"""Every frame that adapter and simulator send while a bot trades through faults is what Deriv publishes."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from abutre.adapters.deriv import deriv as adapter
from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.dial import WebSocket, dial
from tests.deriv_schemas import SCHEMAS, faults_of, faults_of_request
from tests.fault_matrix.cells import FRAMES, MOMENTS
from tests.fault_matrix.desk import desk

pytestmark = pytest.mark.skipif(not SCHEMAS.exists(), reason="the published schemas are not on this machine")

SEQUENCES = 60
_NOT_THE_SIMULATORS = {fault["fault"] for fault in FRAMES}
"""Faults that send what no schema allows; they are left out."""

CALLS = {
    "ping", "time", "balance", "transaction", "ticks", "ticks_history", "contracts_for", "proposal", "buy",
    "proposal_open_contract", "portfolio", "statement", "profit_table", "forget",
}  # fmt: skip
KINDS = (CALLS - {"ticks", "ticks_history"}) | {"tick", "candles"}
MORE = {Generation.OPTIONS: set[str](), Generation.LEGACY: {"authorize", "website_status"}}


class Recorded:
    """A socket that keeps what passes."""

    def __init__(self, socket: WebSocket, sent: list[Any], received: list[Any]) -> None:
        self._socket = socket
        self._sent = sent
        self._received = received

    async def send(self, text: str) -> None:
        self._sent.append(json.loads(text))
        await self._socket.send(text)

    async def receive(self) -> str | bytes:
        data = await self._socket.receive()
        self._received.append(json.loads(data))
        return data

    def abort(self) -> None:
        self._socket.abort()


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("api", list(Generation))
async def test_every_frame_of_a_long_mixed_run_is_as_published(
    api: Generation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    received: list[dict[str, Any]] = []

    async def recorded(url: str) -> Recorded:
        return Recorded(await dial(url), sent, received)

    monkeypatch.setattr(adapter, "dial", recorded)
    mixed = [cell for cells in zip(*MOMENTS.values(), strict=False) for cell in cells]
    clean = [cell for cell in mixed if not any(fault.fault in _NOT_THE_SIMULATORS for fault in cell)]
    async with desk(tmp_path, api, seed=3) as bot:
        for cell in [(), *islice(clean, SEQUENCES), ()]:
            await bot.play(cell)

    calls = Counter(call_of(frame) for frame in sent)
    kinds = Counter(frame["msg_type"] for frame in received if "error" not in frame)
    wrong = [fault for frame in sent for fault in faults_of_request(api.value, call_of(frame), frame)]
    assert wrong[:5] == []
    assert [fault for frame in received for fault in faults_of(api.value, frame)][:5] == []
    assert set(calls) >= CALLS | MORE[api]
    assert set(kinds) >= KINDS | MORE[api]
    assert calls["transaction"] > 1, "no connection was ever lost"
    assert calls["buy"] >= SEQUENCES
    assert any("error" in frame for frame in received)


def call_of(frame: dict[str, Any]) -> str:
    """The call of a request: the adapter writes it first."""
    return next(iter(frame))
