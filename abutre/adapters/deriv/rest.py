"""The New API's REST calls: which accounts there are, and a one-time password for one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from abutre.adapters.deriv.config import DerivConfig
from abutre.adapters.deriv.errors import BadFrameError, DerivAccessError, LinkLostError
from abutre.adapters.deriv.values import rows, section, text

_TIMEOUT = aiohttp.ClientTimeout(total=20)
_PATH = "/trading/v1/options/accounts"
_OK, _REDIRECT = 200, 300
_UNAUTHORIZED, _FORBIDDEN, _BUSY, _FAULT = 401, 403, 429, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount:
    """An account of the token's owner."""

    account_id: str = field(repr=False)
    kind: str
    status: str
    currency: str


class Rest:
    """Calls with the token; no token, password or address stands in any error."""

    def __init__(self, config: DerivConfig) -> None:
        self._base = config.rest_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {config.token}", "Deriv-App-ID": config.app_id}

    async def accounts(self) -> Sequence[ListedAccount]:
        """Every account, of play money and of real money.

        Raises:
            DerivAccessError: the token or the app id is refused.
            DerivError: no usable answer; later there may be one.
        """
        body = await self._ask("GET", _PATH)
        listed = {"data": [body["data"]]} if isinstance(body.get("data"), Mapping) else body
        return [
            ListedAccount(
                account_id=text(row, "account_id"),
                kind=text(row, "account_type"),
                status=text(row, "status"),
                currency=text(row, "currency"),
            )
            for row in rows(listed, "data")
        ]

    async def socket_url(self, account_id: str) -> str:
        """Where the socket of an account opens, once, within 120 s.

        Raises:
            DerivAccessError: the token or the app id is refused.
            DerivError: no usable answer; later there may be one.
        """
        url = text(section(await self._ask("POST", f"{_PATH}/{account_id}/otp"), "data"), "url")
        if not url.startswith("wss://") and self._base.startswith("https://"):
            raise BadFrameError("an answer without the address of an encrypted socket")
        if not url:
            raise BadFrameError("an answer without the address of a socket")
        return url

    async def _ask(self, method: str, path: str) -> Mapping[str, object]:
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.request(
                    method, self._base + path, headers=self._headers, allow_redirects=False
                ) as answer,
            ):
                if _OK <= answer.status < _REDIRECT:
                    body = await answer.json(content_type=None)
                    return body if isinstance(body, dict) else {}
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise LinkLostError(f"Deriv's accounts could not be asked ({type(error).__name__})") from None
        raise _refusal(status)


def _refusal(status: int) -> DerivAccessError | LinkLostError:
    if status == _UNAUTHORIZED:
        return DerivAccessError(
            "Deriv does not accept the token (HTTP 401): it may have expired or been revoked, or belong to "
            "another app id; make a new one and set DERIV_API_TOKEN and DERIV_APP_ID"
        )
    if status == _FORBIDDEN:
        return DerivAccessError("the token has no `trade` scope (HTTP 403); make one that has")
    if status == _BUSY or status >= _FAULT:
        return LinkLostError(f"Deriv's accounts are not to be had now (HTTP {status})")
    return DerivAccessError(
        f"Deriv's accounts answer with HTTP {status}; expected 200: check DERIV_REST_URL, and that "
        "DERIV_API=options is the right one"
    )
