"""The state machine: facts to JSON, one call, effects from JSON."""

import json
from collections.abc import Sequence

from abutre import _core
from abutre.domain.codec import build, decode_effect, encode, plain
from abutre.domain.effects import Effect
from abutre.domain.errors import EngineError
from abutre.domain.facts import Fact, TickSeen
from abutre.domain.preview import Preview
from abutre.domain.records import Standing
from abutre.domain.settings import Settings, StoredSettings


class RustEngine:
    """Port `Engine` on the Rust session."""

    def __init__(self, session: _core.Session) -> None:
        self._session = session

    def step(self, fact: Fact) -> Sequence[Effect]:
        """Take one fact; see the port."""
        try:
            if isinstance(fact, TickSeen):
                effects = self._session.tick(fact.epoch, fact.quote)
            else:
                effects = self._session.step(json.dumps(encode(fact)))
        except (_core.EngineError, OverflowError) as error:
            raise EngineError(f"{type(fact).__name__}: {error}") from error
        return () if effects is None else [decode_effect(effect) for effect in json.loads(effects)]

    def preview(self, settings: Settings) -> Preview:
        """What `settings` would mean; see the port."""
        preview: Preview = build(Preview, json.loads(self._session.preview(json.dumps(plain(settings)))))
        return preview

    def snapshot(self) -> str:
        """The whole state; see the port."""
        return self._session.snapshot()

    def standing(self) -> Standing:
        """What a restart must know; see the port."""
        balance, version = self._session.standing()
        return Standing(balance=balance, settings_version=version)


class RustEngineFactory:
    """Port `EngineFactory` on the Rust session."""

    def fresh(
        self,
        *,
        settings: StoredSettings,
        tick_interval: int,
        payout_rate_ppm: int,
        last_trade_id: int,
        last_intent: int,
    ) -> RustEngine:
        """An engine at the start of a run; see the port."""
        setup = {
            "settings": plain(settings.settings),
            "version": settings.version,
            "tick_interval": tick_interval,
            "payout_rate_ppm": payout_rate_ppm,
            "last_trade_id": last_trade_id,
            "last_intent": last_intent,
        }
        try:
            return RustEngine(_core.Session(json.dumps(setup)))
        except _core.EngineError as error:
            raise EngineError(str(error)) from error

    def restored(self, snapshot: str) -> RustEngine:
        """An engine as a snapshot left it; see the port."""
        try:
            return RustEngine(_core.Session.restore(snapshot))
        except _core.EngineError as error:
            raise EngineError(f"engine snapshot: {error}") from error
