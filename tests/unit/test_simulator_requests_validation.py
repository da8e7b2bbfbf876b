"""A request that is not as published is refused field by field, in Deriv's words."""

from typing import Any

import pytest

from abutre.simulator import requests_legacy, requests_options
from abutre.simulator.errors import ApiError
from abutre.simulator.requests import Request
from abutre.simulator.validation import call_of, parse, validate

PROPOSAL = {"proposal": 1, "contract_type": "CALL", "currency": "USD", "underlying_symbol": "R_100"}


def refusal(model: type[Request], frame: dict[str, Any]) -> ApiError:
    with pytest.raises(ApiError) as refused:
        validate(model, frame)
    return refused.value


def test_unknown_properties_are_named_in_order() -> None:
    frame = {"contracts_for": "R_100", "underlying_symbol": "R_100", "currency": "USD"}

    refused = refusal(requests_options.ContractsFor, frame)

    assert refused.code == "InputValidationFailed"
    assert refused.message == (
        "Input validation failed: Properties not allowed: currency, underlying_symbol."
    )


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"amount": "10"}, "amount", "Expected number - got string."),
        ({"amount": True}, "amount", "Expected number - got boolean."),
        ({"amount": -1}, "amount", "-1 < minimum(0.0)"),
        ({"amount": None}, "amount", "Expected number - got null."),
        ({"duration": 1.5}, "duration", "Expected integer - got number."),
        ({"duration": 10**9}, "duration", "1000000000 > maximum(99999999)"),
        ({"duration_unit": "w"}, "duration_unit", "Not in enum list: 'd', 'm', 's', 'h', 't'."),
        ({"underlying_symbol": "R 100"}, "underlying_symbol", "String does not match pattern."),
        ({"subscribe": 0}, "subscribe", "Not in enum list: 1."),
        ({"subscribe": True}, "subscribe", "Expected integer - got boolean."),
        ({"limit_order": 1}, "limit_order", "Expected object - got number."),
    ],
    ids=str,
)
def test_every_field_has_its_own_reason(change: dict[str, Any], field: str, reason: str) -> None:
    refused = refusal(requests_options.Proposal, {**PROPOSAL, **change})

    assert refused.details == {field: reason}
    assert refused.message == f"Input validation failed: {field}"


def test_what_is_missing_is_named() -> None:
    refused = refusal(requests_options.Proposal, {"proposal": 1, "contract_type": "CALL"})

    assert refused.details == {"currency": "Missing property.", "underlying_symbol": "Missing property."}
    assert refused.message == "Input validation failed: currency, underlying_symbol"


def test_a_field_of_the_parameters_is_named_with_its_way() -> None:
    frame = {"buy": "1", "price": 1, "parameters": {"contract_type": "CALL", "currency": "USD", "symbol": ""}}

    refused = refusal(requests_legacy.Buy, frame)

    assert refused.details == {"parameters/symbol": "String does not match pattern."}


def test_the_properties_of_one_generation_are_unknown_to_the_other() -> None:
    assert "underlying_symbol" in refusal(requests_legacy.Proposal, dict(PROPOSAL)).message


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", "null", '{"sell":1,"price":NaN}', pytest.param("[" * 100_000, id="a deep one")],
)
def test_what_is_no_object_is_no_request(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(text)

    assert refused.value.code == "BadRequest"


def test_a_call_is_the_property_named_after_it() -> None:
    assert call_of({"req_id": 1, "price": 1, "buy": "1"}, requests_options.REQUESTS) == "buy"
    with pytest.raises(ApiError, match="UnrecognisedRequest"):
        call_of({"authorize": "x"}, requests_options.REQUESTS)
