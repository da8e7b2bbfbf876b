"""Rows of tables and charts as they stand on the wire, in the snapshot and in the REST API."""

from typing import Annotated

from pydantic import Field

from abutre.adapters.web import payloads, units
from abutre.adapters.web.wire_events import (
    CandlePayload,
    Payload,
    Timestamp,
    TradeId,
    WireAlertLevel,
    WireDirection,
    WireResult,
)
from abutre.domain.archive import Contract, LevelRecord
from abutre.domain.events import NewCandle, Sequenced, SystemAlert
from abutre.domain.model import Book, Candle, Color, ContractState
from abutre.domain.records import EquityPoint, Trade
from abutre.domain.symbols import Symbol

WireBook = Annotated[Book, Field(strict=False)]


class EquityPayload(Payload):
    """Balance after a closed sequence."""

    timestamp: Timestamp
    balance: float


class TradePayload(Payload):
    """A sequence; what is not known while it runs is null."""

    trade_id: TradeId
    book: WireBook
    direction: WireDirection
    entry_time: Timestamp
    entry_streak_size: int
    stake: float
    exit_time: Timestamp | None
    result: WireResult | None
    profit: float | None
    final_level: int | None
    reason: str | None


class AlertPayload(Payload):
    """An alert of the past, with the number of its event."""

    level: WireAlertLevel
    message: str
    timestamp: Timestamp
    seq: int


class ContractPayload(Payload):
    """A purchase and what became of it; what is not known, or never was, is null."""

    intent: int
    trade_id: TradeId | None
    contract_id: int | None
    book: WireBook
    direction: WireDirection
    level: int
    stake: float
    state: Annotated[ContractState, Field(strict=False)]
    sent_time: Timestamp
    opened_time: Timestamp | None
    closed_time: Timestamp | None
    payout: float | None
    credited: float | None
    profit: float | None
    entry_spot: float | None
    exit_spot: float | None
    refusal: str | None


class LevelPayload(Payload):
    """A level's settled contracts; `expected` is how many a fair coin would have brought to it."""

    level: int
    reached: int
    won: int
    lost: int
    profit: float
    expected: float


def candle_row(candle: Candle, symbol: Symbol) -> CandlePayload:
    """`candle` as the wire shows it, in the decimals of `symbol`."""
    counted = NewCandle(
        epoch=candle.open_time,
        open=candle.open,
        high=candle.high,
        low=candle.low,
        close=candle.close,
        color=_color(candle),
    )
    return payloads.new_candle(counted, symbol)


def _color(candle: Candle) -> Color:
    if candle.close == candle.open:
        return Color.DOJI
    return Color.GREEN if candle.close > candle.open else Color.RED


def trade_row(trade: Trade) -> TradePayload:
    """`trade` as the wire shows it."""
    return TradePayload(
        trade_id=units.trade_id(trade.trade_id),
        book=trade.book,
        direction=trade.direction,
        entry_time=units.timestamp(trade.entry_epoch),
        entry_streak_size=trade.entry_streak_size,
        stake=units.money(trade.stake),
        exit_time=units.optional_timestamp(trade.exit_epoch),
        result=trade.result,
        profit=None if trade.profit is None else units.money(trade.profit),
        final_level=trade.final_level,
        reason=trade.reason,
    )


def alert_row(kept: Sequenced) -> AlertPayload:
    """An alert as the wire shows it.

    Raises:
        TypeError: another event.
    """
    if not isinstance(kept.event, SystemAlert):
        raise TypeError(f"expected a SystemAlert among the alerts, found {type(kept.event).__name__}")
    shown = payloads.system_alert(kept.event)
    return AlertPayload(level=shown.level, message=shown.message, timestamp=shown.timestamp, seq=kept.seq)


def equity_row(point: EquityPoint) -> EquityPayload:
    """`point` as the wire shows it."""
    return EquityPayload(timestamp=units.timestamp(point.epoch), balance=units.money(point.balance))


def contract_row(contract: Contract, symbol: Symbol) -> ContractPayload:
    """`contract` as the wire shows it, in the decimals of `symbol`."""
    paid = contract.credited
    return ContractPayload(
        intent=contract.intent,
        trade_id=None if contract.trade_id is None else units.trade_id(contract.trade_id),
        contract_id=contract.contract_id,
        book=contract.book,
        direction=contract.direction,
        level=contract.level,
        stake=units.money(contract.stake),
        state=contract.state,
        sent_time=units.timestamp(contract.sent_epoch),
        opened_time=units.optional_timestamp(contract.opened_epoch),
        closed_time=units.optional_timestamp(contract.closed_epoch),
        payout=units.optional_money(contract.payout),
        credited=units.optional_money(paid),
        profit=None if paid is None else units.money(paid - contract.stake),
        entry_spot=units.optional_price(contract.entry_spot, symbol.decimals),
        exit_spot=units.optional_price(contract.exit_spot, symbol.decimals),
        refusal=contract.refusal,
    )


def level_row(record: LevelRecord, sequences: int) -> LevelPayload:
    """`record` as the wire shows it, when `sequences` contracts of level 1 came to an end."""
    return LevelPayload(
        level=record.level,
        reached=record.reached,
        won=record.won,
        lost=record.lost,
        profit=units.money(record.profit),
        expected=units.share(sequences, 2 ** (record.level - 1)),
    )
