"""The wheel, as a user gets it: built, installed somewhere else, run from there."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import aiohttp
import pytest

from tests.architecture.tracked import ROOT, named, tracked

TOOLS = Path(sys.executable).parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DASHBOARD = "abutre/adapters/web/static"
URL = re.compile(r"http://127\.0\.0\.1:\d+")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a program to its end; its stdout. Shows all it said when it fails."""
    done = subprocess.run(command, cwd=cwd, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the same compiler run that `make dev` has done."""
    out = tmp_path_factory.mktemp("wheel")
    run(TOOLS / "maturin", "build", "--quiet", "--release", "--locked", "--out", out, cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that knows nothing of the repository."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="session")
def environment(elsewhere: Path) -> dict[str, str]:
    """What a program in that folder sees: nothing of the environment the tests run in."""
    hidden = ("ABUTRE_", "PYTHON", "VIRTUAL_ENV")
    seen = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return seen | {"HOME": str(elsewhere)}


@pytest.fixture(scope="session")
def installed(wheel: Path, elsewhere: Path) -> Path:
    """The programs of a fresh environment that holds the wheel and the versions that the lock file names."""
    uv = TOOLS / "uv"
    programs = elsewhere / "env" / "bin"
    locked = run(uv, "export", "--frozen", "--no-dev", "--no-hashes", "--quiet", cwd=ROOT)
    (elsewhere / "locked.txt").write_text(locked, encoding="utf-8")
    run(uv, "venv", "--quiet", "--python", sys.executable, programs.parent, cwd=elsewhere)
    install = (uv, "pip", "install", "--quiet", "--python", programs / "python", "--constraint", "locked.txt")
    run(*install, wheel, cwd=elsewhere)
    return programs


def test_the_wheel_holds_all_that_runs_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    of_the_package = {named(path) for path in tracked() if path.is_relative_to(ROOT / "abutre")}

    assert of_the_package - names == set()
    assert {"abutre/py.typed", "abutre/_core.pyi", "abutre/_core.abi3.so"} <= names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {f"{DASHBOARD}/index.html", f"{DASHBOARD}/index.html.br"} <= names, "run make dashboard first"
    assert {name.split("/")[0] for name in names} == {"abutre", f"abutre-{VERSION}.dist-info"}


def test_the_source_distribution_holds_the_engine_and_its_lock(tmp_path: Path) -> None:
    run(TOOLS / "maturin", "sdist", "--out", tmp_path, cwd=ROOT)
    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"Cargo.lock", "LICENSE", "README.md", "abutre/_core.pyi", "core_rs/engine/src/lib.rs"} <= names
    assert f"{DASHBOARD}/index.html" in names, "make dashboard has not been run"
    assert "core_rs/python/build.rs" in names, "a wheel could be built of it without the dashboard"
    assert not any(name.startswith("tests/") for name in names)


def test_a_release_without_the_dashboard_is_not_built(tmp_path: Path) -> None:
    for path in tracked():
        copy = tmp_path / named(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    # Whatever others have written is compiled already; the copy's own packages count as others.
    env = os.environ | {"CARGO_TARGET_DIR": str(ROOT / "target")}
    env.pop("ABUTRE_WITHOUT_DASHBOARD", None)
    command = (TOOLS / "maturin", "build", "--release", "--locked", "--out", tmp_path / "dist")
    done = subprocess.run(command, cwd=tmp_path, env=env, check=False, capture_output=True, text=True)

    assert done.returncode != 0
    assert "this release has no dashboard: run `make dashboard` first" in done.stderr
    assert list((tmp_path / "dist").glob("*.whl")) == []


def test_the_command_knows_its_version(installed: Path, elsewhere: Path, environment: dict[str, str]) -> None:
    command = run(installed / "abutre", "--version", cwd=elsewhere, env=environment)
    module = run(installed / "python", "-P", "-m", "abutre", "--version", cwd=elsewhere, env=environment)

    assert VERSION in command.split()
    assert module == command


async def read_on(bot: asyncio.subprocess.Process) -> str:
    """Whatever the bot says from here to its end, so that it never waits for a reader."""
    assert bot.stdout is not None
    return (await bot.stdout.read()).decode()


async def address(bot: asyncio.subprocess.Process) -> tuple[str, str]:
    """The address that a starting bot names, and all it has said so far."""
    assert bot.stdout is not None
    said = ""
    while not (url := URL.search(said)):
        line = await bot.stdout.readline()
        assert line, f"the bot ended before it named its address: {said}"
        said += line.decode()
    return url.group(), said


async def test_the_bot_serves_and_stops_when_asked(
    installed: Path, elsewhere: Path, environment: dict[str, str]
) -> None:
    bot = await asyncio.create_subprocess_exec(
        installed / "abutre",
        *("serve", "--port", "0", "--data-dir", elsewhere / "data"),
        cwd=elsewhere,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        url, said = await address(bot)
        rest = asyncio.create_task(read_on(bot))
        async with aiohttp.ClientSession(url) as web, web.get("/healthz") as health, web.get("/") as page:
            answers = (health.status, page.status)
        bot.send_signal(signal.SIGTERM)
        code = await bot.wait()
    finally:
        if bot.returncode is None:
            bot.kill()

    assert answers == (200, 200)
    assert code == 0, said + await rest
