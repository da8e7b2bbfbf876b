"""A simulator goes on from its file as if nothing had been, wherever it was cut off."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from abutre.simulator import book
from abutre.simulator.archive import Archive
from abutre.simulator.clock import PromisedClock
from abutre.simulator.errors import ApiError, SimulatorFileError
from abutre.simulator.exchange import Exchange
from abutre.simulator.happenings import Happening, TickHappened
from abutre.simulator.ledger import ProfitFilter, StatementFilter
from abutre.simulator.market import DAY
from abutre.simulator.state import resumed
from tests.manual_clock import ManualClock
from tests.simulated_exchange import START, Bench, account, ticks

SYMBOLS = ["R_100", "1HZ100V"]


def killed(archive: Path) -> Path:
    """The files as a process leaves them that ends at this instant."""
    copy = archive.with_name("copy")
    for suffix in ("", "-wal"):
        if archive.with_name(archive.name + suffix).exists():
            shutil.copy(archive.with_name(archive.name + suffix), copy.with_name(copy.name + suffix))
    return copy


def restarted(bench: Bench, path: Path, symbols: Sequence[str] | None = None) -> Exchange:
    """Another exchange from what is on disk now, at the time of the bench."""
    archive = Archive(killed(path))
    archive.look_ahead(bench.time)
    world = archive.world()
    assert world is not None
    return resumed(
        archive,
        world,
        clock_now=lambda: bench.time,
        recorded=bench.recorded,
        symbols=SYMBOLS if symbols is None else symbols,
    )


def busy_bench(path: Path) -> Bench:
    """Contracts that wait, run, are expired and closed."""
    bench = Bench(archive=Archive(path))
    bench.buy("CALL", duration=15, duration_unit="s")
    bench.run(20)
    bench.market.gap("R_100", 6)
    bench.exchange.keep()
    bench.buy("PUT", duration=15, duration_unit="s")
    bench.buy("CALL", symbol="1HZ100V", duration=10, duration_unit="t")
    bench.run(8)
    bench.buy("PUTE")
    bench.run(7)
    bench.buy("CALLE", duration=5, duration_unit="t")
    return bench


@pytest.mark.parametrize("seconds", [0, 3, 11, 40])
def test_whenever_it_is_cut_off_it_goes_on_as_if_nothing_had_been(tmp_path: Path, seconds: int) -> None:
    bench = busy_bench(tmp_path / "state")
    bench.run(seconds)
    again = restarted(bench, tmp_path / "state")
    bench.exchange.drain()

    def rest(exchange: Exchange) -> list[Happening]:
        return exchange.advance(bench.time + 100)

    expected = rest(bench.exchange)
    assert rest(again) == expected
    assert {type(one) for one in expected} >= {TickHappened}
    demo = again.accounts.get(bench.demo.account_id)
    assert demo.balance == bench.demo.balance
    assert again.portfolio(demo) == []
    statement = again.statement(demo, StatementFilter())
    assert statement == bench.exchange.statement(bench.demo, StatementFilter())
    closed = again.profit_table(demo, ProfitFilter())
    assert closed == bench.exchange.profit_table(bench.demo, ProfitFilter())
    assert len(statement) == 2 * len(closed) == 10


def test_a_restarted_market_shows_the_same_past(tmp_path: Path) -> None:
    bench = busy_bench(tmp_path / "state")
    again = restarted(bench, tmp_path / "state")

    assert again.market.now == bench.time
    for symbol in bench.market.symbols:
        assert again.market.ticks(symbol, 1, None, 5000) == bench.market.ticks(symbol, 1, None, 5000)


def test_a_contract_is_settled_though_its_symbol_is_not_asked_for_any_more(tmp_path: Path) -> None:
    bench = Bench(archive=Archive(tmp_path / "state"))
    bought = bench.buy(symbol="1HZ100V")
    again = restarted(bench, tmp_path / "state", ["R_100"])

    again.advance(START + 100)

    assert again.contract(bench.demo, bought.contract_id).is_sold


def test_a_restarted_recording_goes_on_where_it_was(tmp_path: Path) -> None:
    falling = ticks(*[f"{100 - number / 100:.2f}" for number in range(100)])
    bench = Bench(falling, archive=Archive(tmp_path / "state"))
    bought = bench.buy("PUT")
    bench.run(30)

    again = restarted(bench, tmp_path / "state")
    again.advance(START + 70)

    assert again.contract(bench.demo, bought.contract_id).status == "won"


def test_every_change_that_moves_no_money_is_kept_too(tmp_path: Path) -> None:
    bench = Bench(archive=Archive(tmp_path / "state"))
    bench.exchange.commission += Decimal("0.01")
    bench.exchange.accounts.add(account("DOT90000009", "demo"))
    bench.exchange.keep()

    again = restarted(bench, tmp_path / "state")

    assert again.commission == bench.exchange.commission
    assert [one.account_id for one in again.accounts.all()][-1] == "DOT90000009"


def test_after_months_without_a_trade_the_same_hour_follows(tmp_path: Path) -> None:
    bench = Bench(archive=Archive(tmp_path / "state"))
    bench.exchange.reset_demo(bench.demo)
    bench.time += 200 * DAY
    again = restarted(bench, tmp_path / "state")
    bench.market.skip(bench.time)

    assert again.market.advance(bench.time + 60) == bench.market.advance(bench.time + 60)


def test_only_the_newest_contracts_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "KEPT", 3)
    bench = Bench(archive=Archive(tmp_path / "state"))
    held = bench.buy(duration=1, duration_unit="h")
    bought = []
    for _ in range(5):
        bought.append(bench.buy(duration=15, duration_unit="s"))
        bench.run(30)

    kept = [one.contract_id for one in bought[-3:]]
    closed = bench.exchange.profit_table(bench.demo, ProfitFilter(ascending=True))
    assert [one.contract_id for one in closed] == kept
    moved = bench.exchange.statement(bench.demo, StatementFilter())
    assert {one.contract_id for one in moved} == {held.contract_id, *kept}
    assert bench.exchange.portfolio(bench.demo)[0].contract_id == held.contract_id
    with pytest.raises(ApiError, match="ContractNotFound"):
        bench.exchange.contract(bench.demo, bought[0].contract_id)


def test_no_time_is_told_that_is_not_on_disk(tmp_path: Path) -> None:
    archive, clock = Archive(tmp_path / "state"), ManualClock(START)
    promised = PromisedClock(clock, archive.look_ahead, ahead=5)
    horizons = []
    for _ in range(20):
        now = promised.now()
        horizons.append(archive.horizon())
        assert now <= archive.horizon() <= now + 5
        clock.advance(1)
    assert len(set(horizons)) == 4


def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"version": 1}' * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
        other.execute("CREATE TABLE things (name)")
    with closing(sqlite3.connect(tmp_path / "newer.db")) as newer:
        Archive(tmp_path / "newer.db").close()
        newer.execute("PRAGMA user_version = 2")

    for name in ("old.json", "other.db", "newer.db", "absent/state"):
        path = tmp_path / name
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(SimulatorFileError, match=f"{name} cannot be gone on from: .* that --state wrote"):
            Archive(path)
        assert before == (path.read_bytes() if path.exists() else None)


def test_a_file_that_is_in_use_is_refused(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "state")

    with pytest.raises(SimulatorFileError, match="locked"):
        Archive(tmp_path / "state")
    archive.close()


def test_nobody_but_the_user_reads_what_a_simulator_keeps(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "simulator.db")
    archive.look_ahead(START)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    archive.close()
