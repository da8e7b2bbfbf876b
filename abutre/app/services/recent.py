"""The newest past of a run: read back once as the process begins, then kept up to date with what is told."""

from collections.abc import Sequence
from dataclasses import replace

from abutre.domain.events import NewCandle, Sequenced, SystemAlert, TradeClosed, TradeOpened
from abutre.domain.model import Book, Candle
from abutre.domain.ports import Journal
from abutre.domain.records import EquityPoint, Recent, Trade

_CANDLES, _EQUITY, _TRADES, _ALERTS = 600, 1000, 200, 50


async def read_recent(journal: Journal, run_id: int) -> Recent:
    """What the journal holds of a run.

    Raises:
        StoreError: it cannot be read.
    """
    return Recent(
        candles=tuple(await journal.candles(run_id, _CANDLES)),
        equity=tuple(await journal.equity(run_id, _EQUITY)),
        trades=tuple(await journal.trades(run_id, _TRADES)),
        alerts=tuple(await journal.alerts(_ALERTS)),
    )


def with_candles(recent: Recent, candles: Sequence[Candle]) -> Recent:
    """`recent` with candles from any time; of a minute that is there already the first one stays."""
    by_minute = {candle.open_time: candle for candle in (*candles[::-1], *recent.candles)}
    return replace(recent, candles=tuple(by_minute[minute] for minute in sorted(by_minute)[-_CANDLES:]))


def with_event(recent: Recent, told: Sequenced) -> Recent:
    """`recent` after an event."""
    match told.event:
        case NewCandle() as closed:
            return _with_candle(recent, _candle(closed))
        case TradeOpened() as opened:
            return replace(recent, trades=(_trade(opened), *recent.trades)[:_TRADES])
        case TradeClosed() as ended:
            return _with_ended(recent, ended)
        case SystemAlert():
            return replace(recent, alerts=(told, *recent.alerts)[:_ALERTS])
        case _:
            return recent


def _with_candle(recent: Recent, candle: Candle) -> Recent:
    if recent.candles and candle.open_time <= recent.candles[-1].open_time:
        return with_candles(recent, [candle])
    return replace(recent, candles=(*recent.candles, candle)[-_CANDLES:])


def _with_ended(recent: Recent, ended: TradeClosed) -> Recent:
    trades = tuple(
        _ended(trade, ended) if trade.trade_id == ended.trade_id else trade for trade in recent.trades
    )
    if ended.book is Book.PAPER:
        return replace(recent, trades=trades)
    point = EquityPoint(epoch=ended.epoch, balance=ended.balance)
    return replace(recent, trades=trades, equity=(*recent.equity, point)[-_EQUITY:])


def _candle(closed: NewCandle) -> Candle:
    return Candle(
        open_time=closed.epoch, open=closed.open, high=closed.high, low=closed.low, close=closed.close
    )


def _trade(opened: TradeOpened) -> Trade:
    return Trade(
        trade_id=opened.trade_id,
        book=opened.book,
        direction=opened.direction,
        entry_epoch=opened.epoch,
        entry_streak_size=opened.entry_streak_size,
        stake=opened.stake,
        exit_epoch=None,
        result=None,
        profit=None,
        final_level=None,
        reason=None,
    )


def _ended(trade: Trade, ended: TradeClosed) -> Trade:
    return replace(
        trade,
        exit_epoch=ended.epoch,
        result=ended.result,
        profit=ended.profit,
        final_level=ended.final_level,
        reason=ended.reason,
    )
