"""What `abutre doctor` looks at, one after the other, with everything that `serve` would use."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from abutre.adapters.relay.line import LostError
from abutre.adapters.web.address import InUseError, check_address
from abutre.app.amounts import money
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.exposure import check_exposure
from abutre.app.live import check_consent
from abutre.app.odds import odds
from abutre.app.secrecy import forget_secrets
from abutre.app.services.check_up import Finding, check_clock, check_disk, check_latency, found
from abutre.app.simulated import simulated_deriv
from abutre.domain.errors import UserError

Tell = Callable[[Finding], None]


async def examine(config: Config, tell: Tell) -> None:
    """Tell every finding as soon as there is one; what cannot be looked at after a bad one is left out."""
    container = Container(config=config)
    tell(await found("access", _access(container)))
    tell(await found("address", _address(container)))
    tell(await found("TLS", _tls(container)))
    if config.audience == "gateways":
        tell(await found("Redis", _redis(container)))
    tell(await found("data directory", asyncio.to_thread(container.data_directory().look)))
    tell(await found("disk", check_disk(container.host())))
    tell(await found("store", _store(container)))
    if config.market == "replay":
        tell(await found("market", _replay(container)))
        tell(await found("notifications", _notifications(container)))
        return
    try:
        async with simulated_deriv(config, kept=False) as simulated:
            if simulated is not None:
                container.simulator_access.override(simulated)
            container.deriv_access()
            forget_secrets()
            async with container.venue():
                await _at_deriv(container, tell)
    except UserError as error:
        tell(Finding(about="Deriv", told=str(error), is_well=False))


async def _at_deriv(container: Container, tell: Tell) -> None:
    config, clock, broker = container.config(), container.clock(), container.deriv_broker()
    tell(Finding(about="Deriv", told=_opened(container), is_well=True))
    feed = container.real_time()
    if feed is not None:
        tell(await found("clock", check_clock(feed, clock)))
    tell(await found("account", _account(container)))
    tell(await found("quote", _quote(container)))
    tell(await found("latency", check_latency(broker, clock)))
    tell(await found("notifications", _notifications(container)))
    if config.live:
        tell(await found("real money", _real_money(container)))


async def _access(container: Container) -> str:
    config = container.config()
    check_exposure(config, config.mode)
    container.entrance()
    return "whoever connects shows a token" if config.has_auth else "nobody but this machine may connect"


async def _address(container: Container) -> str:
    config = container.config()
    try:
        return check_address(config.host, config.port)
    except InUseError:
        if await asyncio.to_thread(container.examination().is_taken):
            return f"port {config.port} of {config.host} is in use, as the store is: a bot runs"
        raise


async def _tls(container: Container) -> str:
    return "plain HTTP" if container.front.tls() is None else f"https with {container.config().tls_cert}"


async def _redis(container: Container) -> str:
    line = container.relay.line()
    try:
        await line.check()
    except LostError as lost:
        raise UserError(f"{lost}. Start it, or correct the address") from None
    finally:
        await line.close()
    return "it answers, and lets the bot in"


async def _store(container: Container) -> str:
    return await asyncio.to_thread(lambda: container.examination().look())


async def _replay(container: Container) -> str:
    first = datetime.fromtimestamp(await container.feed().now(), UTC)
    return f"{container.config().replay}: begins at {first:%Y-%m-%d %H:%M:%S} UTC"


async def _notifications(container: Container) -> str:
    container.observation.notifier()
    return f"{len(container.config().notify_urls)} addresses; nothing was sent to them"


def _opened(container: Container) -> str:
    config = container.config()
    which = "a simulated one, made for this look" if config.market == "simulator" else "reached"
    return f"{which}; the token may trade, and {config.symbol.name} offers rise and fall for one minute"


async def _account(container: Container) -> str:
    config, account = container.config(), container.deriv().account()
    if account is None:
        raise UserError("Deriv did not say which account it is; try again")
    balance = money(await container.deriv_broker().balance())
    use = ", left alone: trades are on paper" if config.paper_trading else ""
    return f"{account.kind}, {balance} {account.currency}{use}"


async def _quote(container: Container) -> str:
    quote = await container.deriv_broker().quote()
    return odds(quote.payout_rate_ppm, assumed=quote.assumed)


async def _real_money(container: Container) -> str:
    config, currency = container.config(), container.account().currency
    stored = await asyncio.to_thread(lambda: container.examination().settings())
    worst = await container.confirmation().worst_loss(stored.settings)
    asked = config.confirm_max_loss is None and config.allow_real_money
    check_consent(config, worst=worst, found=worst if asked else config.confirm_max_loss, currency=currency)
    how = "serve asks for that amount, or wants it as --confirm-max-loss" if asked else "confirmed"
    return f"one sequence can lose {money(worst)} {currency}; {how}"
