"""Goes on where a simulator stopped, by whatever it was stopped."""

from collections.abc import Callable, Sequence

from abutre.simulator.accounts import Accounts
from abutre.simulator.archive import Archive, World
from abutre.simulator.exchange import Exchange
from abutre.simulator.market import Market, Recorded
from abutre.simulator.symbols import SYMBOLS


def resumed(
    archive: Archive,
    world: World,
    *,
    clock_now: Callable[[], int],
    recorded: Recorded | None = None,
    symbols: Sequence[str] | None = None,
) -> Exchange:
    """The exchange as it was; the market goes on at its `resumption` with the same prices.

    What the contracts have lived through since they were written is lived through again, unseen: the same
    ticks and the same delays come out.

    Args:
        archive: what an earlier exchange left behind.
        world: `archive.world()`.
        clock_now: market epoch, at least the `resumption`.
        recorded: the same recorded ticks that the earlier market had.
        symbols: codes to make, and those of open contracts; all when not given.
    """
    wanted = {*(symbols or SYMBOLS), *(contract.symbol for contract in archive.open_contracts())}
    market = Market(
        seed=world.seed,
        start=world.start,
        recorded=recorded,
        symbols=[code for code in SYMBOLS if code in wanted],
    )
    for symbol, spans in world.hidden.items():
        for span in spans:
            if symbol in wanted:
                market.hide(symbol, span)
    market.skip(world.now)
    exchange = Exchange(
        market=market,
        accounts=Accounts(archive.accounts()),
        clock_now=clock_now,
        commission=world.commission,
        archive=archive,
    )
    if exchange.book.open():
        exchange.advance(resumption(archive, world))
        exchange.drain()
    market.skip(resumption(archive, world))
    return exchange


def resumption(archive: Archive, world: World) -> int:
    """Market epoch to go on at: nobody was shown a later one."""
    return max(archive.horizon(), world.now)
