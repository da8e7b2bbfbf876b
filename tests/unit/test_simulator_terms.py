from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from abutre.simulator.errors import ApiError
from tests.simulated_exchange import START, Bench, terms

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another symbol": ({"symbol": "frxEURUSD"}, "OfferingsInvalidSymbol"),
    "another kind": ({"contract_type": "DIGITEVEN"}, "InvalidOfferings"),
    "another currency": ({"currency": "XYZ"}, "InvalidCurrency"),
    "a barrier": ({"barrier": "+0.10"}, "InvalidBarrier"),
    "no amount": ({"amount": None}, "MissingRequiredContractParams"),
    "no basis": ({"basis": None}, "MissingRequiredContractParams"),
    "nothing": ({"amount": Decimal(0)}, "InvalidAmount"),
    "less than nothing": ({"amount": Decimal(-1)}, "InvalidAmount"),
    "no number": ({"amount": Decimal("NaN")}, "InvalidAmount"),
    "more than there is": ({"amount": Decimal("1e300")}, "InvalidAmount"),
    "a tenth of a cent": ({"amount": Decimal("1.001")}, "IncorrectStakeDecimals"),
    "a payout of a tenth of a cent": (
        {"amount": Decimal("1.001"), "basis": "payout"},
        "IncorrectPayoutDecimals",
    ),
    "too small a stake": ({"amount": Decimal("0.34")}, "InvalidMinStake"),
    "too small a payout": ({"amount": Decimal("0.50"), "basis": "payout"}, "InvalidMinStake"),
    "too large a payout": ({"amount": Decimal(26000)}, "PayoutLimits"),
    "no tick": ({"duration": 0, "duration_unit": "t"}, "TicksNumberLimits"),
    "11 ticks": ({"duration": 11, "duration_unit": "t"}, "TicksNumberLimits"),
    "14 seconds": ({"duration": 14, "duration_unit": "s"}, "TradingDurationNotAllowed"),
    "more than a day": ({"duration": 1441, "duration_unit": "m"}, "TradingDurationNotAllowed"),
    "2 days": ({"duration": 2, "duration_unit": "d"}, "TradingDurationNotAllowed"),
    "another unit": ({"duration": 1, "duration_unit": "w"}, "TradingDurationNotAllowed"),
    "no time": ({"duration": 0}, "InvalidExpiry"),
    "an end that is over": ({"duration": None, "date_expiry": START}, "InvalidExpiry"),
    "two ends": ({"date_expiry": START + 60}, "DuplicateExpiry"),
    "no end": ({"duration": None}, "MissingEither"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_deriv_does_not_sell_is_refused_by_its_code(case: str) -> None:
    changes, subcode = REFUSED[case]

    with pytest.raises(ApiError) as refused:
        Bench().exchange.quote(replace(terms(), **changes))

    assert refused.value.subcode == subcode
    assert refused.value.code in {"ContractBuyValidationError", "OfferingsValidationError"}


SOLD: dict[str, tuple[dict[str, Any], str]] = {
    "1 tick": ({"duration": 1, "duration_unit": "t"}, "after 1 tick is strictly higher than entry spot."),
    "10 ticks": (
        {"duration": 10, "duration_unit": "t"},
        "after 10 ticks is strictly higher than entry spot.",
    ),
    "15 seconds": (
        {"duration": 15, "duration_unit": "s"},
        "is strictly higher than entry spot at 15 seconds after contract start time.",
    ),
    "538 seconds": (
        {"duration": 538, "duration_unit": "s", "contract_type": "PUT"},
        "is strictly lower than entry spot at 8 minutes 58 seconds after contract start time.",
    ),
    "1 hour": (
        {"duration": 1, "duration_unit": "h", "contract_type": "CALLE"},
        "is higher than or equal to entry spot at 1 hour after contract start time.",
    ),
    "1 day": (
        {"duration": 1, "duration_unit": "d", "contract_type": "PUTE"},
        "is lower than or equal to entry spot at 1 day after contract start time.",
    ),
    "until a time": (
        {"duration": None, "date_expiry": START + 120},
        "is strictly higher than entry spot at 2 minutes after contract start time.",
    ),
}


@pytest.mark.parametrize("case", list(SOLD))
def test_what_deriv_sells_is_said_in_its_words(case: str) -> None:
    changes, longcode = SOLD[case]

    quote = Bench().exchange.quote(replace(terms(), **changes))

    assert quote.longcode == f"Win payout if Volatility 100 Index {longcode}"


def test_a_quote_on_stake_says_what_a_win_pays() -> None:
    bench = Bench()

    quote = bench.exchange.quote(terms())

    assert (quote.ask_price, quote.payout) == (Decimal("10.00"), Decimal("19.24"))
    assert (quote.date_start, quote.date_expiry) == (START, START + 60)
    assert quote.spot == bench.market.last("R_100")
    assert (quote.min_stake, quote.max_payout) == (Decimal("0.35"), Decimal("50000.00"))


def test_a_quote_on_payout_says_what_it_costs() -> None:
    quote = Bench().exchange.quote(terms(amount=Decimal("19.24"), basis="payout"))

    assert (quote.ask_price, quote.payout) == (Decimal("10.00"), Decimal("19.24"))


def test_a_quote_does_not_move_with_the_price() -> None:
    bench = Bench()
    before = bench.exchange.quote(terms())

    bench.run(60)

    assert bench.exchange.quote(terms()).payout == before.payout
    assert bench.exchange.quote(terms()).spot != before.spot


def test_a_contract_of_ticks_has_no_end_before_it_is_bought() -> None:
    assert Bench().exchange.quote(terms(duration=5, duration_unit="t")).date_expiry is None
