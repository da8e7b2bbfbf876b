"""What the bot has kept, asked over Redis."""

from collections.abc import Sequence
from typing import Any

from abutre.adapters.relay.asking import Asking
from abutre.adapters.relay.values import page
from abutre.domain.archive import Contract, LevelRecord, Page, Window
from abutre.domain.codec import build, plain
from abutre.domain.events import Sequenced
from abutre.domain.model import Candle
from abutre.domain.records import EquityPoint, Trade
from abutre.domain.settings import StoredSettings


class RelayedArchive:
    """The port `Archive`."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def trades(self, window: Window) -> Page[Trade]:
        """Sequences."""
        return await self._page("trades", window)

    async def contracts(self, window: Window) -> Page[Contract]:
        """Contracts of both books."""
        return await self._page("contracts", window)

    async def candles(self, window: Window) -> Page[Candle]:
        """Candles."""
        return await self._page("candles", window)

    async def equity(self, window: Window) -> Page[EquityPoint]:
        """Balances at settlement."""
        return await self._page("equity", window)

    async def alerts(self, window: Window) -> Page[Sequenced]:
        """`SystemAlert` events."""
        return await self._page("alerts", window)

    async def levels(self, run_id: int) -> Sequence[LevelRecord]:
        """Each level."""
        return [build(LevelRecord, level) for level in await self._asking.ask("levels", run_id)]

    async def _page(self, kind: str, window: Window) -> Page[Any]:
        return page(kind, await self._asking.ask("page", {"of": kind, "window": plain(window)}))


class RelayedSettings:
    """The port `SettingsReading`."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def load(self) -> StoredSettings:
        """The newest version."""
        stored: StoredSettings = build(StoredSettings, await self._asking.ask("settings"))
        return stored

    async def history(self) -> Sequence[StoredSettings]:
        """Every version, newest first."""
        return [build(StoredSettings, stored) for stored in await self._asking.ask("history")]
