"""A bot as the web sees it: obeys at once, numbers its events, remembers them."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace

from abutre.domain.commands import BotCommand, Reply, Verb
from abutre.domain.errors import SettingsError
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    BotStatus,
    Event,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    Sequenced,
    SettingsChanged,
    SystemAlert,
)
from abutre.domain.facts import Quoted, Started
from abutre.domain.model import Account, AccountMode, BotState, Candle
from abutre.domain.ports import EventPublisher
from abutre.domain.preview import Preview
from abutre.domain.records import Audit, StateView
from abutre.domain.settings import Settings, StoredSettings, updated
from abutre.domain.symbols import Symbol, symbol_named
from tests.fakes.engine import FakeEngineFactory

EPOCH = 1_737_469_800
"""The fake's market time, 2025-01-21T14:30:00Z; it stands still."""

HELD = 10_000
"""Events that `events_after` goes back."""

_STATES = {Verb.START: BotState.RUNNING, Verb.PAUSE: BotState.PAUSED, Verb.STOP: BotState.STOPPED}
_OUT = PositionUpdate(
    in_position=False,
    direction=None,
    entry_epoch=None,
    entry_streak_size=0,
    current_level=0,
    current_stake=0,
    total_loss=0,
    next_stake=0,
)


@dataclass(slots=True)
class _Latest:
    bot_status: BotStatus
    balance: BalanceUpdate
    position: PositionUpdate
    market: MarketData | None
    risk_stats: RiskStats
    settings: SettingsChanged

    def take(self, event: Event) -> None:
        match event:
            case BotStatus():
                self.bot_status = event
            case BalanceUpdate():
                self.balance = event
            case PositionUpdate():
                self.position = event
            case MarketData():
                self.market = event
            case RiskStats():
                self.risk_stats = event
            case SettingsChanged():
                self.settings = event
            case _:
                pass


class FakeControls:
    """Port `Controls`. What `tell` is given is remembered, then published, as the journal does it."""

    def __init__(self, publisher: EventPublisher, *, symbol: Symbol | None = None) -> None:
        self.commands: list[BotCommand] = []
        self.updates: list[Mapping[str, object]] = []
        self.rejected: list[str] = []
        self.audited: list[Audit] = []
        self.log: list[Sequenced] = []
        self._answers: dict[tuple[str, str | None], tuple[object, asyncio.Future[Reply]]] = {}
        self._publisher = publisher
        self._symbol = symbol or symbol_named("V100")
        self._latest = _Latest(
            bot_status=BotStatus(status=BotState.STOPPED, message="not started", epoch=EPOCH),
            balance=BalanceUpdate(balance=200_000, peak=200_000, drawdown_bp=0, epoch=EPOCH),
            position=_OUT,
            market=None,
            risk_stats=RiskStats(total_trades=0, wins=0, losses=0, win_rate_bp=0, roi_bp=0),
            settings=SettingsChanged(settings=Settings(), version=1),
        )

    @property
    def seq(self) -> int:
        """Number of the newest event."""
        return len(self.log)

    def publish_to(self, publisher: EventPublisher) -> None:
        """Go on behind another server, as after a restart."""
        self._publisher = publisher

    async def tell(self, *events: Event) -> None:
        """Let the bot say something."""
        for event in events:
            sequenced = Sequenced(seq=self.seq + 1, event=event)
            self.log.append(sequenced)
            self._latest.take(event)
            await self._publisher.publish(sequenced)

    async def command(self, command: BotCommand, command_id: str | None = None) -> Reply:
        return await self._once(("command", command_id), command, self.obey(command))

    async def update_settings(self, update: Mapping[str, object], command_id: str | None = None) -> Reply:
        return await self._once(("settings", command_id), update, self._update(update))

    async def obey(self, command: BotCommand) -> Reply:
        """Do as a command says that was not given before."""
        self.commands.append(command)
        state = _STATES[command.verb]
        await self.tell(
            BotStatus(status=state, message=f"{command.verb} done", epoch=EPOCH),
            SystemAlert(level=AlertLevel.INFO, message=f"Bot is {state}", epoch=EPOCH),
        )
        return Reply(ok=True)

    async def _once(
        self, key: tuple[str, str | None], asked: object, work: Coroutine[object, object, Reply]
    ) -> Reply:
        if key[1] is None:
            return await work
        if key in self._answers:
            work.close()
            before, known = self._answers[key]
            return await asyncio.shield(known) if before == asked else Reply(ok=False, error="another's id")
        answer: asyncio.Future[Reply] = asyncio.Future()
        self._answers[key] = (asked, answer)
        try:
            answer.set_result(await work)
        except Exception as fault:  # noqa: BLE001 (whatever it is, a repetition meets it as well)
            answer.set_exception(fault)
        return await answer

    async def _update(self, update: Mapping[str, object]) -> Reply:
        self.updates.append(update)
        stored = self._latest.settings
        try:
            settings = updated(stored.settings, update)
        except SettingsError as bad:
            return Reply(ok=False, error=str(bad), errors=bad.errors)
        await self.tell(
            SettingsChanged(settings=settings, version=stored.version + 1),
            SystemAlert(level=AlertLevel.INFO, message="Settings stored", epoch=EPOCH),
        )
        return Reply(ok=True)

    async def preview(self, update: Mapping[str, object]) -> Preview | Reply:
        present = self._latest.settings.settings
        try:
            wanted = updated(present, update) if update else present
        except SettingsError as bad:
            return Reply(ok=False, error=str(bad), errors=bad.errors)
        engine = FakeEngineFactory().fresh(
            settings=StoredSettings(
                settings=self._latest.settings.settings,
                version=self._latest.settings.version,
                stored_at=EPOCH,
            ),
            tick_interval=2,
            payout_rate_ppm=950_000,
            last_trade_id=0,
            last_intent=0,
        )
        engine.step(Started(epoch=EPOCH, balance=self._latest.balance.balance, account_allowed=True, note=""))
        return engine.preview(wanted)

    async def reject(self, message: str) -> None:
        self.rejected.append(message)

    async def audit(self, record: Audit) -> None:
        self.audited.append(record)

    async def state(self) -> StateView:
        latest = replace(self._latest)
        return StateView(
            seq=self.seq,
            account=Account(mode=AccountMode.SIMULATED, currency="USD"),
            symbol=self._symbol,
            bot_status=latest.bot_status,
            settings=latest.settings,
            balance=latest.balance,
            position=latest.position,
            market=latest.market,
            risk_stats=latest.risk_stats,
            quote=Quoted(payout_rate_ppm=950_000, min_stake=35, max_stake=None),
            candles=tuple(
                _candle(kept.event) for kept in self.log[-600:] if isinstance(kept.event, NewCandle)
            ),
            equity=(),
            trades=(),
            alerts=tuple(kept for kept in self.log[:-51:-1] if isinstance(kept.event, SystemAlert)),
        )

    async def events_after(self, seq: int) -> Sequence[Sequenced] | None:
        if seq > self.seq or self.seq - seq > HELD:
            return None
        return self.log[seq:]


def _candle(event: NewCandle) -> Candle:
    return Candle(open_time=event.epoch, open=event.open, high=event.high, low=event.low, close=event.close)
