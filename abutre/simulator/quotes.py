"""What some terms cost now, and whether Deriv sells them."""

from decimal import Decimal

from abutre.simulator.errors import contract_refused, not_offered
from abutre.simulator.market import Market
from abutre.simulator.pricing import CENT, MAX_PAYOUT, MIN_STAKE, payout, stake_for
from abutre.simulator.running_time import RunningTime
from abutre.simulator.symbols import SYMBOLS
from abutre.simulator.terms import Proposal, Terms
from abutre.simulator.wording import CONTRACT_TYPES, longcode

_BEYOND = Decimal(10) ** 15
"""Money that nobody has."""
CURRENCIES = frozenset({"USD", "EUR", "GBP", "AUD"})


def propose(terms: Terms, *, market: Market, now: int, commission: Decimal) -> Proposal:
    """The price of `terms` at `now`, market epoch.

    Raises:
        ApiError: they are not sold.
    """
    _check_offer(terms)
    amount = _amount(terms)
    running = RunningTime.of(terms, now)
    spot = market.last(terms.symbol)
    ask, pays = _price(terms, amount, running, commission)
    _check_limits(ask, pays)
    return Proposal(
        terms=terms,
        ask_price=ask,
        payout=pays,
        spot=spot,
        date_start=now,
        date_expiry=None if running.ticks is not None else now + running.seconds,
        longcode=longcode(terms.symbol, terms.contract_type, running),
        min_stake=MIN_STAKE,
        max_payout=MAX_PAYOUT,
    )


def _price(
    terms: Terms, amount: Decimal, running: RunningTime, commission: Decimal
) -> tuple[Decimal, Decimal]:
    """Stake and payout, money."""
    price = stake_for if terms.basis == "payout" else payout
    other = price(
        amount,
        symbol=terms.symbol,
        contract_type=terms.contract_type,
        seconds=running.seconds,
        commission=commission,
    )
    return (other, amount) if terms.basis == "payout" else (amount, other)


def _check_offer(terms: Terms) -> None:
    if terms.symbol not in SYMBOLS:
        raise not_offered("OfferingsInvalidSymbol", "Trading is not offered for this asset.", terms.symbol)
    if terms.contract_type not in CONTRACT_TYPES:
        raise not_offered("InvalidOfferings", "Trading is not offered for this contract type.")
    if terms.barrier is not None:
        raise contract_refused("InvalidBarrier", "Barrier is not allowed for this contract type.")
    if terms.currency not in CURRENCIES:
        raise contract_refused("InvalidCurrency", "Invalid currency.", terms.currency)


def _amount(terms: Terms) -> Decimal:
    if terms.amount is None or terms.basis is None:
        missing = "amount" if terms.amount is None else "basis"
        raise contract_refused("MissingRequiredContractParams", f"Missing parameter: {missing}.", missing)
    if not terms.amount.is_finite() or not 0 < terms.amount < _BEYOND:
        raise contract_refused("InvalidAmount", "Please enter a valid amount.")
    if terms.amount != terms.amount.quantize(CENT):
        kind = "Payout" if terms.basis == "payout" else "Stake"
        raise contract_refused(
            f"Incorrect{kind}Decimals", f"{kind} can not have more than 2 decimal places.", "2"
        )
    return terms.amount.quantize(CENT)


def _check_limits(ask: Decimal, pays: Decimal) -> None:
    if ask < MIN_STAKE:
        raise contract_refused(
            "InvalidMinStake", f"Please enter a stake amount that's at least {MIN_STAKE}.", str(MIN_STAKE)
        )
    if pays > MAX_PAYOUT:
        raise contract_refused(
            "PayoutLimits",
            f"Minimum stake of {MIN_STAKE} and maximum payout of {MAX_PAYOUT}. Current payout is {pays}.",
            str(MIN_STAKE),
            str(MAX_PAYOUT),
            str(pays),
        )
