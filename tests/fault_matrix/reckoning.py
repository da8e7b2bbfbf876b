"""Holds what the bot remembers against what the simulator knows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.schema import contracts
from abutre.adapters.store.server import Place
from abutre.domain.events import BalanceUpdate, MarketData, NewCandle, SystemAlert
from abutre.domain.model import MINUTE, Book
from abutre.simulator.contracts import Contract
from abutre.simulator.exchange import Exchange
from abutre.simulator.launch import APP_ID
from abutre.simulator.ledger import ProfitFilter, StatementFilter
from tests.counting import NO_STREAK, next_streak, prices_of
from tests.fault_matrix.desk import PAST, START, Desk

SYMBOL = "R_100"
MOST = 0.9
"""Share of the simulator's minutes that the bot must have counted, whatever happened."""

EVERYTHING = 1_000_000


class Kept(NamedTuple):
    """A contract in the bot's journal, minor units."""

    intent: int
    contract_id: int | None
    direction: str
    stake: int
    payout: int | None
    credited: int | None
    state: str
    refusal: str | None


def reckon(desk: Desk, data_dir: Path) -> None:
    """Compare everything; the bot has stopped."""
    told = [one.event for one in desk.events if isinstance(one.event, BalanceUpdate)][-1]
    reckon_money(desk.exchange, data_dir, balance=told.balance, transferred=desk.transferred)
    _every_streak(desk)
    assert not desk.simulator._hub.house.armed._waiting, "faults that never struck"


def reckon_money(exchange: Exchange, place: Place, *, balance: int, transferred: int = 0) -> None:
    """Compare contracts and money; `balance` and `transferred` are what the bot told, minor units."""
    kept = _kept(place)
    account = exchange.accounts.all()[0]
    held = [one for one in exchange.portfolio(account) if one.app_id == APP_ID]
    assert not held, "contracts that are still open"
    closed = exchange.profit_table(account, ProfitFilter(limit=EVERYTHING))
    bought = {one.contract_id: one for one in closed if one.app_id == APP_ID}
    _no_contract_twice_and_none_forgotten(kept, bought)
    _every_cent(exchange, kept, bought, balance, transferred)


def _kept(place: Place) -> list[Kept]:
    wanted = select(*(contracts.c[name] for name in Kept._fields)).where(contracts.c.book == Book.ACCOUNT)
    with backend_of(place).snapshot() as connection:
        return [Kept(*row) for row in connection.execute(wanted.order_by(contracts.c.intent))]


def _no_contract_twice_and_none_forgotten(kept: list[Kept], bought: Mapping[int, Contract]) -> None:
    ids = [one.contract_id for one in kept if one.contract_id is not None]
    assert len(ids) == len(set(ids)), "one contract stands for two intents"
    assert set(bought) - set(ids) == set(), "contracts that the bot bought and does not know"
    assert set(ids) - set(bought) == set(), "contracts that the bot knows and never bought"
    unsettled = [one for one in kept if one.contract_id is not None and one.credited is None]
    assert not unsettled, "contracts whose end the bot has missed"
    odd = [one for one in kept if one.contract_id is None and one.refusal is None]
    assert not odd, "purchases that are neither made nor refused"


def _every_cent(
    exchange: Exchange,
    kept: list[Kept],
    bought: Mapping[int, Contract],
    balance: int,
    transferred: int,
) -> None:
    account = exchange.accounts.all()[0]
    movements = exchange.statement(account, StatementFilter(limit=EVERYTHING))
    statement: dict[int, Decimal] = {}
    for one in movements:
        if one.contract_id is not None:
            statement[one.contract_id] = statement.get(one.contract_id, Decimal(0)) + one.amount
    ledger = {
        one.contract_id: Decimal((one.credited or 0) - one.stake) / 100
        for one in kept
        if one.contract_id is not None
    }
    wrong = {one: (ledger[one], statement[one]) for one in bought if ledger[one] != statement[one]}
    assert not wrong, f"profit by our ledger and by the statement, of each contract: {wrong}"
    by_others = sum(amount for contract_id, amount in statement.items() if contract_id not in bought)
    assert transferred == by_others * 100, "what others moved, as it was told and by the statement"
    expected = account.balance
    assert Decimal(balance) / 100 == expected, f"{balance} minor units, the statement says {expected}"


def _every_streak(desk: Desk) -> None:
    candles = desk.exchange.market.candles(SYMBOL, MINUTE, START - PAST, desk.trader.epoch, 5000)
    market = {one.open_time: prices_of(one) for one in candles}
    told = [one.event for one in desk.events if isinstance(one.event, NewCandle)]
    counted = [one.event for one in desk.events if isinstance(one.event, MarketData)]
    alerts = [one.event.message for one in desk.events if isinstance(one.event, SystemAlert)]
    expected = told[0].epoch
    streak = NO_STREAK
    for opened in range(START - PAST, expected, MINUTE):
        streak = next_streak(streak, market[opened])
    for candle, data in zip(told, counted, strict=True):
        prices = (candle.open, candle.high, candle.low, candle.close)
        assert prices == market[candle.epoch], f"the candle of {candle.epoch}"
        if candle.epoch != expected:
            streak = NO_STREAK
            alert = f"No complete candle for {_clock(expected)}: streak reset to 0"
            assert alert in alerts, f"nobody was told: {alert}"
        expected = candle.epoch + MINUTE
        streak = next_streak(streak, prices)
        assert (data.streak_count, data.streak_direction) == streak, f"{data}, the market says {streak}"
    minutes = [opened for opened in market if told[0].epoch <= opened <= told[-1].epoch]
    assert len(told) >= MOST * len(minutes), "minutes that the simulator has and the bot gave up"


def _clock(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%H:%M UTC")
