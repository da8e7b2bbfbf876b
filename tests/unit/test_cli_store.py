"""`abutre backup`, `restore` and `store copy`: what they print, and what they refuse."""

from pathlib import Path

import pytest

from tests.command_line import Abutre


def test_a_backup_is_restored_elsewhere(abutre: Abutre, tmp_path: Path) -> None:
    abutre("settings", "set", "max_level=6")
    saved = abutre("backup", str(tmp_path / "backup.db"))
    assert saved == (0, "", f"saved 1 rows to {tmp_path / 'backup.db'}\n")

    restored = abutre("restore", str(tmp_path / "backup.db"), "--data-dir", "elsewhere")

    assert restored == (0, "", f"restored 1 rows from {tmp_path / 'backup.db'}\n")
    assert "max_level=6" in abutre("settings", "show", "--data-dir", "elsewhere")[1].split()


def test_a_restore_over_settings_needs_a_word(abutre: Abutre) -> None:
    abutre("settings", "set", "max_level=6")
    abutre("backup", "backup.db")
    abutre("settings", "set", "max_level=7")

    code, out, err = abutre("restore", "backup.db")
    assert (code, out) == (2, "")
    assert "restore with --replace" in err
    assert abutre("restore", "backup.db", "--replace")[0] == 0
    assert "max_level=6" in abutre("settings", "show")[1].split()


def test_a_copy_names_both_stores(abutre: Abutre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    abutre("settings", "set", "max_level=6", "--data-dir", "one")
    monkeypatch.setenv("ABUTRE_STORE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nowhere")

    assert abutre("store", "copy", "one", "two") == (0, "", "copied 1 rows, counted at both ends\n")
    code, out, err = abutre("store", "copy", str(tmp_path / "three"), "two")
    assert (code, out) == (2, "")
    assert "found none" in err
    assert not (tmp_path / "three").exists()


def test_a_url_that_is_none_is_not_repeated(abutre: Abutre) -> None:
    code, _, err = abutre("store", "copy", "one", "mysql://me:geheim@host/database")
    assert code == 2
    assert "expected postgresql+psycopg://" in err
    assert "geheim" not in err
