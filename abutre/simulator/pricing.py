"""What Deriv pays for a rise or a fall, and what a running contract is worth."""

from decimal import ROUND_HALF_UP, Decimal
from math import log, sqrt
from statistics import NormalDist
from typing import Final

from abutre.simulator.symbols import SymbolInfo, symbol_info
from abutre.simulator.walk import YEAR

MIN_STAKE = Decimal("0.35")
MAX_PAYOUT = Decimal("50000.00")
COMMISSION = Decimal("0.020")
"""The `c` of the formula as of mid-2026."""
LEAST_COMMISSION: Final = 0.02
"""Money that Deriv keeps of each contract at least."""
CENT = Decimal("0.01")

_NORMAL = NormalDist()


def money(amount: float | Decimal) -> Decimal:
    """`amount` rounded to the cent, halves up."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def payout(
    stake: Decimal,
    *,
    symbol: str,
    contract_type: str,
    seconds: int,
    commission: Decimal = COMMISSION,
) -> Decimal:
    """What a win pays, money.

    Args:
        stake: money.
        symbol: code.
        contract_type: CALL, PUT, CALLE or PUTE.
        seconds: how long it runs; for a contract of ticks, ticks times the tick interval.
        commission: what Deriv adds to the probability.
    """
    probability = win_probability(symbol, contract_type, seconds)
    paid = float(stake)
    return money(min(paid / (probability + float(commission)), (paid - LEAST_COMMISSION) / probability))


def stake_for(
    amount: Decimal,
    *,
    symbol: str,
    contract_type: str,
    seconds: int,
    commission: Decimal = COMMISSION,
) -> Decimal:
    """The stake that a payout of `amount` costs, money; arguments as of `payout`."""
    probability = win_probability(symbol, contract_type, seconds)
    won = float(amount)
    return money(max(won * (probability + float(commission)), won * probability + LEAST_COMMISSION))


def win_probability(symbol: str, contract_type: str, seconds: int) -> float:
    """Chance that Deriv reckons with when a contract is bought, 0 to 1.

    Which allowance CALLE and PUTE have for ties is not published; here it is the density of a price that
    did not move, one pip wide, at the symbol's initial quote, so that the price stays constant.
    """
    info = symbol_info(symbol)
    spread = _spread(info, seconds)
    strict = _NORMAL.cdf(-spread / 2 if contract_type.startswith("CALL") else spread / 2)
    if not contract_type.endswith("E"):
        return strict
    return strict + float(info.pip / info.initial_quote) / spread * _NORMAL.pdf(0)


def bid_price(
    *,
    symbol: str,
    contract_type: str,
    payout: Decimal,
    entry: Decimal,
    spot: Decimal,
    seconds: int,
    commission: Decimal,
) -> Decimal:
    """What Deriv gives for a running contract: its fair chance less the commission, money, 0 to `payout`.

    Args:
        symbol: code.
        contract_type: CALL, PUT, CALLE or PUTE.
        payout: what a win pays, money.
        entry: the price to beat.
        spot: newest price.
        seconds: left to run, > 0.
        commission: taken off the chance.
    """
    spread = _spread(symbol_info(symbol), seconds)
    rise = _NORMAL.cdf(log(spot / entry) / spread - spread / 2)
    chance = rise if contract_type.startswith("CALL") else 1 - rise
    return money(float(payout) * max(0.0, chance - float(commission)))


def _spread(info: SymbolInfo, seconds: int) -> float:
    """Deviation of the logarithm of the price over `seconds`."""
    return info.volatility * sqrt(seconds / YEAR)
