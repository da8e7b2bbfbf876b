"""How Deriv is reached: DERIV_* variables over `.env`, apart from `Config` because one is a secret."""

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from abutre.adapters.deriv.config import REST_URL, SOCKET_URLS, AccountKind, DerivConfig, Generation
from abutre.app.config import Config
from abutre.domain.errors import UserError
from abutre.domain.ports import MarketFeed

_PREFIX = "DERIV_"


class _Variables(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    api: Generation = Generation.OPTIONS
    app_id: str = Field(min_length=1)
    api_token: SecretStr = Field(min_length=1)
    rest_url: str = REST_URL
    ws_url: str | None = None


def deriv_access(account_kind: AccountKind) -> DerivConfig:
    """The access to an account of `account_kind`.

    Raises:
        UserError: naming every variable that is missing or wrong, never a value.
    """
    try:
        found = _Variables()  # type: ignore[call-arg]  # the variables fill it
    except ValidationError as error:
        names = ", ".join(sorted({_PREFIX + str(problem["loc"][0]).upper() for problem in error.errors()}))
        raise UserError(
            f"{names}: missing or wrong; trading at Deriv needs DERIV_API_TOKEN and DERIV_APP_ID, and "
            "DERIV_API is options or legacy. Set them in the environment or in .env (see .env.example)"
        ) from None
    return DerivConfig(
        api=found.api,
        app_id=found.app_id,
        token=found.api_token.get_secret_value(),
        account_kind=account_kind,
        rest_url=found.rest_url,
        ws_url=found.ws_url or SOCKET_URLS[found.api],
    )


def in_real_time(access: DerivConfig, feed: MarketFeed) -> MarketFeed | None:
    """`feed` when it keeps the time of the real world; None at a Deriv elsewhere, of any speed."""
    at_deriv = (access.rest_url, access.ws_url) == (REST_URL, SOCKET_URLS[access.api])
    return feed if at_deriv else None


def account_kind(config: Config) -> AccountKind:
    """Which kind of account the operator has asked for."""
    return AccountKind.REAL if config.live else AccountKind.DEMO
