"""Which Deriv to talk to, and on whose account."""

from dataclasses import dataclass, field
from enum import StrEnum


class Generation(StrEnum):
    """Which of Deriv's two APIs: the New one, or legacy v3."""

    OPTIONS = "options"
    LEGACY = "legacy"


class AccountKind(StrEnum):
    """Play money or real money."""

    DEMO = "demo"
    REAL = "real"


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivConfig:
    """How Deriv is reached. The token stands in no text that this object gives of itself.

    Attributes:
        api: which generation.
        app_id: id of the registered application.
        token: personal access token (options) or API token (legacy).
        rest_url: where accounts and one-time passwords come from; unused by legacy.
        ws_url: of sockets; options appends `/public`, legacy `?app_id=`.
        account_kind: the only kind of account that may be used.
    """

    api: Generation
    app_id: str
    token: str = field(repr=False)
    account_kind: AccountKind
    rest_url: str
    ws_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivAccount:
    """The account that is traded. Its id is kept out of every text.

    Attributes:
        account_id: Deriv's name of it.
        kind: play money or real money.
        currency: ISO code; minor units are its hundredths.
        verified: True when the trading socket itself has named this account.
    """

    account_id: str = field(repr=False)
    kind: AccountKind
    currency: str
    verified: bool


CURRENCIES = ("USD", "EUR", "GBP", "AUD")
"""Those whose minor units are hundredths, the preferred one first."""

REST_URL = "https://api.derivws.com"
SOCKET_URLS = {
    Generation.OPTIONS: "wss://api.derivws.com/trading/v1/options/ws",
    Generation.LEGACY: "wss://ws.derivws.com/websockets/v3",
}
"""Deriv's own addresses."""
