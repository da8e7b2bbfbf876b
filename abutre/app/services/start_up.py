"""The facts that every process begins with, before the market moves."""

import logging

from abutre.app.services.recovery import Opening
from abutre.app.services.trader import Trader
from abutre.domain.errors import UserError
from abutre.domain.facts import History, Quoted, SettingsStored, Started
from abutre.domain.model import MINUTE, OpenSequence, Quote
from abutre.domain.ports import Broker, MarketFeed
from abutre.domain.settings import StoredSettings

_log = logging.getLogger(__name__)

WARM_UP = 120
"""Minutes of the market's past that a run without candles reads, so that its first streak is right (R4)."""


class StartUp:
    """Tells the trader what it begins with."""

    def __init__(
        self,
        *,
        trader: Trader,
        feed: MarketFeed,
        account: Broker,
        opening: Opening,
        note: str,
        open_sequence: OpenSequence,
    ) -> None:
        """`note` is what status messages add: how contracts settle, which payout is assumed."""
        self._trader = trader
        self._feed = feed
        self._account = account
        self._opening = opening
        self._note = note
        self._open_sequence = open_sequence
        self.quote: Quote | None = None
        """The broker's offer, once there is one."""

    async def run(self) -> None:
        """Started, settings stored while no bot ran, the market's past, the broker's offer.

        One that is not to be had is asked for again while the bot runs.
        """
        balance = await self._account.balance()
        await self._trader.submit(
            Started(
                epoch=self._opening.epoch,
                balance=balance,
                account_allowed=True,
                note=self._note,
                open_sequence=self._open_sequence,
            )
        )
        if self._opening.news is not None:
            await self._tell(self._opening.news)
        if not self._opening.warm:
            await self._warm_up()
        try:
            quote = self.quote = await self._account.quote()
        except UserError as error:
            _log.warning("a win is assumed to pay what it paid before: %s", error)
            return
        await self._trader.submit(
            Quoted(
                payout_rate_ppm=quote.payout_rate_ppm, min_stake=quote.min_stake, max_stake=quote.max_stake
            )
        )

    async def _tell(self, news: StoredSettings) -> None:
        await self._trader.submit(
            SettingsStored(settings=news.settings, version=news.version, epoch=self._opening.epoch)
        )

    async def _warm_up(self) -> None:
        this_minute = self._opening.epoch - self._opening.epoch % MINUTE
        past = await self._feed.history(this_minute - WARM_UP * MINUTE, this_minute - MINUTE)
        if past:
            await self._trader.submit(History(candles=tuple(past)))
