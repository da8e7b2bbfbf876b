"""What a status message adds: how contracts settle, and which payout is assumed."""

from abutre.app.amounts import rate
from abutre.app.config import Config


def assumed_note(settled_by: str, config: Config) -> str:
    """The note of a market that quotes no payout; contracts settle by `settled_by`."""
    return (
        f"Contracts settle by {settled_by}; a win is assumed to pay {rate(config.payout_rate)} of the stake."
    )


def deriv_note(config: Config) -> str:
    """The note of Deriv's market."""
    what = "on paper, by Deriv's ticks" if config.paper_trading else "at Deriv"
    return f"Contracts settle {what}; a win pays what Deriv quotes."
