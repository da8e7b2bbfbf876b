"""`abutre backtest`: exact figures, an honest report, and every bad input named."""

import gzip
import json
from pathlib import Path

import pytest

from tests.command_line import Abutre

RED, GREEN = ("1000.00", "999.99"), ("1000.00", "1000.01")
ONE_WIN = [RED] * 8 + [GREEN] * 2


@pytest.fixture
def candles(tmp_path: Path) -> str:
    file = tmp_path / "candles.json"
    file.write_text(json.dumps({"candles": ONE_WIN}))
    return str(file)


def write(path: Path, content: object) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_a_backtest_prints_every_figure_as_json(abutre: Abutre, candles: str) -> None:
    code, out, err = abutre("backtest", candles, "--payout-rate", "0.95", "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert result["final_balance"] == "2000.95"
    assert result["sequences"] == [
        {
            "trigger_index": 7,
            "close_index": 8,
            "result": "WIN",
            "final_level": 1,
            "profit": "0.95",
            "reason": "won",
        }
    ]


def test_the_report_says_how_contracts_settle_and_what_is_assumed(abutre: Abutre, candles: str) -> None:
    code, out, _ = abutre("backtest", candles, "--balance", "500")
    assert code == 0
    assert "contracts settle by candle colour" in out
    assert "A win is assumed to pay 0.923 of the stake: 52.00 % of contracts must win to break even" in out
    assert "every stake loses 3.85 % on average" in out
    assert "500.00 -> 500.92" in out


def test_candles_may_be_numbers_strings_csv_or_gzipped(abutre: Abutre, tmp_path: Path) -> None:
    numbers = [[float(o), float(c)] for o, c in ONE_WIN]
    rows = ["epoch,open,high,low,close"]
    rows += [f"{60 * n},{o},{max(o, c)},{min(o, c)},{c}" for n, (o, c) in enumerate(numbers)]
    csv = write(tmp_path / "candles.csv", "\n".join(rows) + "\n")
    zipped = tmp_path / "candles.csv.gz"
    zipped.write_bytes(gzip.compress(Path(csv).read_bytes()))
    for file in (csv, str(zipped), write(tmp_path / "numbers.json", {"candles": numbers})):
        code, out, _ = abutre("backtest", file, "--json")
        assert code == 0
        assert json.loads(out)["final_balance"] == "2000.92"


def test_prices_are_compared_exactly(abutre: Abutre, tmp_path: Path) -> None:
    # As floats these two are one price.
    falls = ["0.30000000000000004", "0.3"]
    code, _, err = abutre("backtest", write(tmp_path / "c.json", {"candles": [falls]}))
    assert code == 2
    assert "at most 10 decimals" in err
    close_ones = [["100000.0000000002", "100000.0000000001"]] * 8 + [["1", "2"]]
    _, out, _ = abutre("backtest", write(tmp_path / "c.json", {"candles": close_ones}), "--json")
    assert json.loads(out)["contract_wins"] == 1


def test_settings_are_laid_over_the_defaults(abutre: Abutre, candles: str, tmp_path: Path) -> None:
    settings = write(
        tmp_path / "settings.json", '{"initial_stake": "2.50", "multiplier": 2.5, "max_daily_loss": null}'
    )
    _, out, _ = abutre("backtest", candles, "--settings", settings, "--payout-rate", "1", "--json")
    assert json.loads(out)["final_balance"] == "2002.50"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "expected JSON"),
        ('{"candles": 1}', "something else"),
        ("{}", "something else"),
        ('{"candles": [[1, 2], [1]]}', "candle 1 (counted from 0): expected [open, close]"),
        ('{"candles": [[1, "x"]]}', "found 'x'"),
        ('{"candles": [[1, NaN]]}', "candle 0"),
        ('{"candles": [[1, true]]}', "candle 0"),
        ('{"candles": [[1, -1]]}', "candle 0"),
        ('{"candles": [[1, 1e999999999]]}', "candle 0"),
        ('{"candles": [[1, 1e-400]]}', "candle 0"),
        ('{"candles": [[999999999999999, "0.0000000001"]]}', "too large"),
        ("[" * 100_000, "expected the columns"),
        ('{"candles": ' + "[" * 100_000, "expected JSON"),
        ("epoch,open\n", "expected the columns"),
        ("epoch,quote\n1,1.00\n", "expected candles"),
        ("epoch,open,high,low,close\n60,1,1,1,x\n", ":2: "),
    ],
)
def test_a_bad_candle_file_is_named_with_what_is_wrong(
    abutre: Abutre, tmp_path: Path, content: str, said: str
) -> None:
    file = write(tmp_path / "candles.txt", content)
    code, out, err = abutre("backtest", file, "--json")
    assert (code, out) == (2, "")
    assert err.startswith(f"abutre: {file}")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "expected JSON"),
        ("[]", "expected a JSON object"),
        ('{"max_level": 99, "colour": 1}', "max_level"),
        ('{"max_level": 99, "colour": 1}', "colour"),
    ],
)
def test_bad_settings_of_a_backtest_are_named(
    abutre: Abutre, candles: str, tmp_path: Path, content: str, said: str
) -> None:
    file = write(tmp_path / "settings.json", content)
    code, out, err = abutre("backtest", candles, "--settings", file)
    assert (code, out) == (2, "")
    assert err.startswith(f"abutre: {file}: ")
    assert said in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere.csv",),
        ("{candles}", "--balance", "0"),
        ("{candles}", "--balance", "1.001"),
        ("{candles}", "--payout-rate", "nan"),
        ("{candles}", "--settings", "nowhere.json"),
        (".",),
    ],
)
def test_bad_arguments_of_a_backtest_are_bad_input(
    abutre: Abutre, candles: str, arguments: tuple[str, ...]
) -> None:
    code, out, err = abutre("backtest", *(argument.format(candles=candles) for argument in arguments))
    assert (code, out) == (2, "")
    assert "expected" in err
