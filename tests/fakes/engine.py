"""The oracle of the engine: docs/engine.md a second time, slow and obvious."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from abutre.domain.codec import build
from abutre.domain.effects import Backfill, Buy, Effect, Reconcile
from abutre.domain.errors import EngineError
from abutre.domain.events import AlertLevel, MarketData, NewCandle
from abutre.domain.facts import (
    CandleSeen,
    CommandGiven,
    Fact,
    Held,
    History,
    MarketEnded,
    OutcomeUnknown,
    Purchased,
    Quoted,
    Refused,
    SettingsStored,
    Settled,
    Started,
    TickSeen,
    TimePassed,
    Transferred,
)
from abutre.domain.model import MINUTE, Book, Candle
from abutre.domain.preview import Preview
from abutre.domain.records import Standing
from abutre.domain.settings import Settings, StoredSettings
from tests.fakes.book import Ledger, Offer
from tests.fakes.candles import Counted, Happening, Market
from tests.fakes.commands import (
    command_given,
    held,
    market_ended,
    settings_stored,
    started,
    transferred,
)
from tests.fakes.contracts import outcome_unknown, purchased, refused, settled
from tests.fakes.preview import preview
from tests.fakes.trigger import look_for_trigger
from tests.fakes.turn import State, Turn
from tests.fakes.validity import check

FORMAT = "abutre-oracle-1"


class FakeEngine:
    """Port `Engine`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def step(self, fact: Fact) -> Sequence[Effect]:
        check(fact)
        state = self._state
        epoch = _epoch(fact)
        if epoch is not None:
            state.see(epoch)
        turn = Turn(state=state, epoch=state.newest_epoch if epoch is None else epoch)
        _take(turn, fact)
        question = state.market.unanswered()
        asks = bool(turn.effects) and isinstance(turn.effects[-1], Buy | Backfill | Reconcile)
        if question is not None and not asks:
            turn.tell(question)
        return tuple(turn.effects)

    def preview(self, settings: Settings) -> Preview:
        return preview(self._state, settings)

    def snapshot(self) -> str:
        return json.dumps({"format": FORMAT, "state": asdict(self._state)})

    def standing(self) -> Standing:
        newest = self._state.waiting or self._state.stored
        return Standing(balance=self._state.account.balance, settings_version=newest.version)


class FakeEngineFactory:
    """Port `EngineFactory`."""

    def fresh(
        self,
        *,
        settings: StoredSettings,
        tick_interval: int,
        payout_rate_ppm: int,
        last_trade_id: int,
        last_intent: int,
    ) -> FakeEngine:
        return FakeEngine(
            State(
                market=Market(tick_interval=tick_interval),
                account=Ledger(book=Book.ACCOUNT),
                stored=settings,
                offer=Offer(payout_rate_ppm=payout_rate_ppm),
                last_trade_id=last_trade_id,
                last_intent=last_intent,
            )
        )

    def restored(self, snapshot: str) -> FakeEngine:
        try:
            plain = json.loads(snapshot)
            if plain["format"] != FORMAT:
                raise EngineError(f"snapshot of format {plain['format']!r}; expected {FORMAT!r}")
            state: State = build(State, plain["state"])
        except (KeyError, TypeError, ValueError) as error:
            raise EngineError(f"not a snapshot: {error!r}") from error
        return FakeEngine(state)


def _epoch(fact: Fact) -> int | None:
    """The epoch a fact tells, if it does; a candle's is its close."""
    match fact:
        case CandleSeen():
            return fact.open_time + MINUTE
        case History() | Quoted():
            return None
        case _:
            return fact.epoch


def _take(turn: Turn, fact: Fact) -> None:  # noqa: C901 (one line per kind of fact)
    match fact:
        case TickSeen() | TimePassed() | CandleSeen() | History():
            _tell_market(turn, _happenings(turn.state, fact))
        case Quoted():
            turn.state.offer = Offer(
                payout_rate_ppm=fact.payout_rate_ppm, min_stake=fact.min_stake, max_stake=fact.max_stake
            )
        case Purchased():
            purchased(turn, fact)
        case Refused():
            refused(turn, fact)
        case OutcomeUnknown():
            outcome_unknown(turn, fact)
        case Settled():
            settled(turn, fact)
        case Started():
            started(turn, fact)
        case CommandGiven():
            command_given(turn, fact)
        case SettingsStored():
            settings_stored(turn, fact)
        case MarketEnded():
            market_ended(turn, fact)
        case Transferred():
            transferred(turn, fact)
        case Held():
            held(turn, fact)


def _happenings(state: State, fact: TickSeen | TimePassed | CandleSeen | History) -> list[Happening]:
    doji_policy = state.stored.settings.doji_policy
    match fact:
        case TickSeen():
            return state.market.tick(fact.epoch, fact.quote, doji_policy)
        case TimePassed():
            return state.market.time(fact.epoch, doji_policy)
        case CandleSeen():
            candle = Candle(
                open_time=fact.open_time, open=fact.open, high=fact.high, low=fact.low, close=fact.close
            )
            return state.market.candle(candle, doji_policy)
        case History():
            return state.market.history(fact.candles, doji_policy)


def _tell_market(turn: Turn, happenings: list[Happening]) -> None:
    for happening in happenings:
        match happening:
            case Counted():
                _tell_candle(turn, happening)
            case Backfill():
                turn.tell(happening)
            case _:
                turn.alert(AlertLevel.WARNING, "A minute is missing: the streak starts again")


def _tell_candle(turn: Turn, counted: Counted) -> None:
    candle = counted.candle
    close = candle.open_time + MINUTE
    turn.tell(
        NewCandle(
            epoch=candle.open_time,
            open=candle.open,
            high=candle.high,
            low=candle.low,
            close=candle.close,
            color=counted.color,
        ),
        MarketData(
            price=candle.close,
            streak_count=counted.streak.count,
            streak_direction=counted.streak.color,
            epoch=close,
        ),
    )
    if counted.live:
        epoch, turn.epoch = turn.epoch, close
        look_for_trigger(turn, counted.streak)
        turn.epoch = epoch
