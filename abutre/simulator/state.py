"""What the simulator keeps on disk, so that it can be started again where it stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from abutre.simulator.accounts import Account, Accounts
from abutre.simulator.book import Book
from abutre.simulator.contracts import Contract
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.exchange import Exchange
from abutre.simulator.ledger import Transaction
from abutre.simulator.market import Market, Recorded
from abutre.simulator.tape import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDocument:
    """A simulator that stopped.

    Prices are not in it: they are made again from the seed, which takes about a second per simulated day.
    """

    version: Literal[1]
    seed: int
    start: int
    history_seconds: int
    symbols: tuple[str, ...]
    hidden: dict[str, list[Span]]
    now: int
    commission: Decimal
    accounts: list[Account]
    contracts: list[Contract]
    transactions: list[Transaction]


_DOCUMENT = TypeAdapter(StateDocument)


def dump(exchange: Exchange) -> dict[str, Any]:
    """Everything needed to go on, as values that JSON knows."""
    market = exchange.market
    document = StateDocument(
        version=1,
        seed=market.seed,
        start=market.start,
        history_seconds=market.history_seconds,
        symbols=market.symbols,
        hidden=market.hidden,
        now=market.now,
        commission=exchange.commission,
        accounts=exchange.accounts.all(),
        contracts=exchange.book.contracts(),
        transactions=exchange.book.transactions,
    )
    dumped: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    return dumped


def time_of(document: Mapping[str, Any]) -> int:
    """Market epoch of a dump: start the clock at it, so that no market time is lost.

    Raises:
        SimulatorFileError: it is not a dump of this simulator.
    """
    return _read(document).now


def load(
    document: Mapping[str, Any], *, clock_now: Callable[[], int], recorded: Recorded | None = None
) -> Exchange:
    """The exchange as it was; the market goes on from the dump's time with the same prices.

    Args:
        document: what `dump` gave.
        clock_now: market epoch, at least `time_of(document)`.
        recorded: the same recorded ticks that the dumped market had.

    Raises:
        SimulatorFileError: it is not a dump of this simulator.
    """
    state = _read(document)
    market = Market(
        seed=state.seed,
        start=state.start,
        history_seconds=state.history_seconds,
        recorded=recorded,
        symbols=state.symbols,
    )
    for symbol, spans in state.hidden.items():
        for span in spans:
            market.hide(symbol, span)
    market.skip(state.now)
    return Exchange(
        market=market,
        accounts=Accounts(state.accounts),
        clock_now=clock_now,
        commission=state.commission,
        book=Book(state.contracts, state.transactions),
    )


def _read(document: Mapping[str, Any]) -> StateDocument:
    try:
        return _DOCUMENT.validate_python(dict(document))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SimulatorFileError(
            f"no state of this simulator: {where}: {first['msg']}; expected the file it wrote"
        ) from error
