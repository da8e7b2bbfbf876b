"""Settings are taken as a whole: all good, or every bad field named and nothing changed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abutre.domain.errors import SettingsError
from abutre.domain.settings import SETTING_NAMES, DojiPolicy, Settings, StakePolicy, presented, updated
from tests import strategies


def refusal(update: dict[str, object]) -> dict[str, str]:
    """The message by field."""
    with pytest.raises(SettingsError) as caught:
        updated(Settings(), update)
    return caught.value.errors


def test_the_defaults_are_those_of_the_rules() -> None:
    assert presented(Settings()) == {
        "delay_threshold": 8,
        "max_level": 10,
        "initial_stake": 1.0,
        "multiplier": 2.0,
        "max_drawdown": 25.0,
        "auto_trading": True,
        "doji_policy": "break",
        "stake_policy": "multiplier",
        "max_daily_loss": None,
        "require_full_ladder": False,
    }


def test_a_part_of_the_settings_leaves_the_rest() -> None:
    settings = updated(Settings(max_level=3), {"delay_threshold": 10, "initial_stake": 2.00})
    assert settings == Settings(max_level=3, delay_threshold=10, initial_stake=200)


@pytest.mark.parametrize(
    ("name", "value", "field", "stored"),
    [
        ("delay_threshold", 2, "delay_threshold", 2),
        ("delay_threshold", 50, "delay_threshold", 50),
        ("delay_threshold", 8.0, "delay_threshold", 8),
        ("max_level", "20", "max_level", 20),
        ("max_level", 1, "max_level", 1),
        ("initial_stake", 0.35, "initial_stake", 35),
        ("initial_stake", 10_000, "initial_stake", 1_000_000),
        ("initial_stake", "1.10", "initial_stake", 110),
        ("initial_stake", 1.1, "initial_stake", 110),
        ("multiplier", 1, "multiplier_e4", 10_000),
        ("multiplier", 2.1053, "multiplier_e4", 21_053),
        ("multiplier", Decimal("10.0"), "multiplier_e4", 100_000),
        ("max_drawdown", 1, "max_drawdown_bp", 100),
        ("max_drawdown", 12.5, "max_drawdown_bp", 1_250),
        ("max_drawdown", 100, "max_drawdown_bp", 10_000),
        ("auto_trading", False, "auto_trading", False),
        ("doji_policy", "ignore", "doji_policy", DojiPolicy.IGNORE),
        ("stake_policy", "recover", "stake_policy", StakePolicy.RECOVER),
        ("max_daily_loss", 0.01, "max_daily_loss", 1),
        ("max_daily_loss", None, "max_daily_loss", None),
        ("require_full_ladder", True, "require_full_ladder", True),
    ],
)
def test_what_the_table_allows_is_taken(name: str, value: object, field: str, stored: object) -> None:
    assert getattr(updated(Settings(max_daily_loss=5), {name: value}), field) == stored


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("delay_threshold", 1),
        ("delay_threshold", 51),
        ("delay_threshold", 2.5),
        ("delay_threshold", True),
        ("delay_threshold", None),
        ("delay_threshold", [8]),
        ("max_level", 0),
        ("max_level", 21),
        ("initial_stake", 0.34),
        ("initial_stake", 10_000.01),
        ("initial_stake", 1.005),
        ("initial_stake", -1),
        ("initial_stake", float("nan")),
        ("initial_stake", float("inf")),
        ("initial_stake", "NaN"),
        ("initial_stake", "one"),
        ("initial_stake", ""),
        ("multiplier", 0.99),
        ("multiplier", 10.0001),
        ("multiplier", 2.00001),
        ("max_drawdown", 0.99),
        ("max_drawdown", 100.01),
        ("auto_trading", 1),
        ("auto_trading", "true"),
        ("auto_trading", None),
        ("doji_policy", "skip"),
        ("doji_policy", None),
        ("stake_policy", 1),
        ("stake_policy", {}),
        ("max_daily_loss", 0),
        ("max_daily_loss", -5),
        ("max_daily_loss", 0.001),
        ("max_daily_loss", False),
        ("require_full_ladder", "no"),
    ],
)
def test_anything_else_is_refused_saying_what_was_found_and_expected(name: str, value: object) -> None:
    errors = refusal({name: value})
    assert list(errors) == [name]
    assert "expected" in errors[name]
    assert "found" in errors[name]


def test_every_bad_field_is_named_and_the_good_ones_change_nothing() -> None:
    errors = refusal({"max_level": 99, "delay_threshold": 9, "multiplier": "x", "speed": 1})
    assert set(errors) == {"max_level", "multiplier", "speed"}


def test_an_unknown_setting_is_answered_with_the_known_ones() -> None:
    (message,) = refusal({"speed": 1}).values()
    assert all(name in message for name in SETTING_NAMES)


def test_an_empty_update_is_refused() -> None:
    assert list(refusal({})) == ["update"]


def test_an_endless_value_makes_a_short_message() -> None:
    errors = refusal({"initial_stake": "9" * 100_000, "k" * 100_000: 1})
    assert all(len(name) + len(message) < 500 for name, message in errors.items())


@pytest.mark.parametrize("value", ["1e999999999", "-1e999999999", "1e-999999999", 10**400, 1e308])
def test_absurd_numbers_are_refused_and_quickly(value: object) -> None:
    for name in ("delay_threshold", "initial_stake", "multiplier", "max_drawdown", "max_daily_loss"):
        assert list(refusal({name: value})) == [name]


@given(strategies.settings())
def test_what_is_presented_is_taken_back(settings: Settings) -> None:
    assert updated(Settings(), presented(settings)) == settings


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(SETTING_NAMES) | st.text(), ANYTHING, max_size=5))
def test_whatever_comes_the_result_is_settings_or_a_settings_error(update: dict[str, object]) -> None:
    try:
        settings = updated(Settings(), update)
    except SettingsError:
        return
    assert updated(Settings(), presented(settings)) == settings
