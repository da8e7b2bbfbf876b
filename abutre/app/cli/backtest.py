"""`abutre backtest`: what the strategy would have done over a file of candles."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from abutre.adapters.core import research
from abutre.adapters.replay.candles import read_candles
from abutre.app.amounts import minor_units, rate_ppm
from abutre.app.cli.candle_json import is_json, read_candle_json
from abutre.app.cli.report import report
from abutre.domain.errors import SettingsError, UserError
from abutre.domain.settings import Settings, updated


def backtest(
    file: Annotated[
        Path,
        typer.Argument(
            help='Candles: CSV (plain or .gz), Parquet, or JSON: {"candles": [[open, close], ...]}.'
        ),
    ],
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings as a JSON object, laid over the defaults; null is off."),
    ] = None,
    balance: Annotated[str, typer.Option(metavar="AMOUNT", help="Starting balance.")] = "2000",
    payout_rate: Annotated[str, typer.Option(metavar="RATE", help="Profit of a win per stake.")] = "0.923",
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
) -> None:
    """Play the strategy over candles; contracts settle by candle colour."""
    start = _number("--balance", balance, minor_units)
    ppm = _number("--payout-rate", payout_rate, rate_ppm)
    chosen = Settings() if settings is None else _settings(settings)
    times = None
    if is_json(file):
        opens, closes = read_candle_json(file)
    else:
        times, opens, closes, _ = read_candles(file)
    result = research.backtest(
        opens, closes, settings=chosen, balance=start, payout_rate_ppm=ppm, times=times
    ).as_dict()
    typer.echo(json.dumps(result, indent=1) if as_json else report(result, len(opens), start, ppm))


def _number(flag: str, text: str, parse: Callable[[object], int]) -> int:
    try:
        return parse(text)
    except ValueError as error:
        raise UserError(f"{flag}: {error}") from None


def _settings(path: Path) -> Settings:
    try:
        update = json.loads(path.read_bytes(), parse_float=Decimal)
    except OSError as error:
        raise UserError(
            f"{path}: expected a file of settings, found that it cannot be read ({error.strerror})"
        ) from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: expected JSON, found {error}") from None
    if not isinstance(update, dict):
        raise UserError(f"{path}: expected a JSON object of settings, found {type(update).__name__}")
    try:
        return updated(Settings(), update) if update else Settings()
    except SettingsError as error:
        raise UserError(f"{path}: {error}") from None
