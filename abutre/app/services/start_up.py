"""The facts that every process begins with, before the market moves."""

import asyncio
import logging

from abutre.app.services.recovery import Opening
from abutre.app.services.trader import Trader
from abutre.domain.errors import UnavailableError
from abutre.domain.facts import History, Quoted, SettingsStored, Started
from abutre.domain.model import MINUTE, OpenSequence, Quote
from abutre.domain.ports import Broker, Clock, MarketFeed
from abutre.domain.settings import StoredSettings

_log = logging.getLogger(__name__)

_QUOTE_AGAIN = 5.0
"""Seconds between two attempts to get the first quote."""

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
        clock: Clock,
        note: str,
        open_sequence: OpenSequence,
    ) -> None:
        """`note` is what status messages add: how contracts settle, which payout is assumed."""
        self._trader = trader
        self._feed = feed
        self._account = account
        self._opening = opening
        self._clock = clock
        self._note = note
        self._open_sequence = open_sequence
        self.waiting = asyncio.Event()
        """Set once an offer was not to be had; the wait for it may be given up."""

    async def run(self) -> tuple[int, Quote]:
        """Started, settings stored while no bot ran, the market's past, the broker's offer.

        Returns:
            The account's balance, minor units, and the offer; one that is not to be had is waited for.

        Raises:
            UserError: the account cannot be asked.
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
        if self._opening.news:
            await self._tell(self._opening.settings)
        if not self._opening.recent.candles:
            await self._warm_up()
        quote = await self._quote()
        await self._trader.submit(
            Quoted(
                payout_rate_ppm=quote.payout_rate_ppm, min_stake=quote.min_stake, max_stake=quote.max_stake
            )
        )
        return balance, quote

    async def _quote(self) -> Quote:
        while True:
            try:
                return await self._account.quote()
            except UnavailableError as error:
                message = f"{error}; nothing is traded before there is a quote, it is asked for again"
                _log.warning("%s", message)
                await self._trader.alert(message)
            self.waiting.set()
            await self._clock.sleep(_QUOTE_AGAIN)

    async def _tell(self, news: StoredSettings) -> None:
        await self._trader.submit(
            SettingsStored(settings=news.settings, version=news.version, epoch=self._opening.epoch)
        )

    async def _warm_up(self) -> None:
        this_minute = self._opening.epoch - self._opening.epoch % MINUTE
        past = await self._feed.history(this_minute - WARM_UP * MINUTE, this_minute - MINUTE)
        if past:
            await self._trader.submit(History(candles=tuple(past)))
