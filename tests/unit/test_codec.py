"""Every fact, effect and event survives the way to JSON and back."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abutre.domain.codec import decode_effect, decode_event, decode_fact, encode
from abutre.domain.effects import Effect
from abutre.domain.events import Event
from abutre.domain.facts import Fact, History, Purchased, SettingsStored, Settled
from abutre.domain.model import Book, Candle, Outcome
from abutre.domain.settings import Settings

FACTS = st.one_of(*(st.from_type(kind) for kind in get_args(Fact)))
EFFECTS = st.one_of(*(st.from_type(kind) for kind in get_args(Effect)))
EVENTS = st.one_of(*(st.from_type(kind) for kind in get_args(Event)))


@given(FACTS)
def test_a_fact_comes_back_as_it_went(fact: Fact) -> None:
    assert decode_fact(json.loads(json.dumps(encode(fact)))) == fact


@given(EFFECTS)
def test_an_effect_comes_back_as_it_went(effect: Effect) -> None:
    assert decode_effect(json.loads(json.dumps(encode(effect)))) == effect


@given(EVENTS)
def test_an_event_comes_back_as_it_went(event: Event) -> None:
    assert decode_event(json.loads(json.dumps(encode(event)))) == event


def test_the_form_is_a_type_in_snake_case_and_the_fields() -> None:
    purchased = Purchased(book=Book.PAPER, intent=1, contract_id=2, stake=3, payout=4, epoch=5)
    assert encode(purchased) == {
        "type": "purchased",
        "book": "PAPER",
        "intent": 1,
        "contract_id": 2,
        "stake": 3,
        "payout": 4,
        "epoch": 5,
    }
    assert encode(SettingsStored(settings=Settings(), version=1, epoch=2))["type"] == "settings_stored"


def test_a_fact_of_an_earlier_build_is_read_without_what_it_did_not_know() -> None:
    settled = Settled(book=Book.PAPER, intent=1, outcome=Outcome.WON, payout=195, epoch=5)
    earlier = {name: value for name, value in encode(settled).items() if name != "spots"}
    assert decode_fact(earlier) == settled
    with pytest.raises(KeyError, match="payout"):
        decode_fact({name: value for name, value in earlier.items() if name != "payout"})


def test_tuples_are_lists_and_inner_values_have_no_type() -> None:
    candle = Candle(open_time=60, open=1, high=2, low=1, close=2)
    assert encode(History(candles=(candle,))) == {
        "type": "history",
        "candles": [{"open_time": 60, "open": 1, "high": 2, "low": 1, "close": 2}],
    }


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"type": "unheard_of"},
        {"type": "purchased"},
        {"type": "tick_seen", "epoch": 1},
        {"type": "outcome_unknown", "book": "SAVINGS", "intent": 1, "epoch": 1},
    ],
)
def test_what_is_no_fact_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        decode_fact(plain)


def test_an_effect_is_no_fact() -> None:
    with pytest.raises(KeyError):
        decode_fact({"type": "backfill", "from_time": 1, "to_time": 2})
