"""How the legacy API writes what the New one writes differently, and what only the legacy one answers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from abutre.simulator import answers, open_contract
from abutre.simulator.accounts import Account
from abutre.simulator.answers import Payload, number
from abutre.simulator.answers_ledger import Entry, closed, held, movement, streamed
from abutre.simulator.contracts import Contract
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.ledger import Transaction
from abutre.simulator.symbols import SymbolInfo, symbol_info
from abutre.simulator.terms import Proposal
from abutre.simulator.values import Tick

_NAMES = {"CALL": "Rise", "PUT": "Fall", "CALLE": "Rise (allow equals)", "PUTE": "Fall (allow equals)"}


class LegacyAnswers:
    """Its own names of symbols, display texts, application ids; money and prices in numbers."""

    def active_symbol(self, symbol: SymbolInfo, last: Tick) -> Payload:
        """One row of active_symbols."""
        return {
            "allow_forward_starting": 0,
            "display_name": symbol.display_name,
            "display_order": symbol.display_order,
            "exchange_is_open": 1,
            "is_trading_suspended": 0,
            "market": symbol.market,
            "market_display_name": symbol.market_display_name,
            "pip": number(symbol.pip),
            "spot": number(last.quote),
            "spot_time": str(last.epoch),
            "subgroup": symbol.subgroup,
            "subgroup_display_name": symbol.subgroup_display_name,
            "submarket": symbol.submarket,
            "submarket_display_name": symbol.submarket_display_name,
            "symbol": symbol.code,
            "symbol_type": symbol.symbol_type,
        }

    def contracts_for(self, symbol: SymbolInfo, last: Tick) -> Payload:
        """What a symbol offers."""
        rows = [
            offer
            | {
                "barrier_category": "euro_atm",
                "contract_category_display": "Up/Down",
                "contract_display": _NAMES[offer["contract_type"]],
                "exchange_name": "RANDOM",
                "start_type": "spot",
            }
            for offer in answers.offered(symbol)
        ]
        day = last.epoch - last.epoch % 86_400
        return {
            "available": rows,
            "close": day + 86_399,
            "feed_license": "realtime",
            "hit_count": len(rows),
            "open": day,
            "spot": number(last.quote),
        }

    def trading_times(self, symbols: Iterable[SymbolInfo]) -> Payload:
        """When the symbols are traded: always."""
        return answers.trading_times(symbols, called="symbol")

    def balance(self, account: Account, listed: Sequence[Account]) -> Payload:
        """An account's balance, and what the listed ones hold together."""
        out: dict[str, Any] = {
            "balance": number(account.balance),
            "currency": account.currency,
            "loginid": account.account_id,
        }
        if listed:
            out["accounts"] = {one.account_id: _summary(one) for one in listed}
            out["total"] = {
                name: {
                    "amount": number(sum((one.balance for one in listed if one.kind == kind), Decimal(0))),
                    "currency": account.currency,
                }
                for name, kind in (("deriv", "real"), ("deriv_demo", "demo"))
            }
        return out

    def proposal(self, proposal_id: str, proposal: Proposal) -> Payload:
        """A price."""
        return answers.proposal(proposal_id, proposal) | {"display_value": str(proposal.ask_price)}

    def portfolio(self, contracts: Iterable[Contract]) -> Payload:
        """Open contracts."""
        return {"contracts": [held(one) | {"app_id": one.app_id, "symbol": one.symbol} for one in contracts]}

    def statement(self, entries: Iterable[Entry], *, described: bool) -> Payload:
        """Movements."""
        rows = [
            movement(one, described=described)
            | {"app_id": None if one.contract is None else one.contract.app_id}
            for one in entries
        ]
        return {"count": len(rows), "transactions": rows}

    def profit_table(self, contracts: Iterable[Contract], *, described: bool) -> Payload:
        """Closed contracts."""
        rows = [closed(one, described=described) | {"app_id": one.app_id} for one in contracts]
        return {"count": len(rows), "transactions": rows}

    def transaction(self, transaction: Transaction, contract: Contract | None, currency: str) -> Payload:
        """A movement as the stream tells it."""
        out = streamed(transaction, contract, currency)
        if contract is None:
            return out
        name = symbol_info(contract.symbol).display_name
        return out | {"barrier": "S0P", "display_name": name, "symbol": contract.symbol}

    def open_contract(self, changed: ContractChanged, audited: Sequence[Tick]) -> Payload:
        """A contract's life; money and prices in numbers, what is not known yet is left out."""
        contract = changed.contract
        out = open_contract.common(changed, audited) | {
            "bid_price": number(changed.bid_price),
            "buy_price": number(contract.buy_price),
            "current_spot": number(changed.spot.quote),
            "current_spot_display_value": str(changed.spot.quote),
            "display_name": symbol_info(contract.symbol).display_name,
            "is_forward_starting": 0,
            "payout": number(contract.payout),
            "profit": number(open_contract.profit(changed)),
            "underlying": contract.symbol,
        }
        if contract.entry is not None:
            out |= _spot("entry_spot", contract.entry) | _spot("entry_tick", contract.entry)
            out["entry_tick_time"] = contract.entry.epoch
        if contract.exit is not None:
            out |= _spot("exit_tick", contract.exit) | {"exit_tick_time": contract.exit.epoch}
        if contract.sell_price is not None:
            out["sell_price"] = number(contract.sell_price)
        if contract.sell_spot is not None:
            out |= _spot("sell_spot", contract.sell_spot) | {"sell_spot_time": contract.sell_spot.epoch}
        return out


def authorized(account: Account, listed: Sequence[Account]) -> Payload:
    """The answer to a token."""
    return {
        "account_list": [
            {
                "account_category": "trading",
                "account_type": "binary",
                "broker": _letters(one.account_id),
                "currency": one.currency,
                "currency_type": "fiat",
                "is_disabled": 0,
                "is_virtual": int(one.kind == "demo"),
                "landing_company_name": _company(one),
                "loginid": one.account_id,
            }
            for one in listed
        ],
        "balance": number(account.balance),
        "country": "br",
        "currency": account.currency,
        "email": "trader@example.invalid",
        "fullname": "",
        "is_virtual": int(account.kind == "demo"),
        "landing_company_fullname": "Simulated Deriv",
        "landing_company_name": _company(account),
        "local_currencies": {},
        "loginid": account.account_id,
        "scopes": list(account.scopes),
        "upgradeable_landing_companies": [],
        "user_id": 1,
    }


def _summary(account: Account) -> Payload:
    return {
        "balance": number(account.balance),
        "converted_amount": number(account.balance),
        "currency": account.currency,
        "demo_account": int(account.kind == "demo"),
        "status": 1,
        "type": "deriv",
    }


def _spot(name: str, tick: Tick) -> dict[str, Any]:
    return {name: number(tick.quote), f"{name}_display_value": str(tick.quote)}


def _letters(account_id: str) -> str:
    return account_id.rstrip("0123456789")


def _company(account: Account) -> str:
    return "virtual" if account.kind == "demo" else "svg"
