"""The requests of the legacy API, version 3, as its published schemas have them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from abutre.simulator import requests
from abutre.simulator.requests import Currency, Epoch, Flag, LaterEpoch, Maybe, One, Part, Request, Symbol

Listed = Literal[
    "ACCU", "ASIAND", "ASIANU", "CALL", "CALLE", "CALLSPREAD", "DIGITDIFF", "DIGITEVEN", "DIGITMATCH",
    "DIGITODD", "DIGITOVER", "DIGITUNDER", "EXPIRYMISS", "EXPIRYMISSE", "EXPIRYRANGE", "EXPIRYRANGEE",
    "LBFLOATCALL", "LBFLOATPUT", "LBHIGHLOW", "MULTDOWN", "MULTUP", "NOTOUCH", "ONETOUCH", "PUT", "PUTE",
    "PUTSPREAD", "RANGE", "RESETCALL", "RESETPUT", "RUNHIGH", "RUNLOW", "TICKHIGH", "TICKLOW", "TURBOSLONG",
    "TURBOSSHORT", "UPORDOWN", "VANILLALONGCALL", "VANILLALONGPUT",
]  # fmt: skip
ContractType = Listed | Literal["SNOWDOWN", "SNOWUP"]
Company = Literal["iom", "malta", "maltainvest", "svg", "virtual", "vanuatu"]
LoginId = Annotated[str, Field(pattern=r"^[A-Za-z]+[0-9]+$")]
Token = Annotated[str, Field(pattern=r"^[\w\-]{1,128}$")]
Stream = Literal[
    "balance", "candles", "cashier_payments", "p2p_advert", "p2p_advertiser", "p2p_order", "proposal",
    "proposal_open_contract", "ticks", "transaction", "trading_platform_asset_listing", "website_status",
    "p2p_settings", "crypto_estimations",
]  # fmt: skip


class LoggedIn(Part):
    """A call that may name the account, for tokens that have several."""

    loginid: Maybe[LoginId] = None


class Offer(LoggedIn):
    """What limits an offer to a company and a product."""

    landing_company: Maybe[Company] = None
    landing_company_short: Maybe[Company] = None
    product_type: Maybe[Literal["basic"]] = None


class ActiveSymbols(Request, Offer):
    """Which symbols are offered."""

    active_symbols: Literal["brief", "full"]
    barrier_category: Maybe[
        list[Literal["american", "asian", "euro_atm", "euro_non_atm", "non_financial", "lookback", "reset"]]
    ] = None
    contract_type: Maybe[list[Listed]] = None


class ContractsFor(Request, Offer):
    """Which contracts a symbol offers."""

    contracts_for: Symbol
    currency: Maybe[Currency] = None


class Authorize(Request):
    """Bind the socket to the token's account."""

    authorize: Token
    add_to_login_history: Maybe[Flag] = None
    tokens: Maybe[Annotated[list[Token], Field(max_length=25)]] = None


class Balance(Request, LoggedIn):
    """What the account holds, or all accounts."""

    balance: One
    account: Maybe[Annotated[str, Field(pattern=r"^(current|all|[A-Z]{2,4}[0-9]{1,10})$")]] = None
    subscribe: Maybe[Flag] = None


class LegacyTerms(requests.Terms):
    """What only the legacy generation may name in a proposal or purchase."""

    barrier_range: Maybe[Literal["tight", "middle", "wide"]] = None
    contract_type: ContractType
    date_start: Maybe[Epoch] = None
    product_type: Maybe[Literal["basic"]] = None
    symbol: Symbol
    trade_risk_profile: Maybe[Literal["low", "medium", "high"]] = None


class Proposal(Request, LoggedIn, LegacyTerms):
    """What a contract would cost."""

    proposal: One
    date_expiry: Maybe[Epoch] = None
    subscribe: Maybe[One] = None
    trading_period_start: Maybe[int] = None


class Parameters(LegacyTerms):
    """What a purchase without a proposal names."""

    app_markup_percentage: Maybe[float] = None
    date_expiry: Maybe[LaterEpoch] = None
    trading_period_start: Maybe[LaterEpoch] = None


class Buy(requests.Purchase, LoggedIn):
    """Buy by proposal, or by parameters when the id is "1"."""

    parameters: Maybe[Parameters] = None


class Sell(requests.Sale, LoggedIn):
    """A contract goes back before it expires."""


class OpenContract(requests.OpenContract, LoggedIn):
    """One contract, or whatever is open."""


class Portfolio(Request, LoggedIn):
    """What is open."""

    portfolio: One
    contract_type: Maybe[list[Listed]] = None


class Statement(requests.Statement, LoggedIn):
    """What has moved the balance."""

    action_type: Maybe[
        Literal["buy", "sell", "deposit", "withdrawal", "escrow", "adjustment", "virtual_credit", "transfer"]
    ] = None


class ProfitTable(requests.ProfitTable, LoggedIn):
    """What has been closed."""

    contract_type: Maybe[list[Listed]] = None


class Transactions(requests.Transactions, LoggedIn):
    """Every movement of the balance from now on."""


class ForgetAll(Request):
    """End all streams of some kinds."""

    forget_all: Stream | list[Stream]


class Logout(Request, LoggedIn):
    """End what the socket may do."""

    logout: One


class TopUp(Request, LoggedIn):
    """Fill a demo account up."""

    topup_virtual: One


class WebsiteStatus(Request):
    """Whether the site is up, and what it allows."""

    website_status: One
    subscribe: Maybe[Flag] = None


REQUESTS: Mapping[str, type[Request]] = {
    "active_symbols": ActiveSymbols,
    "authorize": Authorize,
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
    "proposal_open_contract": OpenContract,
    "sell": Sell,
    "statement": Statement,
    "ticks": requests.Ticks,
    "ticks_history": requests.TicksHistory,
    "time": requests.Time,
    "topup_virtual": TopUp,
    "trading_times": requests.TradingTimes,
    "transaction": Transactions,
    "website_status": WebsiteStatus,
}
"""The request of every call, by its name."""
