"""What depends on the market and the account: small answers that the container's providers call."""

from collections.abc import Callable
from hashlib import sha256

from abutre.adapters.deriv.config import DerivConfig
from abutre.adapters.deriv.deriv import Deriv
from abutre.adapters.relay.values import About
from abutre.adapters.replay.feed import ReplayFeed
from abutre.adapters.store.server import Place, Server
from abutre.app.amounts import rate
from abutre.app.config import MOST_SPEED, Config
from abutre.app.deriv_access import is_real_time
from abutre.app.services.bookkeeping import Bookkeeping
from abutre.app.services.latest import Latest
from abutre.app.services.recovery import Opening
from abutre.app.services.trader import Trader
from abutre.domain.events import SettingsChanged
from abutre.domain.model import Book
from abutre.domain.ports import Broker


def brokers(account: Broker, paper: Broker) -> dict[Book, Broker]:
    """Which broker an order of which book goes to."""
    return {Book.ACCOUNT: account, Book.PAPER: paper}


def market_time(bookkeeping: Bookkeeping) -> int:
    """Market time, epoch seconds."""
    return bookkeeping.epoch


def market_speed(config: Config, access: Callable[[], DerivConfig]) -> float:
    """Market seconds per second at most: a Deriv that is not the real one may be a fast simulator."""
    if config.market == "simulator":
        return config.speed
    return MOST_SPEED if config.market == "deriv" and not is_real_time(access()) else 1.0


def note(settled_by: str, config: Config) -> str:
    """What status messages add where the payout is assumed."""
    return (
        f"Contracts settle by {settled_by}; a win is assumed to pay {rate(config.payout_rate)} of the stake."
    )


def replay_note(config: Config, feed: ReplayFeed) -> str:
    """As `note`, for a replay."""
    return note("candle colour" if feed.kind == "candles" else "ticks", config)


def deriv_note(config: Config) -> str:
    """As `note`, where Deriv quotes."""
    where = "Deriv" if config.market == "deriv" else "the simulated Deriv"
    what = f"on paper, by the ticks of {where}" if config.paper_trading else f"at {where}"
    return f"Contracts settle {what}; a win pays what it quotes."


def deriv_currency(deriv: Deriv) -> str:
    """Of the account; of the paper one, when none is open."""
    account = deriv.account()
    return "USD" if account is None else account.currency


def deriv_source(config: Config, deriv: Deriv) -> str:
    """What the journal calls the market; another account is another run, whose id stays out of it."""
    account = deriv.account()
    fingerprint = "" if account is None else sha256(account.account_id.encode()).hexdigest()[:16]
    return f"{config.source}:{fingerprint}"


def latest(opening: Opening) -> Latest:
    """What clients are shown before anything has happened."""
    stored = opening.settings
    return Latest(
        seq=opening.last_seq,
        settings=SettingsChanged(settings=stored.settings, version=stored.version),
        recent=opening.recent,
    )


def about(config: Config, trader: Trader, run_id: int) -> About:
    """What gateways must know of the bot."""
    return About(
        symbol=config.symbol.code,
        mode=config.mode,
        run_id=run_id,
        seq=trader.latest.seq,
        epoch=trader.epoch,
    )


def always() -> bool:
    """Answer for a broker in this process: it can be spoken to."""
    return True


def never() -> int:
    """Answer for a market in this process: no connection to it was ever lost."""
    return 0


def store_place(config: Config) -> Place:
    """PostgreSQL where there is a URL, else SQLite in the data directory.

    Raises:
        StoreError: the URL or the bot's name is not one.
    """
    url = config.store_url
    if url is None:
        return config.data_dir
    return Server.at(url.get_secret_value(), config.bot, data_dir=config.data_dir)
