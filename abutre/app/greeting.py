"""What a bot prints when it is up: where it is, whose money it trades, and what the odds are."""

from abutre.app.amounts import money
from abutre.app.config import Config
from abutre.app.odds import odds
from abutre.domain.model import Account, Quote


def greeting(
    url: str, *, config: Config, account: Account, balance: int, quote: Quote | None, resumed: bool
) -> str:
    """Three lines. `balance` is in minor units; without a `quote` the configured payout is assumed."""
    rate, assumed = (config.payout_rate, True) if quote is None else (quote.payout_rate_ppm, quote.assumed)
    goes_on = ", where it was left" if resumed else ""
    return (
        f"Abutre is running at {url}/\n"
        f"{account.mode} account of {money(balance)} {account.currency}{goes_on}; "
        f"{config.symbol.name} from {_market(config)}.\n"
        f"{odds(rate, assumed=assumed)}\n"
    )


def _market(config: Config) -> str:
    if config.market == "deriv":
        return "Deriv"
    speed = f"at {config.speed:g} times its speed" if config.speed else "as fast as it goes"
    return f"{'a simulated Deriv' if config.replay is None else f'the market in {config.replay}'} {speed}"
