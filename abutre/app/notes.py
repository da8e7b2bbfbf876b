"""How contracts settle and what a win pays, in one sentence for status messages and the log."""

from abutre.app.amounts import rate
from abutre.app.config import Config


def note_of(settled_by: str, config: Config) -> str:
    """Where nothing is quoted."""
    return (
        f"Contracts settle by {settled_by}; a win is assumed to pay {rate(config.payout_rate)} of the stake."
    )


def deriv_note(config: Config) -> str:
    """At Deriv, or on paper in its market."""
    what = "on paper, by Deriv's ticks" if config.paper_trading else "at Deriv"
    return f"Contracts settle {what}; a win pays what Deriv quotes."
