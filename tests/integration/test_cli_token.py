"""`abutre token`, and when `abutre serve` insists on tokens."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from abutre.adapters.web.entry.identity import Role
from abutre.adapters.web.entry.keys import shared_secret
from abutre.adapters.web.entry.tokens import Authority
from abutre.app.cli.main import app
from abutre.app.config import load_config
from abutre.app.exposure import check_exposure
from abutre.domain.errors import UserError
from abutre.domain.model import AccountMode
from tests.tokens import SECRET
from tests.web_client import host_time

CREATE = ("token", "create", "--role", "viewer", "--expires", "30d")


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ABUTRE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def with_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_AUTH_SECRET", SECRET)


@pytest.mark.usefixtures("with_secret")
def test_a_token_is_printed_alone_with_its_id_beside() -> None:
    result = CliRunner().invoke(app, [*CREATE, "--subject", "ana"])

    identity = Authority(shared_secret(SECRET)).identity(result.stdout.strip())
    assert (identity.who, identity.role) == ("ana", Role.VIEWER)
    assert identity.expires_at is not None
    assert abs(identity.expires_at - host_time() - 30 * 86_400) < 60
    assert result.stderr == f"id {identity.token_id}, viewer, good for 30d\n"


@pytest.mark.usefixtures("with_secret")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--role", "admin", "--expires", "1d"), "--role"),
        (("--role", "viewer", "--expires", "0d"), "--expires"),
        (("--role", "viewer", "--expires", "forever"), "--expires"),
        (("--role", "viewer", "--expires", "-1d"), "--expires"),
        (("--role", "viewer", "--expires", "1d", "--subject", "two words"), "--subject"),
    ],
    ids=range(5),
)
def test_what_cannot_be_issued_is_told(arguments: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(app, ["token", "create", *arguments])

    assert isinstance(result.exception, UserError)
    assert told in str(result.exception)
    assert result.stdout == ""


def test_without_a_secret_nothing_is_issued() -> None:
    result = CliRunner().invoke(app, CREATE)

    assert isinstance(result.exception, UserError)
    assert "ABUTRE_AUTH_SECRET" in str(result.exception)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.mark.usefixtures("data_dir")
def test_revoked_ids_are_kept_and_listed() -> None:
    for token_id in ("b", "a", "b"):
        assert CliRunner().invoke(app, ["token", "revoke", token_id]).exit_code == 0

    assert CliRunner().invoke(app, ["token", "list"]).stdout == "a\nb\n"


@pytest.mark.parametrize("checkpoint", ["abutre.checkpoint", "bots.abutre/abutre.checkpoint"])
def test_it_is_told_where_a_token_was_revoked(data_dir: Path, checkpoint: str) -> None:
    (data_dir / checkpoint).parent.mkdir(exist_ok=True)
    (data_dir / checkpoint).touch()
    result = CliRunner().invoke(app, ["token", "revoke", "a"])

    assert result.stderr == f"revoked a in {data_dir}/revoked-tokens.jsonl\n"


def test_a_directory_without_a_store_may_be_the_wrong_one(data_dir: Path) -> None:
    result = CliRunner().invoke(app, ["token", "revoke", "a"])

    assert result.exit_code == 0
    assert f"{data_dir} holds no bot's store" in result.stderr
    assert "--data-dir" in result.stderr


def test_a_directory_that_does_not_exist_is_the_wrong_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["token", "revoke", "a", "--data-dir", str(tmp_path / "typo")])

    assert isinstance(result.exception, UserError)
    assert "--data-dir" in str(result.exception)
    assert not (tmp_path / "typo").exists()


def test_a_token_is_not_taken_for_an_id() -> None:
    result = CliRunner().invoke(app, ["token", "revoke", "x" * 200])

    assert isinstance(result.exception, UserError)
    assert "x" * 20 not in str(result.exception)


EXPOSED = [
    {"host": "0.0.0.0"},  # noqa: S104 (must be refused)
    {"host": "::"},
    {"host": "192.168.1.5"},
    {"host": "bot.example"},
    {"host": ""},
    {"allowed_hosts": "bot.example"},
    {"trusted_proxies": "10.0.0.2"},
]


@pytest.mark.parametrize("flags", EXPOSED, ids=str)
def test_others_are_let_in_by_tokens_only(flags: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="ABUTRE_AUTH_SECRET"):
        check_exposure(load_config(flags), AccountMode.DEMO)

    monkeypatch.setenv("ABUTRE_AUTH_SECRET", SECRET)
    check_exposure(load_config(flags), AccountMode.DEMO)


@pytest.mark.parametrize(
    "flags", [{}, {"host": "localhost"}, {"host": "::1"}, {"allowed_hosts": "127.0.0.5"}]
)
def test_this_machine_alone_needs_no_token(flags: dict[str, str]) -> None:
    check_exposure(load_config(flags), AccountMode.DEMO)


def test_real_money_is_reached_by_tokens_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="real money"):
        check_exposure(load_config({}), AccountMode.REAL)

    monkeypatch.setenv("ABUTRE_AUTH_SECRET", SECRET)
    check_exposure(load_config({}), AccountMode.REAL)


def test_two_kinds_of_keys_at_once_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ABUTRE_AUTH_SECRET", SECRET)
    monkeypatch.setenv("ABUTRE_AUTH_JWKS", str(tmp_path / "keys.json"))

    with pytest.raises(UserError, match="expected one of"):
        load_config({})


@pytest.mark.usefixtures("with_secret")
def test_the_configuration_shows_its_secret_to_nobody() -> None:
    assert SECRET not in repr(load_config({}))


@pytest.mark.parametrize("networks", ["nonsense", "10.0.0.1/8", "10.0.0.0/40", "10.0.0.1;10.0.0.2"])
def test_what_is_no_network_cannot_be_trusted(networks: str) -> None:
    with pytest.raises(UserError, match="ABUTRE_TRUSTED_PROXIES"):
        load_config({"trusted_proxies": networks})
