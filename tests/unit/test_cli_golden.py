"""The worked examples of the trading rules, through the command line, to the cent."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Abutre

EXAMPLES = Path(__file__).parents[2].parent / "shared" / "golden" / "backtest_examples.json"


def cases() -> list[Any]:
    if not EXAMPLES.exists():
        skip = pytest.mark.skip(reason="the worked examples are not on this machine")
        return [pytest.param({}, id="none", marks=skip)]
    return [pytest.param(case, id=case["name"]) for case in json.loads(EXAMPLES.read_text())["cases"]]


@pytest.mark.parametrize("case", cases())
def test_a_worked_example_comes_out_to_the_cent(
    case: dict[str, Any],
    tmp_path: Path,
    abutre: Abutre,
) -> None:
    candles, settings = tmp_path / "candles.json", tmp_path / "settings.json"
    candles.write_text(json.dumps({"candles": case["candles"]}))
    settings.write_text(json.dumps(case["settings"]))
    arguments = ["--balance", case["balance"], "--payout-rate", case["payout_rate"], "--json"]
    code, out, _ = abutre("backtest", str(candles), "--settings", str(settings), *arguments)
    assert code == 0
    assert json.loads(out) == case["expected"]
