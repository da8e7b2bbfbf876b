"""What the tests of the command line share."""

from pathlib import Path

import pytest

from tests.command_line import Abutre, command_line


@pytest.fixture
def abutre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Abutre:
    """The command line in an empty directory, with a data directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return command_line(monkeypatch, capsys)
