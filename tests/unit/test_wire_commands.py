"""What clients may say, and how they are told that it makes no sense."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abutre.adapters.web.wire_commands import (
    MAX_BYTES,
    BotCommandData,
    Misunderstood,
    RequestStateData,
    UpdateSettingsData,
    data_of,
    handshake_of,
    settings_update_of,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)
NAMED = st.fixed_dictionaries(
    {}, optional={"command": JSON | st.just("start"), "after_sequence": JSON, "command_id": JSON}
)


@given(st.lists(JSON | NAMED, max_size=3))
def test_anything_at_all_is_understood_or_misunderstood(args: list[object]) -> None:
    for kind in (BotCommandData, RequestStateData, UpdateSettingsData):
        told = ""
        try:
            data_of(kind, "command", args)
        except Misunderstood as misunderstood:
            told = str(misunderstood)
        assert told.isascii()
        assert "\n" not in told
        assert len(told) < 1_000


@given(JSON)
def test_any_handshake_is_understood_or_misunderstood(auth: object) -> None:
    last_seq = None
    with contextlib.suppress(Misunderstood):
        last_seq = handshake_of(auth).last_seq

    assert last_seq is None or 0 <= last_seq < 2**63


def test_a_command_may_be_as_large_as_the_limit_and_not_larger() -> None:
    empty = len('{"max_level": ""}')
    fits: list[object] = [{"max_level": "x" * (MAX_BYTES - empty)}]
    too_large: list[object] = [{"max_level": "x" * (MAX_BYTES - empty + 1)}]

    assert settings_update_of(data_of(UpdateSettingsData, "update_settings", fits)) == fits[0]
    with pytest.raises(Misunderstood, match=f"at most {MAX_BYTES} bytes, found {MAX_BYTES + 1}"):
        data_of(UpdateSettingsData, "update_settings", too_large)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "expected one object, found no arguments"),
        ([{}, {}], "expected one object, found 2 arguments"),
        ([None], "expected one object, found null"),
        (["start"], "expected one object, found a text"),
        ([[1]], "expected one object, found a list"),
        ([1.5], "expected one object, found a number"),
        ([True], "expected one object, found true or false"),
        ([b"x"], "expected JSON, found binary data"),
        ([{"command": b"x"}], "expected JSON, found binary data"),
        ([{}], "'command': Field required"),
        ([{"command": "go"}], "'command': Input should be 'start', 'pause' or 'stop'"),
        ([{"command": "start", "x": 1}], "'x': Extra inputs are not permitted"),
    ],
)
def test_the_message_says_what_was_expected_and_what_was_found(args: list[Any], told: str) -> None:
    with pytest.raises(Misunderstood) as misunderstood:
        data_of(BotCommandData, "bot_command", args)

    assert str(misunderstood.value) == f"bot_command: {told}"


def test_many_problems_are_told_in_part() -> None:
    with pytest.raises(Misunderstood, match="and 5 more"):
        data_of(BotCommandData, "bot_command", [{f"key{number}": 1 for number in range(9)}])
