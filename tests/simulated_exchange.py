"""An exchange whose every tick a test writes down, and whose time it moves by hand."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from abutre.simulator.accounts import Account, Accounts
from abutre.simulator.archive import Archive
from abutre.simulator.contracts import Contract
from abutre.simulator.exchange import Exchange
from abutre.simulator.happenings import Happening
from abutre.simulator.market import Market
from abutre.simulator.terms import Terms

START = 1_800_000_000
"""Market epoch, a full minute."""


def ticks(*quotes: str, start: int = START, step: int = 2) -> list[tuple[int, Decimal]]:
    """One tick of each quote, every `step` seconds from `start` on."""
    return [(start + step * number, Decimal(quote)) for number, quote in enumerate(quotes)]


def terms(contract_type: str = "CALL", **changes: Any) -> Terms:
    """A rise of one minute on V100 for 10 USD, but for `changes`."""
    values: dict[str, Any] = {
        "symbol": "R_100",
        "contract_type": contract_type,
        "currency": "USD",
        "amount": Decimal(10),
        "duration": 1,
        "duration_unit": "m",
    }
    return Terms(**(values | changes))


def account(account_id: str, kind: Literal["demo", "real"], balance: str = "1000.00") -> Account:
    """An account with a token of its own."""
    return Account(account_id=account_id, kind=kind, balance=Decimal(balance), token=f"token-of-{account_id}")


class Bench:
    """A market, one demo and one real account, and the exchange between them."""

    def __init__(
        self,
        recorded: Sequence[tuple[int, Decimal]] | None = None,
        *,
        seed: int = 7,
        balance: str = "1000.00",
        archive: Archive | None = None,
    ) -> None:
        self.time = START
        self.demo = account("DOT90000001", "demo", balance)
        self.real = account("ROT90000002", "real", balance)
        self.recorded = None if recorded is None else {"R_100": recorded}
        self.market = Market(seed=seed, start=START, recorded=self.recorded, symbols=["R_100", "1HZ100V"])
        self.exchange = Exchange(
            market=self.market,
            accounts=Accounts([self.demo, self.real]),
            clock_now=lambda: self.time,
            archive=archive,
        )

    def buy(self, contract_type: str = "CALL", **changes: Any) -> Contract:
        """Buy on the demo account at any price."""
        return self.exchange.buy(self.demo, terms(contract_type, **changes), Decimal(100_000))

    def run(self, seconds: int) -> list[Happening]:
        """Let `seconds` of market time pass."""
        self.time += seconds
        return self.exchange.advance(self.time)

    def now(self, contract: Contract) -> Contract:
        """The contract as it stands now."""
        return self.exchange.contract(self.demo, contract.contract_id)
