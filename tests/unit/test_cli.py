"""What a user of the command line sees: data on stdout, one clear message on stderr, never a traceback."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import Abutre


def test_the_version_is_printed(abutre: Abutre) -> None:
    code, out, _ = abutre("--version")
    assert code == 0
    assert out.startswith("abutre 0.")


def test_no_command_prints_the_help(abutre: Abutre) -> None:
    _, out, err = abutre()
    for command in ("serve", "backtest", "settings"):
        assert command in out + err


def test_an_unknown_flag_is_bad_input(abutre: Abutre) -> None:
    code, out, err = abutre("serve", "--paper-money")
    assert (code, out) == (2, "")
    assert "--paper-money" in err


def test_a_bad_variable_is_one_message(abutre: Abutre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_SPEED", "fast")
    code, out, err = abutre("serve")
    assert (code, out) == (2, "")
    assert err.startswith("abutre: speed (ABUTRE_SPEED): expected")


def test_a_bot_sets_python_so_that_orders_wait_little(abutre: Abutre) -> None:
    before = sys.getswitchinterval()
    gc.unfreeze()
    try:
        code, _, err = abutre("serve", "--host", "0.0.0.0")  # noqa: S104 (it is refused)
        assert (code, "ABUTRE_AUTH_SECRET" in err) == (2, True)
        assert gc.get_freeze_count() > len(gc.get_objects())
        assert sys.getswitchinterval() < before
    finally:
        sys.setswitchinterval(before)
        gc.unfreeze()


def test_the_module_is_the_command(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{")
    ended = subprocess.run(
        [sys.executable, "-m", "abutre", "backtest", str(file)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"abutre: {file}: expected JSON")
