"""Which function answers which call."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from abutre.simulator import calls_account, calls_market, calls_site, calls_trading
from abutre.simulator.actions import Frame
from abutre.simulator.caller import Caller
from abutre.simulator.envelope import Envelope

Call: TypeAlias = Callable[[Caller, Any, Envelope], list[Frame]]
"""Takes the request that the generation has for the call."""

CALLS: Mapping[str, Call] = {
    "active_symbols": calls_market.active_symbols,
    "authorize": calls_account.authorize,
    "balance": calls_account.balance,
    "buy": calls_trading.buy,
    "contracts_for": calls_market.contracts_for,
    "forget": calls_market.forget,
    "forget_all": calls_market.forget_all,
    "logout": calls_account.logout,
    "ping": calls_market.ping,
    "portfolio": calls_account.portfolio,
    "profit_table": calls_account.profit_table,
    "proposal": calls_trading.proposal,
    "proposal_open_contract": calls_trading.proposal_open_contract,
    "sell": calls_trading.sell,
    "statement": calls_account.statement,
    "ticks": calls_market.ticks,
    "ticks_history": calls_market.ticks_history,
    "time": calls_market.time,
    "topup_virtual": calls_account.topup_virtual,
    "trading_times": calls_market.trading_times,
    "transaction": calls_account.transaction,
    "website_status": calls_site.website_status,
}
