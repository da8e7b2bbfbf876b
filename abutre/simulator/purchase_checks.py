"""Whether a quote may be bought at a price and by an account."""

from decimal import Decimal

from abutre.simulator.accounts import Account
from abutre.simulator.errors import ApiError, contract_refused
from abutre.simulator.terms import Proposal


def check_price(quote: Proposal, price: Decimal, proposal: Proposal | None) -> None:
    """Refuse what costs more than `price`, money, or pays something else than the proposal it is bought on.

    Raises:
        ApiError: `PriceMoved`, or `InvalidStakeMoreThanPrice` for a stake above the price.
    """
    if proposal is not None and proposal.payout != quote.payout:
        raise price_moved(quote.terms.currency, "payout", proposal.payout, quote.payout)
    if price >= quote.ask_price:
        return
    if quote.terms.basis == "stake":
        raise contract_refused(
            "InvalidStakeMoreThanPrice", "Contract's stake amount is more than the maximum purchase price."
        )
    raise price_moved(quote.terms.currency, "price", price, quote.ask_price)


def check_money(account: Account, quote: Proposal) -> None:
    """Refuse what `account` cannot pay.

    Raises:
        ApiError: `NotDefaultCurrency`, `InsufficientBalance`.
    """
    if quote.terms.currency != account.currency:
        raise contract_refused(
            "NotDefaultCurrency",
            f"The provided currency {quote.terms.currency} is not your account's.",
            quote.terms.currency,
        )
    if quote.ask_price > account.balance:
        raise ApiError(
            "InsufficientBalance",
            f"Your account balance ({account.balance} {account.currency}) is insufficient to buy this"
            f" contract ({quote.ask_price} {account.currency}).",
            code_args=(str(account.balance), str(quote.ask_price)),
        )


def price_moved(currency: str, which: str, old: Decimal, new: Decimal) -> ApiError:
    """A price that changed from `old` to `new`, money; `which` of them says which."""
    return ApiError(
        "PriceMoved",
        "The underlying market has moved too much since you priced the contract."
        f" The contract {which} has changed from {currency}{old} to {currency}{new}.",
        code_args=(currency, str(old), str(new), which),
    )
