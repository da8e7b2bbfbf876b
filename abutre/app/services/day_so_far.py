"""What an earlier process had closed of the day on which it ended: the day's summary goes on with it."""

from collections.abc import Sequence
from dataclasses import replace

from abutre.domain.archive import Archive, Window
from abutre.domain.model import Book
from abutre.domain.records import Trade

_DAY = 86_400
_PAGE = 1_000


async def closed_on_day_of(epoch: int, archive: Archive, run_id: int) -> Sequence[Trade]:
    """The account's sequences of a run that closed on the UTC day of `epoch`, newest first.

    The archive finds sequences by their beginning; one that closed on a day began then or the day before.

    Raises:
        StoreError: the archive cannot be read.
    """
    day = epoch // _DAY
    window = Window(run_id=run_id, since=(day - 1) * _DAY, limit=_PAGE)
    closed: list[Trade] = []
    while True:
        page = await archive.trades(window)
        closed += [trade for trade in page.rows if _closed_on(trade, day)]
        if page.before is None:
            return closed
        window = replace(window, before=page.before)


def _closed_on(trade: Trade, day: int) -> bool:
    return trade.book is Book.ACCOUNT and trade.exit_epoch is not None and trade.exit_epoch // _DAY == day
