"""How Deriv is reached: from variables, without ever showing one."""

from pathlib import Path

import pytest

from abutre.adapters.deriv.config import REST_URL, SOCKET_URLS, AccountKind, Generation
from abutre.app.deriv_access import deriv_access, in_real_time
from abutre.domain.errors import UserError
from tests.fakes.feed import FakeFeed


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("API", "APP_ID", "API_TOKEN", "REST_URL", "WS_URL"):
        monkeypatch.delenv(f"DERIV_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_token_and_application_are_enough_for_derivs_own_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIV_API_TOKEN", "planted-secret")
    monkeypatch.setenv("DERIV_APP_ID", "1089")
    access = deriv_access(AccountKind.DEMO)
    assert (access.api, access.app_id, access.token) == (Generation.OPTIONS, "1089", "planted-secret")
    assert (access.rest_url, access.ws_url) == (REST_URL, SOCKET_URLS[Generation.OPTIONS])
    assert access.account_kind is AccountKind.DEMO
    assert "planted-secret" not in repr(access)


def test_the_file_serves_as_well_and_addresses_may_point_elsewhere(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "ABUTRE_PORT=9\nDERIV_API=legacy\nDERIV_API_TOKEN=t\nDERIV_APP_ID=1\nDERIV_WS_URL=ws://127.0.0.1:9/x\n"
    )
    access = deriv_access(AccountKind.DEMO)
    assert (access.api, access.ws_url) == (Generation.LEGACY, "ws://127.0.0.1:9/x")


def test_what_is_missing_is_named() -> None:
    with pytest.raises(UserError, match="DERIV_API_TOKEN, DERIV_APP_ID: missing"):
        deriv_access(AccountKind.DEMO)


def test_what_is_wrong_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIV_API", "planted-secret")
    monkeypatch.setenv("DERIV_API_TOKEN", "t")
    monkeypatch.setenv("DERIV_APP_ID", "1")
    with pytest.raises(UserError, match="DERIV_API: missing or wrong") as refused:
        deriv_access(AccountKind.DEMO)
    assert "planted-secret" not in str(refused.value)


def test_only_derivs_own_market_keeps_the_time_of_the_real_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERIV_API_TOKEN", "planted-secret")
    monkeypatch.setenv("DERIV_APP_ID", "1089")
    feed = FakeFeed(())
    assert in_real_time(deriv_access(AccountKind.DEMO), feed) is feed
    monkeypatch.setenv("DERIV_WS_URL", "ws://127.0.0.1:9000/trading/v1/options/ws")
    assert in_real_time(deriv_access(AccountKind.DEMO), feed) is None
