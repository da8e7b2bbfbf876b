"""The one configuration of a process: flags over ABUTRE_* variables over `.env`, checked as a whole."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from abutre.app import config_values as values
from abutre.app.amounts import minor_units, rate_ppm
from abutre.domain.errors import UserError
from abutre.domain.model import AccountMode, OpenSequence
from abutre.domain.observing import Language
from abutre.domain.symbols import Symbol, symbol_named

_PREFIX = "ABUTRE_"
_ENV_FILE = ".env"


class Config(BaseSettings):
    """How this process runs. What the strategy does is kept in the data directory, as settings.

    Attributes:
        host: address to listen on, of this machine alone.
        port: 0 … 65535; 0 takes a free one.
        data_dir: where the bot keeps everything it knows.
        symbol: the market.
        replay: file to play in place of the synthetic market.
        speed: market seconds per second; 0 is as fast as it goes.
        balance: what a fresh account begins with, minor units.
        payout_rate: profit of a win per stake, millionths; assumed where nothing can be quoted.
        paper_trading: trade on paper; alone, the simulated account is called PAPER.
        demo: trade the demo account at Deriv; with paper_trading only its market and its quotes are taken.
        on_open_sequence: what becomes of a sequence that an earlier process left open.
        cors_origins: pages that may connect, besides the bot's own.
        log_level: debug, info, warning or error.
        log_file: file that gets every line as JSON as well, rotated.
        notify_urls: Apprise addresses that are told what the bot does; secrets.
        notify_language: of what they are told.
        notify_level: lowest level of a sequence that they are told of.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=_ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
        validate_default=False,
    )

    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(values.port)] = 8000
    data_dir: Annotated[Path, BeforeValidator(values.path)] = Field(default_factory=values.default_data_dir)
    symbol: Annotated[Symbol, NoDecode, BeforeValidator(values.symbol)] = symbol_named("V100")
    replay: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    speed: Annotated[float, BeforeValidator(values.speed)] = 600.0
    balance: Annotated[int, BeforeValidator(minor_units)] = 200_000
    payout_rate: Annotated[int, BeforeValidator(rate_ppm)] = 923_000
    paper_trading: Annotated[bool, BeforeValidator(values.flag)] = False
    demo: Annotated[bool, BeforeValidator(values.flag)] = False
    on_open_sequence: Annotated[OpenSequence, BeforeValidator(values.open_sequence)] = OpenSequence.CONTINUE
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(values.origins)] = ()
    log_level: Annotated[str, BeforeValidator(values.log_level)] = "info"
    log_file: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    notify_urls: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(values.addresses), Field(repr=False)
    ] = ()
    notify_language: Annotated[Language, BeforeValidator(values.language)] = Language.ENGLISH
    notify_level: Annotated[int, BeforeValidator(values.level)] = 7

    @property
    def mode(self) -> AccountMode:
        """What kind of money is at stake."""
        if self.paper_trading:
            return AccountMode.PAPER
        return AccountMode.DEMO if self.demo else AccountMode.SIMULATED

    @property
    def market(self) -> str:
        """Which feed plays: `synthetic`, `replay` or `deriv`."""
        if self.demo:
            return "deriv"
        return "synthetic" if self.replay is None else "replay"

    @property
    def account(self) -> str:
        """Which broker has the account: `paper` or `deriv`."""
        return "deriv" if self.demo and not self.paper_trading else "paper"

    @property
    def source(self) -> str:
        """What the journal calls the market: `synthetic`, `deriv` or `replay:<file name>`."""
        return self.market if self.replay is None else f"{self.market}:{self.replay.name}"

    @model_validator(mode="after")
    def _one_market(self) -> Self:
        if self.demo and self.replay is not None:
            raise ValueError("expected one market, found --demo and --replay; leave one of them out")
        return self


_KEYS = tuple(_PREFIX + name.upper() for name in Config.model_fields)


def load_config(flags: Mapping[str, object]) -> Config:
    """The configuration. `flags` are by field name; None stands for a flag that was not given.

    Raises:
        UserError: naming every bad or unknown key, with what was found and expected.
    """
    unknown = [_unknown(key, "the environment") for key in os.environ if _is_stray(key)]
    if unknown:
        raise UserError("\n".join(unknown))
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    try:
        config = Config(**given)
    except ValidationError as error:
        raise UserError("\n".join(_message(problem) for problem in error.errors())) from None
    except UnicodeDecodeError:
        raise UserError(f"{_ENV_FILE}: expected text in UTF-8, found other bytes; save it as UTF-8") from None
    _refuse_idle(given, config)
    return config


def _refuse_idle(given: Mapping[str, object], config: Config) -> None:
    # A flag that would do nothing is a misunderstanding, and it is about money.
    if config.demo and "speed" in given:
        raise UserError("--speed: Deriv's market runs at its own speed; leave it out with --demo")
    if config.account == "deriv" and "balance" in given:
        raise UserError("--balance: the demo account has its own; leave it out, or add --paper-trading")


def _is_stray(key: str) -> bool:
    return key.upper().startswith(_PREFIX) and key.upper() not in _KEYS


def _unknown(key: str, where: str) -> str:
    return f"unknown key {key} in {where}; expected one of {', '.join(_KEYS)}"


def _message(problem: ErrorDetails) -> str:
    if not problem["loc"]:
        return str(problem["ctx"]["error"])
    name = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        return _unknown(_PREFIX + name.upper(), _ENV_FILE)
    reason = problem["ctx"]["error"] if "ctx" in problem else problem["msg"]
    return f"{name} ({_PREFIX}{name.upper()}): {reason}"
