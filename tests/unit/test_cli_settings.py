"""`abutre settings`: shown as they can be set, changed as a whole, kept with their history."""

import pytest

from tests.command_line import Abutre


def test_settings_are_shown_as_they_can_be_set(abutre: Abutre) -> None:
    code, out, err = abutre("settings", "show")
    assert code == 0
    assert "max_level=10" in out.splitlines()
    assert "max_daily_loss=null" in out.splitlines()
    assert "doji_policy=break" in out.splitlines()
    assert err == "version 1, the defaults\n"
    code, _, err = abutre("settings", "set", *out.split())
    assert code == 0
    assert err.startswith("version 1, the defaults")


def test_set_settings_are_kept_with_their_history(abutre: Abutre) -> None:
    assert abutre("settings", "set", "max_level=6", "initial_stake=2.50", "doji_policy=ignore")[0] == 0
    assert abutre("settings", "set", "max_daily_loss=100")[0] == 0
    _, out, err = abutre("settings", "show")
    assert {"max_level=6", "initial_stake=2.5", "doji_policy=ignore", "max_daily_loss=100.0"} < set(
        out.split()
    )
    assert err.startswith("version 3 of ")
    _, out, _ = abutre("settings", "history")
    newest, second, first = out.splitlines()
    assert newest.startswith("version 3 of ")
    assert newest.endswith("Z: max_daily_loss=100.0")
    assert second.endswith(": max_level=6 initial_stake=2.5 doji_policy=ignore")
    assert first.startswith("version 1, the defaults: delay_threshold=8 max_level=10 ")


@pytest.mark.parametrize(
    ("assignments", "said"),
    [
        (["max_level"], "expected KEY=VALUE"),
        (["max_level=6", "multiplier=2,5"], "multiplier: expected a number"),
        (["max_level=6", "colour=red"], "colour: unknown setting"),
        (["auto_trading=yes"], "auto_trading: expected true or false, found 'yes'"),
        (["max_drawdown=NaN"], "max_drawdown: expected"),
    ],
)
def test_one_bad_assignment_changes_nothing(abutre: Abutre, assignments: list[str], said: str) -> None:
    code, out, err = abutre("settings", "set", *assignments)
    assert (code, out) == (2, "")
    assert said in err
    assert abutre("settings", "show")[2] == "version 1, the defaults\n"
