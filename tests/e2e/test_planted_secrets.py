"""Every secret that a bot is given, in a run that uses and fails with each: none is said or kept anywhere."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from abutre.simulator.faults import Fault
from abutre.simulator.launch import TOKEN, Launched, Wishes, exports, launch
from tests import redis_server as redis
from tests.bot_process import PATIENCE, abutre, bot, refused
from tests.e2e.test_secrets import told_by
from tests.postgres import PASSWORD, Cluster
from tests.redis_server import RedisServer
from tests.relayed import SECRET as REDIS_SECRET
from tests.tokens import SECRET, signed, token
from tests.web_client import listening

NOTIFIED = "planted-notify-0123456789"
BAD_DERIV = "planted-bad-deriv-token-0123456789"
CRASH = """
import abutre.app.serve as serving
from abutre.app.cli.main import run
def fail(*_): raise RuntimeError("forced by a test")
serving._greet = fail
run()
"""
"""A bot that ends by a fault of its own, with everything open."""


@pytest.fixture
async def deriv() -> AsyncIterator[Launched]:
    launched = await launch(Wishes(speed=120, seed=7))
    yield launched
    await launched.stop()


def rows_of(postgres: Cluster, database: str) -> str:
    """Everything that stands in a database."""
    tables = postgres.execute(
        "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
        database,
    )
    return repr([postgres.execute(f"SELECT t::text FROM {name} t", database) for (name,) in tables])  # noqa: S608 (its own names)


async def traded(data_dir: Path, deriv: Launched, good: str, bad: str) -> str:
    """A run with a trade, lost connections and bad clients: everything that it said."""
    async with bot(data_dir, "--demo") as running:
        async with listening(running.url, auth={"token": good}) as client:
            await client.named("trade_closed")
            deriv.simulator.arm(Fault(fault="close"))
            await client.until(lambda told: any("is back" in one.payload.get("message", "") for one in told))
            heard = repr(client.told)
        told = await told_by(running.url.rstrip("/"), good, bad)
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {good}"}) as session:
            for path in ("settings", "settings/history", "trades", "contracts", "candles", "alerts"):
                told += await (await session.get(f"{running.url}api/{path}")).text()
            for path in ("api/trades.csv", "metrics", "readyz"):
                told += await (await session.get(f"{running.url}{path}")).text()
        running.signal()
        async with asyncio.timeout(PATIENCE):
            code, log = await running.ended()
    assert code == 0, log
    return "\n".join((heard, told, log, *running.greeting))


async def crashed(data_dir: Path) -> str:
    """What a bot says that ends by a fault."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "faulthandler", "-c", CRASH, "serve", "--demo"),
        *("--port", "0", "--data-dir", str(data_dir)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE):
        said, _ = await process.communicate()
    assert process.returncode != 0
    assert b"forced by a test" in said
    return said.decode()


@pytest.mark.parametrize(("generation", "server"), [("options", False), ("legacy", True)])
async def test_no_planted_secret_is_said_or_kept(
    generation: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    deriv: Launched,
    *,
    postgres: Cluster,
    redis_server: RedisServer,
    server: bool,
) -> None:
    good, bad = token(who="ana").token, signed(aud="another")
    store_url = postgres.database() if server else ""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("ABUTRE_", "DERIV_"))]:
        monkeypatch.delenv(name)
    (tmp_path / ".env").write_text(
        f"ABUTRE_AUTH_SECRET={SECRET}\nABUTRE_LOG_LEVEL=debug\nABUTRE_LOG_FILE={tmp_path / 'data' / 'log'}\n"
        f"ABUTRE_STORE_URL={store_url}\n"
        f"ABUTRE_SOCKETIO_REDIS={redis_server.url}\nABUTRE_REDIS_SECRET={REDIS_SECRET}\n"
        f"ABUTRE_NOTIFY_URLS=json://user:{NOTIFIED}@127.0.0.1:9/{NOTIFIED}\nABUTRE_NOTIFY_LEVEL=1\n"
    )
    for name, value in exports(deriv.endpoints)[generation].items():
        monkeypatch.setenv(name, value)
    data = tmp_path / "data"

    said = [*map(str, await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(data)))]
    said.append(await traded(data, deriv, good, bad))
    said.append(await crashed(data))
    monkeypatch.setenv("DERIV_API_TOKEN", BAD_DERIV)
    said += map(str, await refused(data, "--demo"))
    if server:
        said.append(rows_of(postgres, store_url.rpartition("/")[2]))
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())

    assert ("connect" in said[-1]) if server else (b'"action":"connect"' in kept)
    everything = "\n".join(said).encode() + kept
    accounts = [account.account_id for account in deriv.exchange.accounts.all()]
    for secret in (
        *(SECRET, TOKEN, BAD_DERIV, good, bad, NOTIFIED, PASSWORD, redis.PASSWORD, REDIS_SECRET),
        *accounts,
    ):
        at = everything.find(secret.encode())
        assert at == -1, everything[max(at - 200, 0) : at + 200]
