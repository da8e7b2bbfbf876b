"""What of an entry's facts and effects becomes contracts, trades, equity and candles, as statements."""

from collections.abc import Iterator

from sqlalchemy import Executable, insert, update

from abutre.adapters.store.schema import contracts, equity, trades
from abutre.domain.effects import Buy, ContractClosed, ContractOpened, Effect
from abutre.domain.events import NewCandle, TradeClosed, TradeOpened
from abutre.domain.facts import Fact, History, OutcomeUnknown, Refused, Settled
from abutre.domain.model import Book, Candle, ContractState, Spots
from abutre.domain.records import Entry, Recorded

_UNFINISHED = (ContractState.SENT, ContractState.UNKNOWN, ContractState.OPEN)


def projected(entry: Entry | Recorded) -> Iterator[Executable]:
    """The statements that keep `entry`'s contracts, trades and equity up to date, in order."""
    for fact in entry.facts:
        yield from _of_fact(fact)
    for effect in entry.effects:
        yield from _of_effect(effect, entry)


def candle_rows(entry: Entry) -> list[dict[str, int]]:
    """Rows of `candles`: history first, since warming up tells of no candle, then the new ones.

    A minute may repeat, here or against what is stored; its rows are the same.
    """
    rows = [
        _candle_row(entry.run_id, candle.open_time, candle)
        for fact in entry.facts
        if isinstance(fact, History)
        for candle in fact.candles
    ]
    rows += [
        _candle_row(entry.run_id, effect.epoch, effect)
        for effect in entry.effects
        if isinstance(effect, NewCandle)
    ]
    return rows


def _of_fact(fact: Fact) -> Iterator[Executable]:
    match fact:
        case Refused():
            yield (
                update(contracts)
                .where(
                    contracts.c.intent == fact.intent,
                    contracts.c.state.in_((ContractState.SENT, ContractState.UNKNOWN)),
                )
                .values(state=ContractState.REFUSED, closed_epoch=fact.epoch, refusal=fact.reason)
            )
        case OutcomeUnknown():
            yield (
                update(contracts)
                .where(contracts.c.intent == fact.intent, contracts.c.state == ContractState.SENT)
                .values(state=ContractState.UNKNOWN)
            )
        case Settled(spots=Spots() as spots):
            yield (
                update(contracts)
                .where(contracts.c.intent == fact.intent, contracts.c.state.in_(_UNFINISHED))
                .values(entry_spot=spots.entry, exit_spot=spots.exit)
            )


def _of_effect(effect: Effect, entry: Entry | Recorded) -> Iterator[Executable]:
    match effect:
        case Buy():
            yield insert(contracts).values(
                intent=effect.intent,
                run_id=entry.run_id,
                book=effect.book,
                direction=effect.direction,
                level=effect.level,
                stake=effect.stake,
                state=ContractState.SENT,
                sent_epoch=entry.epoch,
            )
        case ContractOpened():
            yield (
                update(contracts)
                .where(contracts.c.intent == effect.intent)
                .values(
                    state=ContractState.OPEN,
                    trade_id=effect.trade_id,
                    contract_id=effect.contract_id,
                    stake=effect.stake,
                    payout=effect.payout,
                    opened_epoch=effect.epoch,
                )
            )
        case ContractClosed():
            yield (
                update(contracts)
                .where(contracts.c.intent == effect.intent)
                .values(
                    state=ContractState(effect.outcome.value),
                    credited=effect.payout,
                    closed_epoch=effect.epoch,
                )
            )
        case TradeOpened():
            yield insert(trades).values(
                trade_id=effect.trade_id,
                run_id=entry.run_id,
                book=effect.book,
                direction=effect.direction,
                entry_epoch=effect.epoch,
                entry_streak_size=effect.entry_streak_size,
                stake=effect.stake,
            )
        case TradeClosed():
            yield from _of_closed_trade(effect, entry)


def _of_closed_trade(closed: TradeClosed, entry: Entry | Recorded) -> Iterator[Executable]:
    yield (
        update(trades)
        .where(trades.c.trade_id == closed.trade_id)
        .values(
            exit_epoch=closed.epoch,
            result=closed.result,
            profit=closed.profit,
            final_level=closed.final_level,
            reason=closed.reason,
        )
    )
    if closed.book is Book.ACCOUNT:
        yield insert(equity).values(run_id=entry.run_id, epoch=closed.epoch, balance=closed.balance)
    if closed.reason == "abandoned":
        # Its last contract was never answered for: the book's only unfinished one, as it has one sequence.
        yield (
            update(contracts)
            .where(
                contracts.c.run_id == entry.run_id,
                contracts.c.book == closed.book,
                contracts.c.state.in_(_UNFINISHED),
            )
            .values(state=ContractState.ABANDONED, closed_epoch=closed.epoch)
        )


def _candle_row(run_id: int, open_time: int, prices: Candle | NewCandle) -> dict[str, int]:
    return {
        "run_id": run_id,
        "open_time": open_time,
        "open": prices.open,
        "high": prices.high,
        "low": prices.low,
        "close": prices.close,
    }
