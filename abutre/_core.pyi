"""Abutre's Rust core. Import it through `abutre.adapters.core` only.

Money is minor units, prices are pips, time is epoch seconds. Facts, settings, effects and snapshots
cross as JSON text in the form of `abutre.domain.codec`.
"""

from typing import final

from typing_extensions import Buffer

__all__ = [
    "EngineError",
    "Ladder",
    "SeriesError",
    "Session",
    "SnapshotError",
    "StreakCounter",
    "backtest",
    "color",
    "reasons",
    "signs",
    "streaks",
]

class EngineError(ValueError):
    """A fact, setup or settings that cannot be. Nothing was changed."""

class SnapshotError(EngineError):
    """A snapshot that this engine does not read."""

class SeriesError(EngineError):
    """Arrays that do not fit each other, or hold no prices."""

@final
class Session:
    """The state machine of one account on one market. Not shared between threads."""

    def __new__(cls, setup: str) -> Session:
        """Start a run.

        Args:
            setup: JSON object with settings, version, tick_interval (seconds, 1 or 2),
                payout_rate_ppm (millionths, 1 … 10**8), last_trade_id and last_intent.

        Raises:
            EngineError: it is no such object, or a number of it is out of range.
        """

    @staticmethod
    def restore(snapshot: str) -> Session:
        """Go on from what `snapshot` wrote.

        Raises:
            SnapshotError: it is no snapshot, or one of another version.
        """

    def step(self, fact: str) -> str | None:
        """Take one fact (JSON object); the effects in order as a JSON array, None when there are none.

        Raises:
            EngineError: it is no fact, or a number of it cannot be; the state is unchanged.
        """

    def tick(self, epoch: int, quote: int) -> str | None:
        """`step` of a `tick_seen` fact, without the JSON: epoch in seconds, quote in pips."""

    def standing(self) -> tuple[int, int]:
        """The account's balance (minor units, a running stake spent) and the newest settings version."""

    def preview(self, settings: str) -> str:
        """What other settings (JSON object) would mean now: JSON object of a `Preview`.

        Raises:
            EngineError: they are none, or a field is out of range.
        """

    def snapshot(self) -> str:
        """The whole state as versioned JSON."""

@final
class StreakCounter:
    """The run of same-colour candles that ends at the last one; 0 at first."""

    def __new__(cls, doji_policy: str) -> StreakCounter:
        """`doji_policy` is "break" or "ignore"; anything else raises EngineError."""

    def update(self, color: str) -> tuple[int, str | None]:
        """Count one candle, "GREEN", "RED" or "DOJI" (else EngineError); count and colour after it."""

    def reset(self) -> None:
        """Start again from 0."""

@final
class Ladder:
    """Stakes of the levels under one version of the settings."""

    def __new__(cls, settings: str) -> Ladder:
        """`settings` is their JSON object; EngineError when it is none or a field is out of range."""

    def stake(self, level: int, lost: int, payout_rate_ppm: int) -> int | None:
        """Stake of `level` (1 … 20) after `lost` minor units, at a profit of `payout_rate_ppm` millionths.

        None when it passes 10**15 minor units or the level does not exist.
        """

def color(open_pips: int, close_pips: int) -> str:
    """Colour of a candle: "GREEN", "RED" or "DOJI"."""

def signs(opens: Buffer, closes: Buffer, *, pip_size: float | None = None) -> bytes:
    """Sign of every candle as int8: 1 GREEN, -1 RED, 0 DOJI.

    Args:
        opens: one-dimensional buffer of int64 pips, or with `pip_size` of float64 price units on a grid of
            `pip_size` (noise below half a pip is no difference).
        closes: as many, of the same kind.
        pip_size: smallest price step, price units, > 0.

    Raises:
        SeriesError: the buffers do not fit, or hold something that is no number.
    """

def streaks(opens: Buffer, closes: Buffer, *, doji_policy: str, pip_size: float | None = None) -> bytes:
    """Signed streak after every candle as native int32: +n is n GREEN, -n is n RED, 0 is none.

    Arguments and errors as `signs`; `doji_policy` is "break" or "ignore".
    """

def backtest(
    opens: Buffer,
    closes: Buffer,
    *,
    settings: str,
    balance: int,
    payout_rate_ppm: int,
    times: Buffer | None = None,
    pip_size: float | None = None,
) -> tuple[str, bytes]:
    """The candle-settled backtest in one call, the GIL released.

    Returns:
        The summary as a JSON object, and the closed sequences as rows of five native int64: trigger index,
        close index, final level, profit (minor units), index of the reason in `reasons()`.

    Args:
        opens: as `signs`.
        closes: as `signs`.
        settings: JSON object of the settings.
        balance: starting balance, minor units, 0 … 10**15.
        payout_rate_ppm: profit of a win per stake, millionths, 1 … 10**8.
        times: int64 open times, epoch seconds, growing by 60 or more; a missing minute resets the streak.
            Without them candle i is minute i from epoch 0.
        pip_size: as `signs`.

    Raises:
        SeriesError: the buffers do not fit, or hold something that is no number.
        EngineError: settings, balance or rate out of range.
    """

def reasons() -> list[str]:
    """Why sequences close, in the order in which `backtest` numbers them."""
