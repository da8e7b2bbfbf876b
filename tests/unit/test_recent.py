"""What clients are shown of the past: what the journal would read back, without asking it."""

from dataclasses import replace
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.app.services.latest import Latest
from abutre.app.services.recent import read_recent, with_candles, with_event
from abutre.domain.events import Event, Sequenced, SettingsChanged
from abutre.domain.facts import History
from abutre.domain.model import Book
from abutre.domain.records import Entry, Recent
from abutre.domain.settings import Settings
from tests.contract.journal_entries import CLOSED, NOON, OPENED, a_candle, an_alert, told
from tests.recorded_run import RecordedRun


class NotingJournal(SqlJournal):
    """Notes each entry as the trader does."""

    latest = Latest(seq=0, settings=SettingsChanged(settings=Settings(), version=1), recent=Recent())

    async def commit(self, entry: Entry) -> None:
        await super().commit(entry)
        self.latest.note(entry)


@pytest.mark.parametrize("seed", range(5))
async def test_it_is_what_the_journal_reads_back(tmp_path: Path, seed: int) -> None:
    async with Database(tmp_path) as database:
        journal = NotingJournal(database=database)
        journal.latest = Latest(seq=0, settings=NotingJournal.latest.settings, recent=Recent())
        run = await RecordedRun.begin(journal, seed=seed, threshold=2)
        for minutes in (1, 20, 60, 700):
            await run.play(minutes)
            await run.take(History(candles=(a_candle(-minutes), a_candle(3))))
            await run.alert(an_alert(f"after {minutes} minutes"))
            run.skip(2)
            assert journal.latest.recent == await read_recent(journal, 1)
        recent = journal.latest.recent
    assert (len(recent.candles), len(recent.alerts)) == (600, 50)
    assert len(recent.trades) > 50


def test_no_list_grows_without_end() -> None:
    recent = Recent()
    for number in range(1, 1_202):
        for event in a_minute(number):
            recent = with_event(recent, Sequenced(seq=number, event=event))
    assert recent.candles == tuple(a_candle(number) for number in range(602, 1_202))
    assert [point.balance for point in recent.equity] == list(range(202, 1_202))
    assert [trade.trade_id for trade in recent.trades] == list(range(1_201, 1_001, -1))
    assert [alert.seq for alert in recent.alerts] == list(range(1_201, 1_151, -1))


def a_minute(number: int) -> list[Event]:
    return [
        told(a_candle(number)),
        replace(OPENED, trade_id=number),
        replace(CLOSED, trade_id=number, balance=number),
        an_alert("a minute"),
    ]


@pytest.mark.parametrize("book", list(Book))
def test_only_the_account_has_a_balance_over_time(book: Book) -> None:
    recent = Recent()
    for event in (replace(OPENED, book=book), replace(CLOSED, book=book)):
        recent = with_event(recent, Sequenced(seq=1, event=event))
    assert [trade.result for trade in recent.trades] == [CLOSED.result]
    assert len(recent.equity) == (1 if book is Book.ACCOUNT else 0)


def test_history_falls_into_place_and_what_is_there_stays() -> None:
    there = (a_candle(1), a_candle(3))
    recent = with_candles(
        Recent(candles=there), [a_candle(2), a_candle(3, close=0), a_candle(4), a_candle(0)]
    )
    assert [candle.open_time for candle in recent.candles] == [NOON + 60 * minute for minute in range(5)]
    assert recent.candles[3] == there[1]
