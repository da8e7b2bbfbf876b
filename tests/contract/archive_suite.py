"""What every archive must do."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from abutre.domain.archive import Archive, LevelRecord, Page, Window
from abutre.domain.effects import Buy, ContractClosed, Effect
from abutre.domain.facts import History, OutcomeUnknown, Refused, Settled
from abutre.domain.model import Book, Direction, Outcome, Spots
from abutre.domain.ports import Journal
from tests.contract.journal_entries import (
    BOUGHT,
    BUY,
    CLOSED,
    NOON,
    OPENED,
    RUN,
    RUNNING,
    a_candle,
    an_alert,
    an_entry,
    told,
)


def ended(intent: int, outcome: Outcome, payout: int) -> ContractClosed:
    return ContractClosed(
        book=Book.ACCOUNT, trade_id=1, intent=intent, outcome=outcome, payout=payout, epoch=NOON + 61
    )


class ArchiveSuite:
    """A subclass provides the fixture `kept`, an empty journal and the archive of it."""

    @pytest.fixture
    def kept(self) -> tuple[Journal, Archive] | AsyncIterator[tuple[Journal, Archive]]:
        raise NotImplementedError

    async def begin(self, journal: Journal) -> int:
        return (await journal.begin_run(RUN)).run_id

    async def commit(self, journal: Journal, run_id: int, *effects: Effect, seq: int = 1) -> None:
        await journal.commit(an_entry(run_id, *effects, seq=seq))

    async def test_of_an_empty_journal_every_page_is_empty(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        window = Window(run_id=await self.begin(journal), limit=10)

        assert await archive.trades(window) == Page(rows=(), before=None)
        assert await archive.contracts(window) == Page(rows=(), before=None)
        assert await archive.candles(window) == Page(rows=(), before=None)
        assert await archive.equity(window) == Page(rows=(), before=None)
        assert await archive.alerts(window) == Page(rows=(), before=None)
        assert await archive.levels(window.run_id) == []

    async def test_pages_go_on_behind_each_other_while_rows_are_added(
        self, kept: tuple[Journal, Archive]
    ) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        for number in range(1, 6):
            await self.commit(journal, run_id, replace(OPENED, trade_id=number), seq=number)

        first = await archive.trades(Window(run_id=run_id, limit=2))
        await self.commit(journal, run_id, replace(OPENED, trade_id=6), seq=6)
        second = await archive.trades(Window(run_id=run_id, limit=2, before=first.before))
        third = await archive.trades(Window(run_id=run_id, limit=2, before=second.before))

        numbers = [row.trade_id for page in (first, second, third) for row in page.rows]
        assert numbers == [5, 4, 3, 2, 1]
        assert (first.before is None, second.before is None, third.before) == (False, False, None)

    async def test_a_page_that_is_just_full_is_the_last(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        await self.commit(journal, run_id, OPENED)

        assert await archive.trades(Window(run_id=run_id, limit=1)) == Page(rows=(RUNNING,), before=None)

    @pytest.mark.parametrize("limit", [99, 100, 101, 249, 250, 251])
    async def test_a_long_page_is_whole(self, kept: tuple[Journal, Archive], limit: int) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        candles = tuple(a_candle(minute) for minute in range(250))
        await journal.commit(an_entry(run_id, facts=(History(candles=candles),)))

        first = await archive.candles(Window(run_id=run_id, limit=limit))

        newest_first = candles[::-1]
        assert first.rows == newest_first[:limit]
        assert (first.before is None) == (limit >= len(candles))
        if first.before is not None:
            rest = await archive.candles(Window(run_id=run_id, limit=250, before=first.before))
            assert rest == Page(rows=newest_first[limit:], before=None)

    async def test_a_span_takes_its_first_moment_and_leaves_its_last(
        self, kept: tuple[Journal, Archive]
    ) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        candles = tuple(a_candle(minute) for minute in range(5))
        await journal.commit(an_entry(run_id, facts=(History(candles=candles),)))

        page = await archive.candles(Window(run_id=run_id, since=NOON + 60, until=NOON + 180, limit=10))
        assert page == Page(rows=(candles[2], candles[1]), before=None)

    async def test_rows_are_those_of_the_run(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        older, newer = await self.begin(journal), await self.begin(journal)
        await self.commit(journal, older, OPENED, CLOSED, BUY, told(a_candle(0)))

        window = Window(run_id=newer, limit=10)
        assert (await archive.trades(window)).rows == ()
        assert (await archive.contracts(window)).rows == ()
        assert (await archive.candles(window)).rows == ()
        assert (await archive.equity(window)).rows == ()
        assert await archive.levels(newer) == []

    async def test_alerts_are_of_every_run_with_their_numbers(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        older, newer = await self.begin(journal), await self.begin(journal)
        await self.commit(journal, older, an_alert("one"), OPENED, an_alert("three"), seq=1)

        first = await archive.alerts(Window(run_id=newer, limit=1))
        second = await archive.alerts(Window(run_id=newer, limit=1, before=first.before))
        assert [(told.seq, told.event) for told in (*first.rows, *second.rows)] == [
            (3, an_alert("three")),
            (1, an_alert("one")),
        ]

    async def test_a_contract_is_shown_as_far_as_it_has_come(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        window = Window(run_id=run_id, limit=10)

        await self.commit(journal, run_id, BUY)
        (sent,) = (await archive.contracts(window)).rows
        await self.commit(journal, run_id, BOUGHT)
        (opened,) = (await archive.contracts(window)).rows
        settled = Settled(
            book=Book.ACCOUNT,
            intent=1,
            outcome=Outcome.WON,
            payout=195,
            epoch=NOON + 61,
            spots=Spots(entry=61_951, exit=61_960),
        )
        await journal.commit(an_entry(run_id, ended(1, Outcome.WON, 195), facts=(settled,)))
        (won,) = (await archive.contracts(window)).rows

        assert (sent.state, sent.direction, sent.stake, sent.sent_epoch, sent.contract_id) == (
            "SENT",
            Direction.CALL,
            100,
            NOON,
            None,
        )
        assert (opened.state, opened.contract_id, opened.trade_id, opened.payout) == (
            "OPEN",
            BOUGHT.contract_id,
            1,
            195,
        )
        assert (opened.entry_spot, opened.exit_spot) == (None, None)
        assert (won.state, won.credited, won.closed_epoch) == ("WON", 195, NOON + 61)
        assert (won.entry_spot, won.exit_spot) == (61_951, 61_960)

    async def test_a_refused_and_an_unknown_purchase_are_shown_as_such(
        self, kept: tuple[Journal, Archive]
    ) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        for intent in (1, 2):
            await self.commit(journal, run_id, replace(BUY, intent=intent))
        refused = Refused(book=Book.ACCOUNT, intent=1, reason="closed", fatal=False, epoch=NOON)
        unknown = OutcomeUnknown(book=Book.ACCOUNT, intent=2, epoch=NOON)
        await journal.commit(an_entry(run_id, facts=(refused, unknown)))

        newest, oldest = (await archive.contracts(Window(run_id=run_id, limit=10))).rows
        assert (oldest.state, oldest.refusal) == ("REFUSED", "closed")
        assert newest.state == "UNKNOWN"

    async def test_levels_count_what_won_and_lost_on_the_account(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        ends = [(1, 1, Outcome.LOST, 0), (2, 2, Outcome.WON, 390), (3, 1, Outcome.WON, 195)]
        for intent, level, outcome, payout in [*ends, (4, 1, Outcome.REFUNDED, 100)]:
            stake = 100 * level
            buy = Buy(book=Book.ACCOUNT, intent=intent, direction=Direction.CALL, level=level, stake=stake)
            await self.commit(journal, run_id, buy)
            await self.commit(journal, run_id, replace(BOUGHT, intent=intent, level=level, stake=stake))
            await self.commit(journal, run_id, ended(intent, outcome, payout))

        assert await archive.levels(run_id) == [
            LevelRecord(level=1, reached=2, won=1, lost=1, profit=-5),
            LevelRecord(level=2, reached=1, won=1, lost=0, profit=190),
        ]

    async def test_equity_is_newest_first(self, kept: tuple[Journal, Archive]) -> None:
        journal, archive = kept
        run_id = await self.begin(journal)
        for number, balance in enumerate((1, 2, 3), 1):
            opened, closed = replace(OPENED, trade_id=number), replace(CLOSED, trade_id=number)
            await self.commit(journal, run_id, opened, replace(closed, balance=balance), seq=2 * number - 1)

        first = await archive.equity(Window(run_id=run_id, limit=2))
        second = await archive.equity(Window(run_id=run_id, limit=2, before=first.before))
        assert [point.balance for point in (*first.rows, *second.rows)] == [3, 2, 1]
