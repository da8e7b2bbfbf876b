"""Every request of both generations is what the published schemas allow."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from abutre.adapters.deriv import requests
from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.requests import Request
from abutre.domain.model import Direction

SCHEMAS = Path(__file__).parents[2].parent / "shared" / "deriv" / "schemas"
PROPOSAL_ID = "74cbf26f-f9a6-f29d-fdee-bc35d49701cb"
STREAM_ID = "9c3d0143-24ac-b8d9-c68b-06856b5f78d2"


def built(generation: Generation) -> Sequence[Request]:
    both = [
        requests.ping(),
        requests.server_time(),
        requests.balance(),
        requests.ticks("1HZ100V"),
        requests.minutes("R_100", 1_800_000_000, 1_800_000_059),
        *(
            requests.proposal(generation, symbol="R_100", currency="USD", direction=direction, stake=stake)
            for direction in Direction
            for stake in (35, 100, 12_345)
        ),
        requests.buy(PROPOSAL_ID, 35),
        requests.contract(281_354_024_068),
        requests.contract_stream(281_354_024_068),
        requests.transactions(),
        requests.portfolio(),
        requests.purchases(1_800_000_000),
        requests.purchases(-3),
        requests.closed_contracts(1_800_000_000),
        requests.forget(STREAM_ID),
        requests.forget_all("ticks"),
    ]
    if generation is Generation.OPTIONS:
        return both
    return [*both, requests.authorize("a1-b2_c3"), requests.website_status()]


def schema(generation: Generation, call: str) -> Path:
    if generation is Generation.OPTIONS:
        return SCHEMAS / "options" / f"{call}_request.schema.json"
    return SCHEMAS / "legacy" / call / "send.json"


@pytest.mark.skipif(not SCHEMAS.exists(), reason="the published schemas are not on this machine")
@pytest.mark.parametrize("generation", list(Generation))
def test_every_request_is_valid_by_the_published_schema(generation: Generation) -> None:
    for request in built(generation):
        published = json.loads(schema(generation, request.call).read_text())
        frame = json.loads(json.dumps({**request.body, "req_id": 7}))
        assert list(Draft4Validator(published).iter_errors(frame)) == [], request.call


@pytest.mark.skipif(not SCHEMAS.exists(), reason="the published schemas are not on this machine")
def test_the_schemas_would_find_a_wrong_name() -> None:
    published = json.loads(schema(Generation.OPTIONS, "proposal").read_text())
    legacy = requests.proposal(
        Generation.LEGACY, symbol="R_100", currency="USD", direction=Direction.CALL, stake=100
    )
    assert list(Draft4Validator(published).iter_errors(legacy.body)) != []


def test_amounts_leave_with_two_decimals_at_most() -> None:
    for stake in range(1, 20_000):
        text = json.dumps(requests.buy(PROPOSAL_ID, stake).body["price"])
        assert len(text.partition(".")[2]) <= 2
        assert float(text) * 100 == pytest.approx(stake)


def test_the_text_of_a_request_does_not_show_its_token() -> None:
    assert "secret" not in repr(requests.authorize("secret"))
