"""`abutre doctor` on what is well and what is not, against a Deriv on this machine."""

import inspect
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.app.cli import doctor as doctor_command
from abutre.app.cli import serve as serve_command
from abutre.simulator.faults import Fault
from abutre.simulator.launch import READ_TOKEN, REAL_TOKEN, Launched, Wishes, exports, launch
from tests.bot_process import abutre, bot
from tests.postgres import PASSWORD, Cluster
from tests.redis_server import PASSWORD as REDIS_PASSWORD
from tests.redis_server import RedisServer


@pytest.fixture
async def deriv(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Launched]:
    launched = await launch(Wishes(seed=7))
    lead_to(launched, "options", monkeypatch)
    yield launched
    await launched.stop()


def lead_to(deriv: Launched, generation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in exports(deriv.endpoints)[generation].items():
        monkeypatch.setenv(name, value)


async def doctor(data_dir: Path, *flags: str) -> tuple[int, dict[str, str], str]:
    """Exit code, findings as `ok …` or `MEND …` by name, and stderr."""
    code, out, err = await abutre("doctor", "--port", "0", "--data-dir", str(data_dir), *flags)
    assert "Traceback" not in err
    lines = [line.partition(": ") for line in out.splitlines()]
    return code, {about[6:]: f"{about[:4].strip()} {told}" for about, _, told in lines}, err


def names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


def lose_database(data_dir: Path) -> None:
    for file in data_dir.glob("abutre.db*"):
        file.unlink()


def bad(findings: dict[str, str]) -> set[str]:
    return {about for about, told in findings.items() if told.startswith("MEND")}


async def test_a_machine_on_which_all_is_well_passes_and_is_left_as_it_was(tmp_path: Path) -> None:
    code, findings, err = await doctor(tmp_path / "data")
    assert (code, bad(findings), err) == (0, set(), "")
    assert findings["store"].endswith("nothing yet, serve creates it")
    assert findings["account"] == "ok demo, 2,000.00 USD"
    assert "must win to break even" in findings["quote"]
    assert findings["latency"].startswith("ok round trips of ")
    assert names(tmp_path) == []


async def test_it_may_be_asked_beside_a_running_bot_and_again_after_it(tmp_path: Path) -> None:
    async with bot(tmp_path) as running:
        code, findings, _ = await doctor(tmp_path)
        assert code == 0
        assert findings["store"].endswith("in use by a bot")
        running.signal()
        assert (await running.ended())[0] == 0
    assert (await doctor(tmp_path))[1]["store"].endswith("free")


@pytest.mark.usefixtures("deriv")
@pytest.mark.parametrize("flags", [("--demo",), ("--demo", "--paper-trading")])
async def test_the_demo_account_at_deriv_is_looked_at_and_nothing_is_bought(
    tmp_path: Path, deriv: Launched, flags: tuple[str, ...]
) -> None:
    code, findings, err = await doctor(tmp_path, *flags)
    assert (code, bad(findings)) == (0, set()), err
    assert findings["account"].startswith("ok demo, 10,000.00 USD")
    assert deriv.exchange.accounts.all()[0].balance == 10_000


@pytest.mark.usefixtures("deriv")
@pytest.mark.parametrize("token", ["never-issued", READ_TOKEN])
async def test_a_token_that_cannot_trade_is_named_without_showing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DERIV_API_TOKEN", token)
    code, findings, err = await doctor(tmp_path, "--demo")
    assert (code, bad(findings)) == (2, {"Deriv"})
    assert "token" in findings["Deriv"]
    assert token not in err + str(findings)
    assert err.splitlines()[-1] == "abutre: mend this before a bot trades: Deriv"


async def test_a_legacy_token_of_real_money_is_not_taken_for_the_demo_account(
    tmp_path: Path, deriv: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(deriv, "legacy", monkeypatch)
    monkeypatch.setenv("DERIV_API_TOKEN", REAL_TOKEN)
    code, findings, _ = await doctor(tmp_path, "--demo")
    assert code == 2
    assert "belongs to a real account; expected a demo one" in findings["Deriv"]


async def test_without_a_token_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERIV_API_TOKEN", raising=False)
    code, findings, _ = await doctor(tmp_path, "--demo")
    assert code == 2
    assert "DERIV_API_TOKEN" in findings["Deriv"]


async def test_a_quote_that_is_not_to_be_had_is_named(tmp_path: Path, deriv: Launched) -> None:
    fault = {"fault": "error", "call": "proposal", "code": "WrongResponse", "times": 100}
    deriv.simulator.arm(Fault.model_validate(fault))
    code, findings, _ = await doctor(tmp_path, "--demo")
    assert (code, bad(findings)) == (2, {"quote", "latency"})


async def test_a_deriv_out_of_reach_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = await launch(Wishes())
    lead_to(gone, "options", monkeypatch)
    await gone.stop()
    code, findings, _ = await doctor(tmp_path, "--demo")
    assert (code, bad(findings)) == (2, {"Deriv"})
    assert "check the network" in findings["Deriv"]


@pytest.mark.usefixtures("deriv")
async def test_real_money_is_told_by_its_worst_loss_and_orders_nothing(
    tmp_path: Path, deriv: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABUTRE_AUTH_SECRET", "a-secret-of-at-least-32-bytes-for-tests")
    code, findings, _ = await doctor(tmp_path, "--live")
    assert (code, bad(findings)) == (2, {"real money"})
    assert "ABUTRE_ALLOW_REAL_MONEY=yes" in findings["real money"]
    monkeypatch.setenv("ABUTRE_ALLOW_REAL_MONEY", "yes")
    code, findings, _ = await doctor(tmp_path, "--live", "--confirm-max-loss", "1023.00")
    assert (code, findings["real money"]) == (0, "ok one sequence can lose 1,023.00 USD; confirmed")
    assert deriv.exchange.accounts.all()[1].balance == 1000


async def test_a_data_directory_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, findings, _ = await doctor(tmp_path / "file" / "data")
    assert code == 2
    assert "expected a directory that abutre may write to" in findings["data directory"]


async def test_a_file_that_cannot_be_replayed_is_named(tmp_path: Path) -> None:
    code, findings, _ = await doctor(tmp_path, "--replay", str(tmp_path / "nothing.csv"))
    assert (code, bad(findings)) == (2, {"market"})


async def test_a_database_that_lost_its_end_is_named(tmp_path: Path) -> None:
    async with bot(tmp_path) as running:
        running.signal()
        assert (await running.ended())[0] == 0
    lose_database(tmp_path)
    code, findings, _ = await doctor(tmp_path)
    assert (code, bad(findings)) == (2, {"store"})
    assert "was known to reach entry" in findings["store"]


async def test_a_postgresql_is_looked_at_and_one_out_of_reach_is_named_without_its_password(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.database()
    monkeypatch.setenv("ABUTRE_STORE_URL", url)
    code, findings, _ = await doctor(tmp_path)
    assert (code, findings["store"].endswith("nothing yet, serve creates it")) == (0, True)
    async with bot(tmp_path):
        assert (await doctor(tmp_path))[1]["store"].endswith("in use by a bot")
    monkeypatch.setenv("ABUTRE_STORE_URL", url.replace(str(postgres.port), "1"))
    code, findings, err = await doctor(tmp_path)
    assert (code, bad(findings)) == (2, {"store"})
    assert PASSWORD not in str(findings) + err


def test_it_takes_every_flag_of_serve() -> None:
    taken = [inspect.signature(one).parameters for one in (serve_command.serve, doctor_command.doctor)]
    assert taken[0].keys() == taken[1].keys()


async def test_what_keeps_serve_from_listening_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, findings, err = await doctor(
            *(tmp_path, "--port", str(other.getsockname()[1])),
            *("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")),
            *("--socketio-redis", "redis://127.0.0.1:1/0"),
        )
    assert (code, bad(findings)) == (2, {"address", "TLS", "Redis"})
    assert "is in use by another program; stop that one, or choose another port" in findings["address"]
    assert "cert.pem cannot be read: No such file or directory" in findings["TLS"]
    assert "needs ABUTRE_REDIS_SECRET" in findings["Redis"]
    assert err.splitlines()[-1].endswith("before a bot trades: address, TLS, Redis")


@pytest.mark.parametrize("host", ["203.0.113.1", "..a"])
async def test_an_address_without_tokens_of_another_machine_or_none_is_named(
    tmp_path: Path, host: str
) -> None:
    code, findings, _ = await doctor(tmp_path, "--host", host)
    assert (code, bad(findings)) == (2, {"access", "address"})
    assert "set ABUTRE_AUTH_SECRET" in findings["access"]
    assert "choose another --host" in findings["address"]


async def test_the_port_of_the_bot_that_runs_is_not_to_be_mended(tmp_path: Path) -> None:
    async with bot(tmp_path) as running:
        code, findings, _ = await doctor(tmp_path, "--port", running.url.strip("/").rpartition(":")[2])
    assert (code, bad(findings)) == (0, set())
    assert findings["address"].endswith("is in use, as the store is: a bot runs")


async def test_a_redis_is_asked_and_one_that_refuses_or_is_away_is_named_without_its_password(
    tmp_path: Path, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABUTRE_REDIS_SECRET", "a-secret-of-at-least-32-bytes-for-tests")
    code, findings, _ = await doctor(tmp_path, "--socketio-redis", redis_server.url)
    assert (code, findings["Redis"]) == (0, "ok it answers, and lets the bot in")
    wrong = redis_server.url.replace(REDIS_PASSWORD, "wrong-Passw0rd")
    code, findings, err = await doctor(tmp_path, "--socketio-redis", wrong)
    assert (code, bad(findings)) == (2, {"Redis"})
    assert "refuses the user or the password" in findings["Redis"]
    assert "wrong-Passw0rd" not in str(findings) + err
    redis_server.kill()
    code, findings, _ = await doctor(tmp_path, "--socketio-redis", redis_server.url)
    assert (code, bad(findings)) == (2, {"Redis"})
    assert "cannot be reached" in findings["Redis"]
