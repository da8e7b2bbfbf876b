"""What every journal must do."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from abutre.domain.effects import Effect
from abutre.domain.errors import StoreError
from abutre.domain.events import Sequenced
from abutre.domain.facts import History, TickSeen
from abutre.domain.model import AccountMode, Book
from abutre.domain.ports import Journal
from abutre.domain.records import Audit, EquityPoint, Purchases, Resumable
from tests.contract.journal_entries import (
    BOUGHT,
    BUY,
    CLOSED,
    NOON,
    ONE_OF_EACH,
    OPENED,
    RUN,
    RUNNING,
    a_candle,
    an_alert,
    an_entry,
    told,
)

AUDIT = Audit(at=NOON, who="local", address="::1", action="login", result="ok", detail="a person came")
REPEATS: Mapping[str, tuple[Effect, ...]] = {
    "seq": (),
    "trade id": (OPENED,),
    "intent": (BUY,),
    "within one entry": (),
}


class JournalSuite:
    """A subclass provides the fixture `journal`, empty."""

    @pytest.fixture
    def journal(self) -> Journal | AsyncIterator[Journal]:
        raise NotImplementedError

    async def begin(self, journal: Journal) -> int:
        return (await journal.begin_run(RUN)).run_id

    async def test_runs_are_numbered(self, journal: Journal) -> None:
        first = await journal.begin_run(RUN)
        second = await journal.begin_run(replace(RUN, mode=AccountMode.REAL))

        assert second.run_id > first.run_id > 0
        assert first == replace(RUN, run_id=first.run_id)
        assert second == replace(RUN, mode=AccountMode.REAL, run_id=second.run_id)

    async def test_a_run_without_a_commit_is_not_resumed(self, journal: Journal) -> None:
        assert await journal.latest_run() is None
        run = await journal.begin_run(RUN)
        assert await journal.latest_run() is None

        await journal.commit(an_entry(run.run_id, state='{"v":1}'))
        await journal.begin_run(RUN)

        assert await journal.latest_run() == Resumable(run=run, state='{"v":1}', epoch=NOON)

    async def test_a_run_is_resumed_as_its_last_commit_left_it(self, journal: Journal) -> None:
        older = await self.begin(journal)
        run = await journal.begin_run(RUN)
        await journal.commit(an_entry(run.run_id, state="first"))
        await journal.commit(replace(an_entry(run.run_id, state="second"), epoch=NOON + 60))
        await journal.commit(an_entry(older, state="older"))

        assert await journal.latest_run() == Resumable(run=run, state="second", epoch=NOON + 60)

    async def test_counters_are_of_all_runs(self, journal: Journal) -> None:
        assert await journal.counters() == (0, 0, 0)
        await journal.commit(an_entry(await self.begin(journal), OPENED, an_alert("hello"), BUY, seq=7))
        await journal.commit(an_entry(await self.begin(journal), replace(BUY, book=Book.PAPER, intent=9)))

        assert await journal.counters() == (8, 1, 9)

    async def test_every_kind_of_event_comes_back_as_it_was(self, journal: Journal) -> None:
        await journal.commit(an_entry(await self.begin(journal), *ONE_OF_EACH))

        found = await journal.events_after(0, 100)

        assert found is not None
        assert [sequenced.event for sequenced in found] == list(ONE_OF_EACH)
        assert [sequenced.seq for sequenced in found] == list(range(1, len(ONE_OF_EACH) + 1))

    async def test_events_after_a_number_are_those_of_every_run(self, journal: Journal) -> None:
        alerts = [an_alert(text) for text in ("one", "two", "three", "four")]
        await journal.commit(an_entry(await self.begin(journal), *alerts[:2]))
        await journal.commit(an_entry(await self.begin(journal), *alerts[2:], seq=3))

        expected = [Sequenced(seq=number, event=alerts[number - 1]) for number in (2, 3, 4)]
        assert await journal.events_after(1, 3) == expected
        assert await journal.events_after(4, 3) == []

    async def test_events_are_not_given_when_some_would_be_missing(self, journal: Journal) -> None:
        assert await journal.events_after(0, 10) == []
        run_id = await self.begin(journal)
        await journal.commit(an_entry(run_id, an_alert("one"), an_alert("two")))
        await journal.commit(an_entry(run_id, an_alert("five"), seq=5))

        assert await journal.events_after(6, 10) is None
        assert await journal.events_after(2, 10) is None
        assert await journal.events_after(-1, 10) is None
        assert await journal.events_after(4, 0) is None
        assert await journal.events_after(4, 1) is not None

    async def test_candles_come_from_history_and_from_events(self, journal: Journal) -> None:
        run_id, other = await self.begin(journal), await self.begin(journal)
        warm_up = History(candles=(a_candle(0), a_candle(1)))
        await journal.commit(an_entry(run_id, facts=(warm_up,)))
        await journal.commit(an_entry(run_id, told(a_candle(3))))
        await journal.commit(an_entry(run_id, told(a_candle(2)), seq=2, facts=(warm_up,)))
        await journal.commit(an_entry(other, told(a_candle(0, close=5)), seq=3))

        assert list(await journal.candles(run_id, 9)) == [a_candle(minute) for minute in range(4)]
        assert list(await journal.candles(run_id, 2)) == [a_candle(2), a_candle(3)]
        assert list(await journal.candles(other, 9)) == [a_candle(0, close=5)]

    async def test_equity_is_the_account_after_each_of_its_sequences(self, journal: Journal) -> None:
        run_id = await self.begin(journal)
        closes = [
            replace(CLOSED, trade_id=number, epoch=NOON + number, balance=1_000 * number, book=book)
            for number, book in enumerate((Book.ACCOUNT, Book.PAPER, Book.ACCOUNT, Book.ACCOUNT), start=1)
        ]
        await journal.commit(an_entry(run_id, *closes[:2]))
        await journal.commit(an_entry(run_id, *closes[2:], seq=3))

        points = [EquityPoint(epoch=NOON + number, balance=1_000 * number) for number in (1, 3, 4)]
        assert list(await journal.equity(run_id, 9)) == points
        assert list(await journal.equity(run_id, 2)) == points[1:]
        assert list(await journal.equity(await self.begin(journal), 9)) == []

    async def test_what_the_account_bought_is_known_and_nothing_of_the_paper_book(
        self, journal: Journal
    ) -> None:
        run_id = await self.begin(journal)
        other = await self.begin(journal)
        on_paper = replace(BUY, intent=3, book=Book.PAPER)
        paper_bought = replace(BOUGHT, intent=3, contract_id=1, book=Book.PAPER)
        await journal.commit(an_entry(run_id, BUY))
        await journal.commit(replace(an_entry(run_id, BOUGHT, replace(BUY, intent=2)), epoch=NOON + 60))
        await journal.commit(replace(an_entry(run_id, on_paper, paper_bought), epoch=NOON + 120))
        nameless = replace(BOUGHT, intent=2, contract_id=None)
        await journal.commit(replace(an_entry(run_id, nameless), epoch=NOON + 180))

        assert await journal.purchases(run_id) == Purchases(
            contract_ids=(281_354_024_068,), last_sent=NOON + 60
        )
        assert await journal.purchases(other) == Purchases(contract_ids=(), last_sent=0)

    async def test_a_trade_is_known_from_its_opening_and_whole_from_its_end(self, journal: Journal) -> None:
        run_id = await self.begin(journal)
        await journal.commit(an_entry(run_id, OPENED))
        assert list(await journal.trades(run_id, 9)) == [RUNNING]

        await journal.commit(an_entry(run_id, CLOSED, replace(OPENED, trade_id=2), seq=2))

        closed = replace(
            RUNNING,
            exit_epoch=CLOSED.epoch,
            result=CLOSED.result,
            profit=CLOSED.profit,
            final_level=CLOSED.final_level,
            reason=CLOSED.reason,
        )
        assert list(await journal.trades(run_id, 9)) == [replace(RUNNING, trade_id=2), closed]
        assert list(await journal.trades(run_id, 1)) == [replace(RUNNING, trade_id=2)]
        assert list(await journal.trades(await self.begin(journal), 9)) == []

    async def test_an_audit_changes_nothing_that_is_told(self, journal: Journal) -> None:
        run_id = await self.begin(journal)
        await journal.audit(AUDIT)
        assert await journal.latest_run() is None
        await journal.commit(an_entry(run_id, an_alert("one"), state="kept"))
        await journal.audit(AUDIT)

        resumable = await journal.latest_run()
        assert resumable is not None
        assert resumable.state == "kept"
        assert await journal.counters() == (1, 0, 0)
        assert len(await journal.events_after(0, 9) or ()) == 1

    async def test_alerts_are_the_newest_of_all_runs(self, journal: Journal) -> None:
        alerts = [an_alert(text) for text in ("one", "two", "three")]
        await journal.commit(an_entry(await self.begin(journal), alerts[0], told(a_candle(0)), alerts[1]))
        await journal.commit(an_entry(await self.begin(journal), alerts[2], seq=4))

        expected = [Sequenced(seq=4, event=alerts[2]), Sequenced(seq=3, event=alerts[1])]
        assert list(await journal.alerts(2)) == expected
        assert list(await journal.alerts(9)) == [*expected, Sequenced(seq=1, event=alerts[0])]

    @pytest.mark.parametrize("repeated", REPEATS)
    async def test_a_commit_that_repeats_a_number_keeps_nothing(
        self, journal: Journal, repeated: str
    ) -> None:
        run_id = await self.begin(journal)
        await journal.commit(an_entry(run_id, OPENED, BUY, state="before"))
        bad = an_entry(
            run_id,
            told(a_candle(0)),
            CLOSED,
            an_alert("lost"),
            *REPEATS[repeated],
            seq=1 if repeated == "seq" else 2,
            facts=(TickSeen(epoch=NOON, quote=1), History(candles=(a_candle(1),))),
            state="after",
        )
        if repeated == "within one entry":
            bad = replace(bad, events=bad.events + bad.events[-1:])

        with pytest.raises(StoreError):
            await journal.commit(bad)

        resumable = await journal.latest_run()
        assert resumable is not None
        assert resumable.state == "before"
        assert await journal.counters() == (1, 1, 1)
        assert await journal.events_after(0, 9) == [Sequenced(seq=1, event=OPENED)]
        assert list(await journal.candles(run_id, 9)) == []
        assert list(await journal.equity(run_id, 9)) == []
        assert list(await journal.trades(run_id, 9)) == [RUNNING]

    async def test_a_commit_to_a_run_that_was_never_begun_keeps_nothing(self, journal: Journal) -> None:
        with pytest.raises(StoreError):
            await journal.commit(an_entry(42, an_alert("lost")))

        assert await journal.counters() == (0, 0, 0)
        assert await journal.latest_run() is None
