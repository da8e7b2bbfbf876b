"""Recorded frames of Deriv decode, and what they say comes out right."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from abutre.adapters.deriv import answers, contracts
from abutre.adapters.deriv.errors import Action, BadFrameError, CallRefusedError
from abutre.adapters.deriv.frames import Frame, decode, to_frame
from abutre.domain.model import Candle, Direction, Order, Outcome, Tick

FRAMES = Path(__file__).parents[2].parent / "shared" / "deriv" / "frames"
recorded = pytest.mark.skipif(not FRAMES.exists(), reason="the recorded frames are not on this machine")


def frame(name: str, line: int = 0) -> Frame:
    text = (FRAMES / name).read_text()
    return decode(text.splitlines()[line] if name.endswith(".jsonl") else text)


def inner(name: str, call: str) -> Frame:
    return decode(json.dumps({"msg_type": call, call: json.loads((FRAMES / name).read_text())}))


def poc(body: Mapping[str, Any]) -> Frame:
    whole = {"contract_id": 1, "buy_price": 1, "payout": 1.95, "purchase_time": 1_800_000_000, **body}
    return to_frame({"proposal_open_contract": whole})


@recorded
def test_every_recorded_frame_decodes() -> None:
    seen = 0
    for path in sorted(FRAMES.glob("*.json*")):
        for text in path.read_text().splitlines() if path.suffix == ".jsonl" else [path.read_text()]:
            if not isinstance(json.loads(text), dict):
                continue
            found = decode(text)
            whole = json.loads(text)
            assert found.msg_type == whole.get("msg_type", ""), path.name
            assert (found.error is not None) == ("error" in whole), path.name
            seen += 1
    assert seen > 30


@recorded
def test_ticks_are_read_from_numbers_and_from_text() -> None:
    assert answers.tick(frame("tick_R_50_2020.json"), 4) == Tick(epoch=1_587_547_610, quote=2_180_926)
    text = frame("ticks_history_and_ticks_R_25_2018.jsonl", 1)
    assert answers.tick(text, 3) == Tick(epoch=1_532_589_674, quote=3_480_594)
    assert text.req_id == 2


@recorded
def test_candles_keep_the_zero_that_their_numbers_lost() -> None:
    (candle,) = answers.candles(frame("candles_R_100_m1_20250509.json"), 2)
    expected = Candle(open_time=1_746_777_480, open=156_681, high=156_828, low=156_654, close=156_723)
    assert candle == expected
    quarters = answers.candles(inner("candles_inner_R_100_m15_20250107.json", "candles"), 2)
    assert len(quarters) == 31
    assert quarters[0].close == 151_210
    last = answers.candles(frame("candles_R_50_m1_2018.json"), 4)[2]
    assert (last.open_time, last.open) == (1_524_809_160, 2_720_810)


@recorded
def test_purchases_are_read_in_minor_units() -> None:
    hour = answers.bought(frame("buy_1HZ100V_CALL_1h_20231225.json"))
    assert (hour.contract_id, hour.price, hour.payout, hour.epoch) == (
        227_611_790_988,
        1_000,
        1_961,
        1_703_538_801,
    )
    assert answers.bought(frame("buy_R_100_CALL_1m_S10P_2020.json")).price == 4_912
    assert answers.bought(inner("buy_inner_R_100_CALL_1t_20250512.json", "buy")).payout == 195


@recorded
def test_a_contract_that_has_expired_is_not_settled_before_it_is_sold() -> None:
    for found in (
        contracts.contract(frame("poc_R_100_CALL_1m_S10P_expired_not_sold_2020.json")),
        contracts.contract(
            inner("poc_inner_R_100_CALL_1t_expired_not_sold_20250512.json", "proposal_open_contract")
        ),
        contracts.contract(inner("poc_inner_R_10_PUT_30m_open_20251023.json", "proposal_open_contract")),
    ):
        assert found is not None
        assert not found.is_sold


@recorded
def test_the_recorded_loss_of_the_contract_that_the_bot_trades() -> None:
    name = "poc_inner_R_100_CALL_1m_sold_lost_20250108.json"
    found = contracts.contract(inner(name, "proposal_open_contract"))
    assert found is not None
    assert found.is_sold
    assert found.ending() == (Outcome.LOST, 0)
    assert (found.price, found.payout, found.sold_at) == (200, 391, 1_736_297_022)
    told = json.loads((FRAMES / name).read_text())
    assert found.spots == (Decimal(str(told["entry_tick"])), Decimal(str(told["exit_tick"])))
    assert found.is_of(Order(intent=1, direction=Direction.CALL, stake=200), "R_100")
    assert not found.is_of(Order(intent=1, direction=Direction.PUT, stake=200), "R_100")
    assert not found.is_of(Order(intent=1, direction=Direction.CALL, stake=201), "R_100")
    assert not found.is_of(Order(intent=1, direction=Direction.CALL, stake=200), "R_10")


@recorded
def test_contracts_of_others_are_read_and_are_not_ours() -> None:
    order = Order(intent=1, direction=Direction.PUT, stake=1_000)
    open_ones = contracts.open_contracts(frame("portfolio_2020.json"))
    assert [one.contract_id for one in open_ones] == [80_080_459_208, 80_080_446_428]
    assert not any(one.is_of(order, "frxEURGBP") for one in open_ones)
    closed = contracts.closed_contracts(frame("profit_table_2022.json"))
    assert [(one.price, one.credited) for one in closed] == [(25_000, 525), (25_000, 525)]
    assert [one.price for one in contracts.purchases(frame("statement_2020.json"))] == [8_323]


@recorded
def test_transactions_accounts_time_and_quotes() -> None:
    sold = answers.transaction(frame("transaction_sell_2020.json"))
    assert sold is not None
    assert (sold.action, sold.contract_id, sold.epoch) == ("sell", 80_072_336_728, 1_587_626_739)
    balance = answers.balance(frame("balance_stream_2020.json"))
    assert (balance.amount, balance.currency, balance.account_id) == (965_074, "USD", "VRTC0000000")
    assert answers.balance(frame("balance_accounts_all_2022.json")).amount == 965_074
    authorized = answers.authorized(frame("authorize_2020.json"))
    assert (authorized.is_demo, authorized.currency) == (False, "USD")
    assert "trade" in authorized.scopes
    assert answers.server_time(frame("time_20250509.json")) == 1_746_777_381
    quote = answers.proposal(frame("proposal_R_100_CALL_60s_barrier_2020.json"))
    assert (quote.ask, quote.payout, quote.epoch, quote.min_stake) == (5_080, 10_000, 1_588_773_056, None)


@recorded
def test_recorded_errors_are_told_apart_by_subcode_first() -> None:
    denied = frame("error_buy_PermissionDenied_2020.json").error
    assert denied is not None
    assert denied.action is Action.STOP
    quoted = json.loads((FRAMES / "errors_quoted.json").read_text())
    found = [one for one in (to_frame(entry).error for entry in quoted) if one is not None]
    assert [one.action for one in found] == [
        Action.STOP,
        Action.REFUSED,
        Action.REFUSED,
        Action.REFUSED,
        Action.REFUSED,
        Action.REFUSED,
        Action.REFUSED,
    ]


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        ({"is_sold": 1, "status": "won", "sell_price": "1.95"}, (Outcome.WON, 195)),
        ({"is_sold": 1, "status": "lost", "sell_price": 0}, (Outcome.LOST, 0)),
        ({"is_sold": 1, "status": "sold", "sell_price": "1.00", "profit": 0}, (Outcome.REFUNDED, 100)),
        ({"is_sold": 1, "status": "cancelled", "sell_price": "1.00"}, (Outcome.REFUNDED, 100)),
        ({"is_sold": 1, "status": "sold", "sell_price": "1.40"}, (Outcome.WON, 140)),
        ({"is_sold": 1, "status": "sold", "sell_price": "0.62"}, (Outcome.LOST, 62)),
        ({"is_sold": 1, "status": "won", "sell_price": None, "profit": "0.95"}, (Outcome.WON, 195)),
    ],
)
def test_a_contract_ends_by_what_was_credited(body: dict[str, Any], ending: tuple[Outcome, int]) -> None:
    found = contracts.contract(poc(body))
    assert found is not None
    assert found.ending() == ending


SPOTS = {"is_sold": 1, "status": "won", "sell_price": "1.95", "entry_spot": "619.51", "exit_spot": "619.60"}


@pytest.mark.parametrize(
    ("body", "spots"),
    [
        ({}, (Decimal("619.51"), Decimal("619.60"))),
        ({"exit_spot": None}, None),
        ({"entry_spot": ""}, None),
        ({"exit_spot": "-1"}, None),
        ({"exit_spot": 1e12}, None),
        ({"is_sold": 0}, None),
    ],
)
def test_spots_are_shown_and_never_stand_in_the_way(
    body: dict[str, Any], spots: tuple[Decimal, Decimal] | None
) -> None:
    found = contracts.contract(poc({**SPOTS, **body}))
    assert found is not None
    assert found.spots == spots


def test_a_settlement_that_tells_no_money_is_a_bad_frame() -> None:
    found = contracts.contract(poc({"is_sold": 1, "status": "won"}))
    assert found is not None
    with pytest.raises(BadFrameError):
        found.ending()


@pytest.mark.parametrize(
    "data", [b"\x00\x01", "not json", "[1]", '"text"', '{"quote": NaN}', '{"req_id": 1.5}', "[" * 100_000]
)
def test_what_is_no_frame_is_told_without_its_content(data: str | bytes) -> None:
    with pytest.raises(BadFrameError) as found:
        decode(data)
    assert str(data)[:8] not in str(found.value)


@pytest.mark.parametrize("quote", [None, "", "abc", True, [], "1e99", 0, -1])
def test_a_price_that_cannot_be_is_a_bad_frame(quote: object) -> None:
    with pytest.raises(BadFrameError):
        answers.tick(to_frame({"tick": {"epoch": 1, "quote": quote}}), 2)


def test_the_request_is_taken_from_the_echo_when_the_frame_does_not_name_it() -> None:
    assert to_frame({"echo_req": {"req_id": "43"}}).req_id == 43
    assert to_frame({"echo_req": None}).req_id is None


def test_an_error_without_words_is_an_error() -> None:
    bodies: list[dict[str, object]] = [{"error": "gone"}, {"error": {}}, {"error": {"code": 7}}]
    for body in bodies:
        assert isinstance(to_frame(body).error, CallRefusedError)
