"""What was closed of a day before a restart, as the archive has it."""

from collections.abc import Iterator
from dataclasses import replace

from abutre.app.services.day_so_far import closed_on_day_of
from abutre.domain.effects import Effect
from abutre.domain.model import Book
from tests.contract.journal_entries import CLOSED, OPENED, RUN, an_entry
from tests.fakes.archive import FakeArchive
from tests.fakes.journal import FakeJournal

DAY = 86_400
MIDNIGHT = 1_700_006_400 // DAY * DAY


def sequence(number: int, opened: int, closed: int | None, book: Book = Book.ACCOUNT) -> Iterator[Effect]:
    yield replace(OPENED, trade_id=number, epoch=opened, book=book)
    if closed is not None:
        yield replace(CLOSED, trade_id=number, epoch=closed, book=book)


async def closed_by(*sequences: Iterator[Effect]) -> list[int]:
    """Ids of the sequences that closed on the day of noon."""
    journal = FakeJournal()
    run = await journal.begin_run(RUN)
    for number, effects in enumerate(sequences):
        await journal.commit(an_entry(run.run_id, *effects, seq=2 * number + 1))
    found = await closed_on_day_of(MIDNIGHT + DAY // 2, FakeArchive(journal), run.run_id)
    return [trade.trade_id for trade in found]


async def test_a_day_has_what_closed_on_it_and_not_what_began_on_it() -> None:
    assert await closed_by(
        sequence(1, MIDNIGHT - 600, MIDNIGHT - 1),
        sequence(2, MIDNIGHT - 60, MIDNIGHT),
        sequence(3, MIDNIGHT + 60, MIDNIGHT + 120),
        sequence(4, MIDNIGHT + DAY - 60, MIDNIGHT + DAY),
        sequence(5, MIDNIGHT + 300, None),
    ) == [3, 2]


async def test_paper_beside_the_account_does_not_count() -> None:
    assert await closed_by(sequence(1, MIDNIGHT + 60, MIDNIGHT + 120, Book.PAPER)) == []


async def test_a_day_of_more_sequences_than_a_page_has_is_whole() -> None:
    many = (sequence(number, MIDNIGHT + number, MIDNIGHT + number + 1) for number in range(1, 1_302))
    assert await closed_by(*many) == list(range(1_301, 0, -1))
