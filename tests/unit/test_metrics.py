"""Figures for Prometheus: what is counted, and when."""

from prometheus_client.parser import text_string_to_metric_families

from abutre.adapters.metrics.prometheus import PrometheusMetrics
from abutre.domain.commands import BotCommand, Verb
from abutre.domain.effects import Buy, ContractClosed, ContractOpened, Effect
from abutre.domain.events import BalanceUpdate, BotStatus, PositionUpdate, TradeClosed
from abutre.domain.facts import Fact, OutcomeUnknown, Purchased, Settled
from abutre.domain.model import Book, BotState, Direction, Outcome, SequenceResult
from abutre.domain.records import Entry
from tests.desk import STRATEGY, Desk
from tests.fakes.clock import FakeClock

EPOCH = 1_737_460_800
BUILD = {"version": "1.2.3"}


def entry(*effects: Effect, facts: tuple[Fact, ...] = ()) -> Entry:
    return Entry(run_id=1, facts=facts, effects=effects, events=(), state="", epoch=EPOCH)


def figures(metrics: PrometheusMetrics) -> dict[str, float]:
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.exposition())
        for sample in family.samples
    }


def buy(book: Book = Book.ACCOUNT) -> Buy:
    return Buy(book=book, intent=3, direction=Direction.CALL, level=2, stake=200)


def purchased(book: Book = Book.ACCOUNT) -> Purchased:
    return Purchased(book=book, intent=3, contract_id=4, stake=200, payout=390, epoch=EPOCH)


def test_a_purchase_is_timed_from_the_fact_that_called_for_it() -> None:
    clock = FakeClock()
    metrics = PrometheusMetrics(clock, BUILD)
    clock.advance(0.25)
    metrics.observe(entry(buy()), kept_in=0.25)
    clock.advance(0.5)
    metrics.observe(entry(facts=(purchased(),)), kept_in=0.0)
    shown = figures(metrics)
    assert shown["abutre_candle_to_purchase_seconds_sum"] == 0.75
    assert shown["abutre_candle_to_purchase_seconds_count"] == 1
    assert shown["abutre_journal_commit_seconds_count"] == 2


def test_a_purchase_that_was_unknown_for_a_while_is_not_timed() -> None:
    metrics = PrometheusMetrics(FakeClock(), BUILD)
    metrics.observe(entry(buy()), kept_in=0.0)
    unknown = OutcomeUnknown(book=Book.ACCOUNT, intent=3, epoch=EPOCH)
    metrics.observe(entry(facts=(unknown,)), kept_in=0.0)
    metrics.observe(entry(facts=(purchased(),)), kept_in=0.0)
    assert figures(metrics)["abutre_candle_to_purchase_seconds_count"] == 0


def test_contracts_sequences_and_levels_are_counted() -> None:
    metrics = PrometheusMetrics(FakeClock(), BUILD)
    opened = ContractOpened(
        book=Book.ACCOUNT,
        trade_id=1,
        intent=3,
        contract_id=4,
        level=2,
        direction=Direction.CALL,
        stake=200,
        payout=390,
        epoch=EPOCH,
    )
    ended = ContractClosed(
        book=Book.ACCOUNT, trade_id=1, intent=3, outcome=Outcome.WON, payout=390, epoch=EPOCH
    )
    closed = TradeClosed(
        trade_id=1,
        book=Book.ACCOUNT,
        epoch=EPOCH,
        result=SequenceResult.WIN,
        profit=90,
        final_level=2,
        balance=200_090,
        reason="won",
    )
    metrics.observe(entry(opened, ended, closed), kept_in=0.0)
    shown = figures(metrics)
    assert shown["abutre_level_reached_total2"] == 1
    assert shown["abutre_contracts_totalWON"] == 1
    assert shown["abutre_sequences_totalWIN"] == 1


def test_the_paper_book_beside_the_account_is_left_out() -> None:
    metrics = PrometheusMetrics(FakeClock(), BUILD)
    metrics.observe(entry(buy(Book.PAPER)), kept_in=0.0)
    paid = Settled(book=Book.PAPER, intent=3, outcome=Outcome.WON, payout=390, epoch=EPOCH)
    metrics.observe(entry(facts=(purchased(Book.PAPER), paid)), kept_in=0.0)
    assert figures(metrics)["abutre_candle_to_purchase_seconds_count"] == 0


def test_where_the_account_stands_is_shown_in_whole_money() -> None:
    metrics = PrometheusMetrics(FakeClock(), BUILD)
    balance = BalanceUpdate(balance=195_050, peak=200_000, drawdown_bp=248, epoch=EPOCH)
    position = PositionUpdate(
        in_position=True,
        direction=Direction.CALL,
        entry_epoch=EPOCH,
        entry_streak_size=8,
        current_level=3,
        current_stake=400,
        total_loss=-300,
        next_stake=800,
    )
    status = BotStatus(status=BotState.STOPPED, message="", epoch=EPOCH)
    metrics.observe(entry(balance, position, status), kept_in=0.0)
    shown = figures(metrics)
    assert (shown["abutre_balance"], shown["abutre_balance_peak"]) == (1950.5, 2000)
    assert (shown["abutre_drawdown_ratio"], shown["abutre_level"]) == (0.0248, 3)
    assert (shown["abutre_statusSTOPPED"], shown["abutre_statusRUNNING"]) == (1, 0)
    assert (shown["abutre_stops_total"], shown["abutre_market_time_seconds"]) == (0, EPOCH)


async def test_a_halt_and_a_command_are_counted_apart_and_each_once() -> None:
    desk, metrics = Desk(), PrometheusMetrics(FakeClock(), BUILD)
    async with desk.open(balance=STRATEGY.initial_stake - 1):
        for verb in (Verb.STOP, Verb.STOP, Verb.START):
            await desk.control.command(BotCommand(verb=verb))
        await desk.candles("R" * STRATEGY.delay_threshold)
        await desk.control.command(BotCommand(verb=Verb.STOP))
    for kept in desk.journal.entries:
        metrics.observe(kept, kept_in=0.0)
    shown = figures(metrics)
    assert (shown["abutre_halts_total"], shown["abutre_stops_total"]) == (1, 1)


def test_what_others_count_is_read_when_somebody_asks() -> None:
    metrics = PrometheusMetrics(FakeClock(), BUILD)
    clients = [1]
    metrics.read_gauge("clients", "Dashboards.", lambda: len(clients))
    metrics.read_counter("dropped_clients", "Cut off.", lambda: 5)
    clients.append(2)
    shown = figures(metrics)
    assert (shown["abutre_clients"], shown["abutre_dropped_clients_total"]) == (2, 5)
