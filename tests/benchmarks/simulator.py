"""What a simulator costs that has run for long. Run with `make bench`; prints, asserts nothing."""

import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from abutre.simulator.accounts import Account, Accounts
from abutre.simulator.archive import Archive
from abutre.simulator.book import KEPT
from abutre.simulator.exchange import Exchange
from abutre.simulator.market import DAY, Market
from abutre.simulator.state import resumed
from abutre.simulator.terms import Terms

START = 1_800_000_000
DAYS = 180
BALANCE = Decimal(1_000_000)
TERMS = Terms(
    symbol="R_100", contract_type="CALL", currency="USD", amount=Decimal(1), duration=15, duration_unit="s"
)


def _lived_through(path: Path) -> None:
    account = Account(account_id="DOT90000001", kind="demo", token="t", balance=BALANCE)  # noqa: S106 (play money)
    archive, now = Archive(path), START
    market = Market(seed=1, start=START, symbols=["R_100"])
    exchange = Exchange(market=market, accounts=Accounts([account]), clock_now=lambda: now, archive=archive)
    step = DAYS * DAY // KEPT
    began = time.perf_counter()
    for _ in range(KEPT):
        exchange.buy(account, TERMS, Decimal(2))
        exchange.advance(now + 60)
        now += step
        market.skip(now)
    each = (time.perf_counter() - began) / KEPT
    print(f"a contract bought and settled, on disk  {each * 1e3:8.2f} ms")  # noqa: T201 (its job)
    archive.look_ahead(now)
    archive.close()
    print(f"file after {KEPT} contracts            {path.stat().st_size / 1e6:8.1f} MB")  # noqa: T201 (its job)


def _loaded(path: Path, symbols: Sequence[str] | None) -> float:
    began = time.perf_counter()
    archive = Archive(path)
    world = archive.world()
    if world is None:
        raise RuntimeError("nothing was kept")
    horizon = archive.horizon()
    exchange = resumed(archive, world, clock_now=lambda: horizon, symbols=symbols)
    for code in exchange.market.symbols:
        exchange.market.last(code)
    archive.close()
    return time.perf_counter() - began


def main() -> None:
    """Print the table of docs/performance.md."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "simulator.db"
        _lived_through(path)
        print(f"going on after {DAYS} days, one symbol     {_loaded(path, ['R_100']) * 1e3:8.1f} ms")  # noqa: T201 (its job)
        print(f"going on after {DAYS} days, all symbols    {_loaded(path, None) * 1e3:8.1f} ms")  # noqa: T201 (its job)


if __name__ == "__main__":
    main()
