"""The worked examples, and runs that hypothesis draws, come out alike in every code path."""

import json
from array import array
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.core.research import backtest
from abutre.domain.settings import Settings, updated
from tests import strategies
from tests.fakes.backtest import OpenClose, oracle_backtest, replay_engine

EXAMPLES = Path(__file__).parents[2].parent / "shared" / "golden" / "backtest_examples.json"


class CodePath(Protocol):
    """One of the ways a backtest can be run."""

    def __call__(
        self,
        candles: Sequence[OpenClose],
        settings: Settings,
        balance: int,
        payout_rate_ppm: int,
        times: Sequence[int] | None = None,
    ) -> dict[str, Any]: ...


def rust_step_by_step(
    candles: Sequence[OpenClose],
    settings: Settings,
    balance: int,
    payout_rate_ppm: int,
    times: Sequence[int] | None = None,
) -> dict[str, Any]:
    return replay_engine(
        RustEngineFactory(),
        candles,
        settings=settings,
        balance=balance,
        payout_rate_ppm=payout_rate_ppm,
        times=times,
    )


def rust_batch(
    candles: Sequence[OpenClose],
    settings: Settings,
    balance: int,
    payout_rate_ppm: int,
    times: Sequence[int] | None = None,
) -> dict[str, Any]:
    return backtest(
        array("q", [opened for opened, _ in candles]),
        array("q", [closed for _, closed in candles]),
        settings=settings,
        balance=balance,
        payout_rate_ppm=payout_rate_ppm,
        times=None if times is None else array("q", times),
    ).as_dict()


def examples() -> list[dict[str, Any]]:
    if not EXAMPLES.exists():
        return []
    cases: list[dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))["cases"]
    return cases


@pytest.fixture(params=[oracle_backtest, rust_step_by_step, rust_batch], ids=lambda path: path.__name__)
def code_path(request: pytest.FixtureRequest) -> CodePath:
    path: CodePath = request.param
    return path


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the worked examples in shared/golden are not here")
@pytest.mark.parametrize("example", examples(), ids=lambda example: example["name"])
def test_a_worked_example_comes_out_as_printed(code_path: CodePath, example: dict[str, Any]) -> None:
    candles = [
        (int(Decimal(opened).scaleb(2)), int(Decimal(closed).scaleb(2)))
        for opened, closed in example["candles"]
    ]
    found = code_path(
        candles,
        updated(Settings(), example["settings"]),
        int(Decimal(example["balance"]).scaleb(2)),
        int(Decimal(example["payout_rate"]).scaleb(6)),
    )
    assert found == example["expected"]


@hypothesis_settings(max_examples=200)
@given(
    candles=strategies.open_closes(),
    settings=strategies.settings(),
    stakes_in_balance=strategies.STAKES_IN_BALANCE,
    payout_rate_ppm=strategies.RATES_PPM,
)
def test_every_code_path_agrees_on_unbroken_minutes(
    candles: list[OpenClose], settings: Settings, stakes_in_balance: int, payout_rate_ppm: int
) -> None:
    balance = stakes_in_balance * settings.initial_stake
    expected = oracle_backtest(candles, settings, balance, payout_rate_ppm)
    assert rust_batch(candles, settings, balance, payout_rate_ppm) == expected
    assert rust_step_by_step(candles, settings, balance, payout_rate_ppm) == expected


@hypothesis_settings(max_examples=100)
@given(
    candles=strategies.open_closes(),
    settings=strategies.settings(),
    stakes_in_balance=strategies.STAKES_IN_BALANCE,
    data=st.data(),
)
def test_every_code_path_agrees_on_gaps_and_days(
    candles: list[OpenClose], settings: Settings, stakes_in_balance: int, data: st.DataObject
) -> None:
    """Steps of a minute mostly, now and then of a few, or of half a day."""
    step = st.sampled_from((60,) * 12 + (120, 180, 43_200))
    steps = data.draw(st.lists(step, min_size=len(candles), max_size=len(candles)))
    times = [1_700_000_040 + sum(steps[:index]) for index in range(len(candles))]
    balance = stakes_in_balance * settings.initial_stake
    expected = oracle_backtest(candles, settings, balance, 950_000, times)
    assert rust_batch(candles, settings, balance, 950_000, times) == expected
    assert rust_step_by_step(candles, settings, balance, 950_000, times) == expected
