"""The command line as a user meets it, in this process."""

import sys
from collections.abc import Callable

import pytest

from abutre.app.cli.main import run

Abutre = Callable[..., tuple[int, str, str]]
"""Runs a command; exit code, stdout and stderr."""


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Abutre:
    """The command `abutre`, which never shows a traceback."""

    def abutre(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["abutre", *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return int(ended.value.code or 0), told.out, told.err

    return abutre
