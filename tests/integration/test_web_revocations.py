"""The list of revoked tokens: who writes it, who must be able to read it, and what of it can be damaged."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from abutre.adapters.web.entry.revocations import REVOKED_FILE, Revocations
from abutre.domain.errors import UserError

NOBODY = 65_534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A directory that other users can reach, unlike pytest's own."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """Have this process not read `path` for a while, root or not."""
    user = os.geteuid()
    path.chmod(0)
    os.seteuid(NOBODY if user == 0 else user)
    try:
        yield
    finally:
        os.seteuid(user)
        path.chmod(0o600)


@as_root
def test_what_root_revokes_the_bots_own_user_can_read(data_dir: Path) -> None:
    os.chown(data_dir, NOBODY, NOBODY)
    Revocations(data_dir).add("a", now=1)

    status = (data_dir / REVOKED_FILE).stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (NOBODY, NOBODY, 0o600)
    os.seteuid(NOBODY)
    try:
        assert Revocations(data_dir).revoked() == {"a"}
    finally:
        os.seteuid(0)


def test_no_link_leads_root_to_make_and_give_away_another_file(data_dir: Path) -> None:
    (data_dir / REVOKED_FILE).symlink_to(data_dir / "other")

    with pytest.raises(UserError, match="cannot be written"):
        Revocations(data_dir).add("a", now=1)
    assert not (data_dir / "other").exists()


def test_a_list_that_may_not_be_read_is_not_called_damaged(data_dir: Path) -> None:
    Revocations(data_dir).add("a", now=1)

    with (
        unreadable(data_dir / REVOKED_FILE),
        pytest.raises(UserError, match="cannot be read: Permission denied"),
    ):
        Revocations(data_dir)


def test_a_list_is_read_as_soon_as_it_can_be_and_told_of_once_until_then(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    revocations = Revocations(data_dir)
    Revocations(data_dir).add("a", now=1)
    with unreadable(data_dir / REVOKED_FILE):
        for _ in range(3):
            assert revocations.revoked() == frozenset()
    assert revocations.revoked() == {"a"}

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is None
    assert "cannot be read: Permission denied" in record.getMessage()


def test_a_damaged_line_hides_no_other(data_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    Revocations(data_dir).add("a", now=1)
    revocations = Revocations(data_dir)
    with (data_dir / REVOKED_FILE).open("ab") as file:
        file.write(b'{"jti":\n\xff\n[]\n{"jti":"b","at":2}\n')

    for _ in range(3):
        assert revocations.revoked() == {"a", "b"}
    (record,) = caplog.records
    assert "line 2" in record.getMessage()
    with pytest.raises(UserError, match=r"line 2.*expected"):
        Revocations(data_dir)


def test_a_directory_that_does_not_exist_is_not_made(data_dir: Path) -> None:
    with pytest.raises(UserError, match="expected the data directory"):
        Revocations(data_dir / "wrong").add("a", now=1)

    assert list(data_dir.iterdir()) == []


def test_a_data_directory_that_is_a_file_has_no_list(data_dir: Path) -> None:
    (data_dir / "file").touch()

    assert Revocations(data_dir / "file").revoked() == frozenset()
