"""The requests of the New API, as its published schemas have them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from abutre.simulator import requests
from abutre.simulator.requests import Epoch, Flag, LaterEpoch, Maybe, One, Request, Symbol

ContractType = Literal[
    "ACCU", "ASIAND", "ASIANU", "CALL", "CALLE", "DIGITDIFF", "DIGITEVEN", "DIGITMATCH", "DIGITODD",
    "DIGITOVER", "DIGITUNDER", "EXPIRYMISS", "EXPIRYMISSE", "EXPIRYRANGE", "EXPIRYRANGEE", "HIGHER", "LOWER",
    "MULTDOWN", "MULTUP", "NOTOUCH", "ONETOUCH", "PUT", "PUTE", "RANGE", "RESETCALL", "RESETPUT", "RUNHIGH",
    "RUNLOW", "TICKHIGH", "TICKLOW", "TURBOSLONG", "TURBOSSHORT", "UPORDOWN", "VANILLALONGCALL",
    "VANILLALONGPUT",
]  # fmt: skip
Stream = Literal[
    "balance", "candles", "cashier_payments", "proposal", "proposal_open_contract", "ticks", "transaction"
]


class ActiveSymbols(Request):
    """Which symbols are offered."""

    active_symbols: Literal["full", "brief"]
    contract_type: Maybe[list[ContractType]] = None


class ContractsFor(Request):
    """Which contracts a symbol offers."""

    contracts_for: Symbol


class Balance(Request):
    """What the account holds."""

    balance: One
    subscribe: Maybe[Flag] = None


class Proposal(Request, requests.Terms):
    """What a contract would cost."""

    proposal: One
    contract_type: ContractType
    date_expiry: Maybe[Epoch] = None
    subscribe: Maybe[One] = None
    underlying_symbol: Symbol


class Parameters(requests.Terms):
    """What a purchase without a proposal names."""

    app_markup_percentage: Maybe[float] = None
    contract_type: ContractType
    date_expiry: Maybe[LaterEpoch] = None
    underlying_symbol: Symbol


class Buy(requests.Purchase):
    """Buy by proposal, or by parameters when the id is "1"."""

    parameters: Maybe[Parameters] = None


class Portfolio(Request):
    """What is open."""

    portfolio: One
    contract_type: Maybe[list[ContractType]] = None


class Statement(requests.Statement):
    """What has moved the balance."""

    action_type: Maybe[Literal["buy", "sell", "deposit", "withdrawal"]] = None


class ProfitTable(requests.ProfitTable):
    """What has been closed."""

    contract_type: Maybe[list[ContractType]] = None


class ForgetAll(Request):
    """End all streams of some kinds."""

    forget_all: Stream | list[Stream]


class Logout(Request):
    """End what the socket may do."""

    logout: One
    loginid: Maybe[Annotated[str, Field(pattern=r"^[A-Za-z]+[0-9]+$")]] = None


REQUESTS: Mapping[str, type[Request]] = {
    "active_symbols": ActiveSymbols,
    "balance": Balance,
    "buy": Buy,
    "contracts_for": ContractsFor,
    "forget": requests.Forget,
    "forget_all": ForgetAll,
    "logout": Logout,
    "ping": requests.Ping,
    "portfolio": Portfolio,
    "profit_table": ProfitTable,
    "proposal": Proposal,
    "proposal_open_contract": requests.OpenContract,
    "sell": requests.Sale,
    "statement": Statement,
    "ticks": requests.Ticks,
    "ticks_history": requests.TicksHistory,
    "time": requests.Time,
    "trading_times": requests.TradingTimes,
    "transaction": requests.Transactions,
}
"""The request of every call, by its name."""
