"""How the New API writes what the legacy one writes differently."""

from collections.abc import Iterable, Sequence

from abutre.simulator import answers, open_contract
from abutre.simulator.accounts import Account
from abutre.simulator.answers import Payload, number
from abutre.simulator.answers_ledger import Entry, closed, held, movement, streamed
from abutre.simulator.contracts import Contract
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.ledger import Transaction
from abutre.simulator.symbols import SymbolInfo
from abutre.simulator.terms import Proposal
from abutre.simulator.values import Tick


class OptionsAnswers:
    """Its own names of symbols; an open contract's money and prices in text."""

    def active_symbol(self, symbol: SymbolInfo, last: Tick) -> Payload:  # noqa: ARG002 (the legacy API shows the price)
        """One row of active_symbols; `pip_size` is the price step here."""
        return {
            "exchange_is_open": 1,
            "is_trading_suspended": 0,
            "market": symbol.market,
            "pip_size": number(symbol.pip),
            "subgroup": symbol.subgroup,
            "submarket": symbol.submarket,
            "trade_count": 0,
            "underlying_symbol": symbol.code,
            "underlying_symbol_name": symbol.display_name,
            "underlying_symbol_type": symbol.symbol_type,
        }

    def contracts_for(self, symbol: SymbolInfo, last: Tick) -> Payload:  # noqa: ARG002 (the legacy API shows the price)
        """What a symbol offers."""
        rows = answers.offered(symbol)
        return {"available": rows, "hit_count": len(rows)}

    def trading_times(self, symbols: Iterable[SymbolInfo]) -> Payload:
        """When the symbols are traded: always."""
        return answers.trading_times(symbols, called="underlying_symbol")

    def balance(self, account: Account, listed: Sequence[Account]) -> Payload:  # noqa: ARG002 (one socket, one account)
        """An account's balance."""
        return {
            "balance": number(account.balance),
            "currency": account.currency,
            "loginid": account.account_id,
        }

    def proposal(self, proposal_id: str, proposal: Proposal) -> Payload:
        """A price."""
        return answers.proposal(proposal_id, proposal)

    def portfolio(self, contracts: Iterable[Contract]) -> Payload:
        """Open contracts."""
        return {"contracts": [held(one) | {"underlying_symbol": one.symbol} for one in contracts]}

    def statement(self, entries: Iterable[Entry], *, described: bool) -> Payload:
        """Movements."""
        rows = [movement(one, described=described) for one in entries]
        return {"count": len(rows), "transactions": rows}

    def profit_table(self, contracts: Iterable[Contract], *, described: bool) -> Payload:
        """Closed contracts."""
        rows = [closed(one, described=described) for one in contracts]
        return {"count": len(rows), "transactions": rows}

    def transaction(self, transaction: Transaction, contract: Contract | None, currency: str) -> Payload:
        """A movement as the stream tells it."""
        out = streamed(transaction, contract, currency)
        return out if contract is None else out | {"underlying_symbol": contract.symbol}

    def open_contract(self, changed: ContractChanged, audited: Sequence[Tick]) -> Payload:
        """A contract's life; money and prices in text, what is not known yet is null."""
        contract = changed.contract
        entry, last = contract.entry, contract.exit
        return open_contract.common(changed, audited) | {
            "bid_price": str(changed.bid_price),
            "buy_price": str(contract.buy_price),
            "current_spot": str(changed.spot.quote),
            "entry_spot": None if entry is None else str(entry.quote),
            "entry_spot_time": None if entry is None else entry.epoch,
            "exit_spot": None if last is None else str(last.quote),
            "exit_spot_time": None if last is None else last.epoch,
            "payout": str(contract.payout),
            "profit": str(open_contract.profit(changed)),
            "sell_price": None if contract.sell_price is None else str(contract.sell_price),
            "underlying_symbol": contract.symbol,
        }
