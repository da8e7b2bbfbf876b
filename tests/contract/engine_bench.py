"""A workbench for engines: says what happened in the words of the rules, and reads what came of it."""

from collections.abc import Sequence
from typing import TypeVar

from abutre.domain.commands import Verb
from abutre.domain.effects import Buy, Effect
from abutre.domain.events import AlertLevel, BotStatus, MarketData, SystemAlert
from abutre.domain.facts import (
    CandleSeen,
    CommandGiven,
    Fact,
    Purchased,
    Quoted,
    Refused,
    SettingsStored,
    Settled,
    Started,
    TickSeen,
)
from abutre.domain.model import MINUTE, BotState, OpenSequence, Outcome
from abutre.domain.ports import Engine, EngineFactory
from abutre.domain.settings import Settings, StoredSettings

NOON = 20_000 * 86_400 + 43_200
"""When a bench starts: far from the ends of its UTC day."""

EffectKind = TypeVar("EffectKind", bound=Effect)


class EngineBench:
    """An engine that has started, and the market and broker around it.

    Attributes:
        engine: the engine.
        now: market time, a whole minute.
        told: effects of the last thing that happened, in order.
        buy: the last purchase asked for.
    """

    def __init__(
        self,
        factory: EngineFactory,
        settings: Settings,
        *,
        balance: int = 200_000,
        account_allowed: bool = True,
        tick_interval: int = 2,
    ) -> None:
        self._factory = factory
        self.settings = settings
        self.now = NOON
        self.told: Sequence[Effect] = ()
        self.buy: Buy | None = None
        self._version = 1
        self.engine: Engine = factory.fresh(
            settings=StoredSettings(settings=settings, version=1, stored_at=0),
            tick_interval=tick_interval,
            payout_rate_ppm=950_000,
            last_trade_id=100,
            last_intent=1_000,
        )
        self.start(balance, account_allowed=account_allowed)

    def see(self, fact: Fact) -> Sequence[Effect]:
        """Let the engine take a fact."""
        self.told = self.engine.step(fact)
        for effect in self.told:
            if isinstance(effect, Buy):
                self.buy = effect
        return self.told

    def start(
        self,
        balance: int,
        *,
        account_allowed: bool = True,
        open_sequence: OpenSequence = OpenSequence.CONTINUE,
    ) -> Sequence[Effect]:
        return self.see(
            Started(
                epoch=self.now,
                balance=balance,
                account_allowed=account_allowed,
                note="on paper",
                open_sequence=open_sequence,
            )
        )

    def crash(self) -> None:
        """Go on with an engine restored from a snapshot."""
        self.engine = self._factory.restored(self.engine.snapshot())

    def candle(self, move: int, *, price: int = 61_951) -> Sequence[Effect]:
        """A complete candle that closes `move` pips above its open."""
        minute, close = self.now, price + move
        self.now += MINUTE
        high, low = max(price, close), min(price, close)
        return self.see(CandleSeen(open_time=minute, open=price, high=high, low=low, close=close))

    def reds(self, count: int) -> Sequence[Effect]:
        return [self.candle(-1) for _ in range(count)][-1]

    def greens(self, count: int) -> Sequence[Effect]:
        return [self.candle(1) for _ in range(count)][-1]

    def ticks(self, *seconds: int, quote: int = 61_951) -> Sequence[Effect]:
        """Ticks that many seconds into the present minute; the effects of all."""
        every: list[Effect] = []
        for second in seconds:
            every += self.see(TickSeen(epoch=self.now + second, quote=quote))
        return every

    def pending(self) -> Buy:
        assert self.buy is not None
        return self.buy

    def bought(self, *, stake: int | None = None) -> Sequence[Effect]:
        """The broker confirms the purchase, at the stake asked for unless told otherwise."""
        buy = self.pending()
        paid = buy.stake if stake is None else stake
        return self.see(
            Purchased(
                book=buy.book,
                intent=buy.intent,
                contract_id=buy.intent * 10,
                stake=paid,
                payout=paid * 2,
                epoch=self.now + 1,
            )
        )

    def refused(self, *, fatal: bool = False) -> Sequence[Effect]:
        buy = self.pending()
        return self.see(
            Refused(book=buy.book, intent=buy.intent, reason="no", fatal=fatal, epoch=self.now + 1)
        )

    def ended(self, outcome: Outcome, payout: int) -> Sequence[Effect]:
        buy = self.pending()
        return self.see(
            Settled(book=buy.book, intent=buy.intent, outcome=outcome, payout=payout, epoch=self.now + 62)
        )

    def won(self, payout: int) -> Sequence[Effect]:
        return self.ended(Outcome.WON, payout)

    def lost(self) -> Sequence[Effect]:
        return self.ended(Outcome.LOST, 0)

    def lose_to(self, level: int) -> Sequence[Effect]:
        """Confirm and lose contracts until that of `level` is asked for."""
        while self.pending().level < level:
            self.bought()
            self.lost()
        return self.told

    def command(self, verb: Verb, *, after_sequence: bool = False) -> Sequence[Effect]:
        return self.see(CommandGiven(verb=verb, after_sequence=after_sequence, epoch=self.now))

    def store(self, settings: Settings) -> Sequence[Effect]:
        self._version += 1
        return self.see(SettingsStored(settings=settings, version=self._version, epoch=self.now))

    def quote(self, *, low: int, high: int | None) -> Sequence[Effect]:
        return self.see(Quoted(payout_rate_ppm=950_000, min_stake=low, max_stake=high))

    def only(self, kind: type[EffectKind]) -> EffectKind:
        """The one effect of that kind."""
        (found,) = [effect for effect in self.told if isinstance(effect, kind)]
        return found

    def none(self, kind: type[Effect]) -> bool:
        return not any(isinstance(effect, kind) for effect in self.told)

    def names(self) -> list[str]:
        """What was told, in order: class names, alerts with their level, statuses with their name."""
        return [_name(effect) for effect in self.told]

    def messages(self, level: AlertLevel) -> list[str]:
        return [
            effect.message
            for effect in self.told
            if isinstance(effect, SystemAlert) and effect.level is level
        ]

    def streak(self) -> int:
        return self.only(MarketData).streak_count

    def status(self) -> BotState:
        return self.only(BotStatus).status


def _name(effect: Effect) -> str:
    match effect:
        case SystemAlert():
            return f"SystemAlert {effect.level}"
        case BotStatus():
            return f"BotStatus {effect.status}"
        case _:
            return type(effect).__name__
