"""Secrets planted in a run stand in nothing that it says or keeps."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
import socketio

from abutre.app.secrecy import forget_secrets
from tests.bot_process import PATIENCE, bot
from tests.tokens import SECRET, signed, token

PLANTED = "planted-deriv-token-0123456789"


async def told_by(url: str, good: str, bad: str) -> str:
    """Everything a client of the bot is told, well and badly behaved."""
    told: list[object] = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("*", lambda *given: told.append(given))
    client.on("connect_error", told.append)
    await client.connect(url, auth={"token": good})
    for name, data in (
        ("bot_command", {"command": "start"}),
        ("bot_command", {"command": good}),
        ("update_settings", {"max_level": 7}),
        ("update_settings", {"max_level": 99}),
        ("nonsense", {"token": good}),
    ):
        told.append(await client.call(name, data))
    await client.disconnect()
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(url, auth={"token": bad})
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/login", "/healthz", "/api/status", f"/nowhere?token={bad}"):
            for headers in ({}, {"Authorization": f"Bearer {good}"}, {"Authorization": f"Bearer {bad}"}):
                answer = await session.get(f"{url}{path}", headers=headers)
                told.append((await answer.text(), dict(answer.headers)))
    return repr(told)


async def test_no_secret_of_a_run_stands_in_what_it_says_or_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = token(who="ana").token, signed(aud="another")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"ABUTRE_AUTH_SECRET={SECRET}\nDERIV_API_TOKEN={PLANTED}\n")
    monkeypatch.setenv("ABUTRE_LOG_LEVEL", "debug")
    async with bot(tmp_path / "data") as running:
        url = running.url.rstrip("/")
        told = await told_by(url, good, bad)
        running.signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            code, log = await running.ended()

    assert code == 0
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b'"action":"connect"' in kept
    for secret in (SECRET, PLANTED, good, bad):
        assert secret not in told
        assert secret not in log
        assert secret.encode() not in kept
        assert secret not in "\n".join(running.greeting)
    assert "code=" not in log


async def test_the_login_link_is_shown_on_a_terminal(tmp_path: Path) -> None:
    ours, terminal = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "abutre", "serve", "--port", "0", "--data-dir", str(tmp_path)),
        stdout=terminal,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "ABUTRE_AUTH_SECRET": SECRET},
    )
    os.close(terminal)
    try:
        with os.fdopen(ours) as screen:
            lines = [await asyncio.to_thread(screen.readline) for _ in range(4)]
    finally:
        process.terminate()
        await process.wait()

    assert re.fullmatch(
        r"Log in within 10 minutes, once: http://127.0.0.1:\d+/login#code=[\w-]{43}\n", lines[3]
    )


SHOWING = {
    "serve": "import abutre.app.serve as running\nrunning._greet = lambda *_: show()",
    "gateway": """
import abutre.app.gateway as running
async def serving(*_): show()
running._serve = serving
""",
}
"""What has a program show its environment when it runs: a bot as it greets, a gateway as it begins."""


@pytest.mark.parametrize("program", SHOWING)
async def test_a_running_program_has_no_secret_in_its_environment(program: str, tmp_path: Path) -> None:
    planted = {
        "ABUTRE_AUTH_SECRET": SECRET,
        "ABUTRE_NOTIFY_URLS": f"json://user:{PLANTED}@127.0.0.1:9",
        "ABUTRE_REDIS_SECRET": f"{PLANTED}-of-32-bytes-and-more",
        "ABUTRE_SOCKETIO_REDIS": f"redis://:{PLANTED}@127.0.0.1:9/0",
        "DERIV_API_TOKEN": PLANTED,
    }
    script = (
        "import json, os\nfrom abutre.app.cli.main import run\n"
        f"def show(): print(json.dumps(dict(os.environ)), flush=True)\n{SHOWING[program]}\nrun()"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, program, "--port", "0", "--data-dir", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **planted, "MARK": "shown"},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            environment = json.loads(await process.stdout.readline())
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()

    assert environment["MARK"] == "shown"
    assert not set(planted) & set(environment)
    assert not any(PLANTED in value or SECRET in value for value in environment.values())


def test_secrets_leave_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("abutre_auth_secret", SECRET)
    monkeypatch.setenv("DERIV_API_TOKEN", PLANTED)
    monkeypatch.setenv("ABUTRE_NOTIFY_URLS", f"tgram://{PLANTED}")
    forget_secrets()

    assert SECRET not in os.environ.values()
    assert not any(PLANTED in value for value in os.environ.values())
