"""What a start says about how contracts settle and what a win pays."""

from abutre.adapters.replay.feed import ReplayFeed
from abutre.app.amounts import rate
from abutre.app.config import Config


def assumed_note(settled_by: str, config: Config) -> str:
    """Where nobody quotes what a win pays; `settled_by` is what decides a contract."""
    return (
        f"Contracts settle by {settled_by}; a win is assumed to pay {rate(config.payout_rate)} of the stake."
    )


def replay_note(config: Config, feed: ReplayFeed) -> str:
    """For a replayed file."""
    return assumed_note("candle colour" if feed.kind == "candles" else "ticks", config)


def deriv_note(config: Config) -> str:
    """For Deriv's market."""
    what = "on paper, by Deriv's ticks" if config.paper_trading else "at Deriv"
    return f"Contracts settle {what}; a win pays what Deriv quotes."
