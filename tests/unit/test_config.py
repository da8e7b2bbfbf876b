"""One configuration from flags, environment and `.env`; whatever is wrong is named, all of it at once."""

import os
from pathlib import Path

import pytest

from abutre.app.config import load_config
from abutre.domain.errors import UserError
from abutre.domain.model import AccountMode

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in [key for key in os.environ if key.upper().startswith("ABUTRE_")]:
        monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def refusal(**flags: object) -> str:
    with pytest.raises(UserError) as refused:
        load_config(flags)
    return str(refused.value)


def test_nothing_said_means_a_simulated_deriv_in_this_process(tmp_path: Path) -> None:
    config = load_config({})
    assert (config.host, config.port) == ("127.0.0.1", 8000)
    assert config.data_dir == tmp_path / "data" / "abutre"
    assert (config.symbol.name, config.market, config.source) == ("V100", "simulator", "simulator")
    assert (config.account, config.at_deriv) == ("deriv", True)
    assert (config.speed, config.balance, config.payout_rate) == (600, 200_000, 923_000)
    assert config.mode is AccountMode.SIMULATED
    assert config.cors_origins == ()
    assert config.log_level == "info"


def test_without_xdg_the_data_is_kept_under_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert load_config({}).data_dir == Path("/home/somebody/.local/share/abutre")


def test_flags_win_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("ABUTRE_PORT=1\nABUTRE_SPEED=1\nABUTRE_BALANCE=1\nOTHER=x\n")
    monkeypatch.setenv("ABUTRE_PORT", "2")
    monkeypatch.setenv("abutre_speed", "2")
    config = load_config({"port": "3", "speed": None})
    assert (config.port, config.speed, config.balance) == (3, 2, 100)


def test_values_are_read_exactly() -> None:
    config = load_config(
        {
            "symbol": "1hz100v",
            "balance": "1234.50",
            "replay": "some/ticks.csv.gz",
            "speed": "0",
            "paper_trading": True,
            "data_dir": "~/bot",
        }
    )
    assert config.symbol.name == "V100(1s)"
    assert config.balance == 123_450
    assert (config.market, config.source) == ("replay", "replay:ticks.csv.gz")
    assert config.speed == 0
    assert config.mode is AccountMode.PAPER
    assert config.data_dir == Path.home() / "bot"


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_CORS_ORIGINS", "http://localhost:5173, https://dash.example")
    assert load_config({}).cors_origins == ("http://localhost:5173", "https://dash.example")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_PORT", "")
    assert load_config({}).port == 8000


def test_an_unknown_variable_is_named_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_PROT", "1")
    message = refusal()
    assert "unknown key ABUTRE_PROT in the environment" in message
    assert "ABUTRE_PORT" in message


def test_an_unknown_key_of_the_file_is_named_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ABUTRE_MAX_LEVEL=3\n")
    message = refusal()
    assert "unknown key ABUTRE_MAX_LEVEL in .env" in message
    assert "ABUTRE_BALANCE" in message


def test_a_file_of_other_bytes_than_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"ABUTRE_HOST=\xff\xfe\n")
    assert ".env: expected text in UTF-8" in refusal()


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_PAYOUT_RATE", "0.9230001")
    message = refusal(port="http", balance="-1")
    lines = message.splitlines()
    assert len(lines) == 3
    assert lines[0] == "port (ABUTRE_PORT): expected a port from 0 to 65535, found 'http'"
    assert lines[1].startswith("balance (ABUTRE_BALANCE): expected an amount above 0")
    assert lines[2].endswith("such as 0.923, found '0.9230001'")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "65536"),
        ("port", "-1"),
        ("port", "8e3"),
        ("symbol", "EURUSD"),
        ("speed", "-1"),
        ("speed", "nan"),
        ("speed", "inf"),
        ("speed", "fast"),
        ("balance", "0"),
        ("balance", "1.001"),
        ("balance", "NaN"),
        ("balance", "1e400"),
        ("payout_rate", "0"),
        ("payout_rate", "100.1"),
        ("log_level", "loud"),
        ("paper_trading", "maybe"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_was_found(name: str, value: str) -> None:
    message = refusal(**{name: value})
    assert message.startswith(f"{name} (ABUTRE_{name.upper()}): ")
    assert repr(value) in message
    assert "expected" in message


def test_the_example_file_says_the_defaults(tmp_path: Path) -> None:
    defaults = load_config({})
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert load_config({}) == defaults


def test_demo_means_deriv_and_the_demo_account_unless_paper_is_asked_for() -> None:
    demo = load_config({"demo": True})
    assert (demo.market, demo.account, demo.mode) == ("deriv", "deriv", AccountMode.DEMO)
    paper = load_config({"demo": True, "paper_trading": True})
    assert (paper.market, paper.account, paper.mode) == ("deriv", "paper", AccountMode.PAPER)


@pytest.mark.parametrize("speed", ["0", "1001"])
def test_a_clocked_market_has_a_largest_speed_and_no_endless_one(speed: str) -> None:
    assert f"1000 times its speed at most, found {speed}; 0, as fast as it goes, is for" in refusal(
        speed=speed
    )
    assert load_config({"speed": speed, "replay": "ticks.csv"}).speed == float(speed)


def test_there_is_one_market() -> None:
    with pytest.raises(UserError, match="--demo and --replay"):
        load_config({"demo": True, "replay": "ticks.csv"})


@pytest.mark.parametrize(("flag", "value"), [("speed", "60"), ("balance", "300")])
def test_a_flag_that_would_do_nothing_at_deriv_is_refused(flag: str, value: str) -> None:
    with pytest.raises(UserError, match=f"--{flag}: .* leave it out"):
        load_config({"demo": True, flag: value})
    assert load_config({flag: value}).at_deriv


def test_paper_trading_in_derivs_market_begins_with_the_balance_that_is_asked_for() -> None:
    assert load_config({"demo": True, "paper_trading": True, "balance": "300"}).balance == 30_000


def test_the_configuration_is_frozen() -> None:
    config = load_config({})
    with pytest.raises(ValueError, match="frozen"):
        config.port = 1


def test_the_url_of_the_store_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_STORE_URL", "postgresql+psycopg://u:geheim@h/d")
    config = load_config({})
    assert config.store_url is not None
    assert config.store_url.get_secret_value().endswith("@h/d")
    assert "geheim" not in f"{config!r} {config}"


def test_an_empty_url_of_the_store_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_STORE_URL", "postgresql+psycopg://h/d")
    assert load_config({"store_url": ""}).store_url is None


def test_real_money_is_one_flag_and_never_together_with_play_money(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABUTRE_ALLOW_REAL_MONEY", "yes")
    config = load_config({"live": True, "confirm_max_loss": "1023.00"})
    assert (config.mode, config.market, config.account) == (AccountMode.REAL, "deriv", "deriv")
    assert (config.allow_real_money, config.confirm_max_loss) == (True, 102_300)
    for others in ({"demo": True}, {"replay": "a.csv"}, {"paper_trading": True}):
        assert "leave --live out" in refusal(live=True, **others)
    assert "--speed" in refusal(live=True, speed="1")
    assert "--balance" in refusal(live=True, balance="1")
    assert "add --live" in refusal(demo=True, confirm_max_loss="1")


@pytest.mark.parametrize("word", ["Yes", "true", "1", "no", " yes"])
def test_a_host_allows_real_money_with_one_word_only(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("ABUTRE_ALLOW_REAL_MONEY", word)
    assert f"expected yes or nothing, found {word!r}" in refusal(live=True)
