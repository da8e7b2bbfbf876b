"""The one configuration of a process: flags over ABUTRE_* variables over `.env`, checked as a whole."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, get_args

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
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

MOST_SPEED = 1000.0
"""Market seconds per second at which a minute still outlasts a purchase on a machine that is busy."""


class Config(BaseSettings):
    """How this process runs. What the strategy does is kept in the data directory, as settings.

    Attributes:
        host: address to listen on, of this machine alone.
        port: 0 … 65535; 0 takes a free one.
        data_dir: where the bot keeps everything it knows.
        store_url: a PostgreSQL database to keep it in; None is SQLite in the data directory.
        bot: name of the bot, and of its schema in that database.
        socketio_redis: a Redis over which gateways serve this bot's dashboards; None has none.
        redis_secret: what bot and gateways sign with what they say to each other over it; never shown.
        standby: wait while another process uses the store, and take over when it ends.
        symbol: the market.
        replay: file to play in place of the simulated market.
        speed: market seconds per second; 0 is as fast as it goes, in a replay.
        balance: what a fresh account begins with, minor units.
        payout_rate: profit of a win per stake, millionths; assumed where nothing can be quoted.
        paper_trading: trade on paper; of the market only ticks and quotes are taken.
        demo: trade the demo account at Deriv itself.
        live: trade the real account at Deriv; see `live` for what else that needs.
        confirm_max_loss: what one sequence may lose of real money, minor units; None asks on the terminal.
        allow_real_money: this host lets real money be traded; no flag sets it.
        on_open_sequence: what becomes of a sequence that an earlier process left open.
        cors_origins: pages that may connect, besides the bot's own.
        allowed_hosts: names that the server answers to, besides those of this machine.
        trusted_proxies: networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
        auth_secret: what tokens are signed with, HS256; never shown.
        auth_public_key: file of the public key of whoever issues the tokens.
        auth_jwks: file of a set of such keys.
        tls_cert: file of the certificate that the server shows.
        tls_key: file of its private key.
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
    store_url: Annotated[SecretStr | None, BeforeValidator(values.text_or_none)] = None
    bot: str = "abutre"
    socketio_redis: Annotated[SecretStr | None, BeforeValidator(values.text_or_none)] = None
    redis_secret: Annotated[SecretStr | None, BeforeValidator(values.text_or_none)] = None
    standby: Annotated[bool, BeforeValidator(values.flag)] = False
    symbol: Annotated[Symbol, NoDecode, BeforeValidator(values.symbol)] = symbol_named("V100")
    replay: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    speed: Annotated[float, BeforeValidator(values.speed)] = 600.0
    balance: Annotated[int, BeforeValidator(minor_units)] = 200_000
    payout_rate: Annotated[int, BeforeValidator(rate_ppm)] = 923_000
    paper_trading: Annotated[bool, BeforeValidator(values.flag)] = False
    demo: Annotated[bool, BeforeValidator(values.flag)] = False
    live: Annotated[bool, BeforeValidator(values.flag)] = False
    confirm_max_loss: Annotated[int | None, BeforeValidator(minor_units)] = None
    allow_real_money: Annotated[bool, BeforeValidator(values.yes)] = False
    on_open_sequence: Annotated[OpenSequence, BeforeValidator(values.open_sequence)] = OpenSequence.CONTINUE
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(values.listed)] = ()
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(values.listed)] = ()
    trusted_proxies: Annotated[tuple[values.Network, ...], NoDecode, BeforeValidator(values.networks)] = ()
    auth_secret: SecretStr | None = None
    auth_public_key: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    auth_jwks: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    tls_cert: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    tls_key: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    log_level: Annotated[str, BeforeValidator(values.log_level)] = "info"
    log_file: Annotated[Path | None, BeforeValidator(values.path_or_none)] = None
    notify_urls: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(values.addresses), Field(repr=False)
    ] = ()
    notify_language: Annotated[Language, BeforeValidator(values.language)] = Language.ENGLISH
    notify_level: Annotated[int, BeforeValidator(values.level)] = 7

    @property
    def has_auth(self) -> bool:
        """Whether whoever connects must show a token."""
        return (self.auth_secret, self.auth_public_key, self.auth_jwks) != (None, None, None)

    @property
    def audience(self) -> str:
        """Who is told: `own`, this process's clients; or `gateways`, those of other processes too."""
        return "own" if self.socketio_redis is None else "gateways"

    @property
    def mode(self) -> AccountMode:
        """What kind of money is at stake."""
        if self.live:
            return AccountMode.REAL
        if self.paper_trading:
            return AccountMode.PAPER
        return AccountMode.DEMO if self.demo else AccountMode.SIMULATED

    @property
    def market(self) -> str:
        """Which one it is: `simulator`, a Deriv in this process, `replay` or `deriv`."""
        if self.demo or self.live:
            return "deriv"
        return "simulator" if self.replay is None else "replay"

    @property
    def account(self) -> str:
        """Which broker has the account: `paper` or `deriv`."""
        return "paper" if self.paper_trading or self.replay is not None else "deriv"

    @property
    def at_deriv(self) -> bool:
        """Whether a Deriv is spoken to: itself, or the one in this process."""
        return self.market != "replay"

    @property
    def source(self) -> str:
        """What the journal calls the market: `simulator`, `deriv` or `replay:<file name>`."""
        return self.market if self.replay is None else f"{self.market}:{self.replay.name}"

    @model_validator(mode="after")
    def _one_kind_of_token(self) -> Self:
        named = [self.auth_secret, self.auth_public_key, self.auth_jwks]
        if sum(value is not None for value in named) > 1:
            raise ValueError(
                "expected one of ABUTRE_AUTH_SECRET, ABUTRE_AUTH_PUBLIC_KEY and ABUTRE_AUTH_JWKS, found more"
            )
        return self

    @model_validator(mode="after")
    def _one_market(self) -> Self:
        if self.demo and self.replay is not None:
            raise ValueError("expected one market, found --demo and --replay; leave one of them out")
        others = {
            "--demo": self.demo,
            "--replay": self.replay is not None,
            "--paper-trading": self.paper_trading,
        }
        found = [name for name, given in others.items() if given]
        if self.live and found:
            raise ValueError(
                f"expected real money alone, found --live and {' and '.join(found)}; leave --live out "
                "(--demo --paper-trading trades Deriv's market on paper)"
            )
        return self

    @model_validator(mode="after")
    def _a_speed_it_can_have(self) -> Self:
        if self.market == "simulator" and not 0 < self.speed <= MOST_SPEED:
            raise ValueError(
                f"speed ({_PREFIX}SPEED): the simulated market runs at {MOST_SPEED:g} times its speed "
                f"at most, found {self.speed:g}; 0, as fast as it goes, is for --replay"
            )
        return self


_KEYS = tuple(_PREFIX + name.upper() for name in Config.model_fields)

SECRET_KEYS = frozenset(
    _PREFIX + name.upper()
    for name, field in Config.model_fields.items()
    if not field.repr or SecretStr in {field.annotation, *get_args(field.annotation)}
)
"""The variables that hold secrets."""


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
    if config.market == "deriv" and "speed" in given:
        raise UserError("--speed: Deriv's market runs at its own speed; leave it out with --demo and --live")
    if config.live and "balance" in given:
        raise UserError("--balance: the real account has its own; leave it out")
    if config.demo and not config.paper_trading and "balance" in given:
        raise UserError("--balance: the demo account has its own; leave it out, or add --paper-trading")
    if not config.live and "confirm_max_loss" in given:
        raise UserError("--confirm-max-loss: only --live trades real money; leave it out, or add --live")


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
