"""The REST side of the New API: accounts, one-time passwords, the reset of a demo account, health."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any, Literal

from aiohttp import web

from abutre.simulator.accounts import Account
from abutre.simulator.answers import number
from abutre.simulator.budgets import Budgets, Row, Table
from abutre.simulator.caller import House
from abutre.simulator.errors import ApiError
from abutre.simulator.site import Passwords

BASE = "/trading/v1/options"
PER_MINUTE = 60
PER_HOUR = 3600

_BUDGET = Table(rows=(), general=Row(calls=frozenset(), minutely=PER_MINUTE, hourly=PER_HOUR), proposals=0)
_STATUS = {
    "AccountNotFound": 404,
    "AccessDenied": 403,
    "InvalidToken": 401,
    "Unauthorized": 401,
    "RateLimit": 429,
    "InternalServerError": 500,
}
_NEW_ACCOUNT = {"currency": {"USD"}, "group": {"row"}, "account_type": {"demo", "real"}}


class RefusedError(Exception):
    """A request that is answered with an error envelope.

    Args:
        status: of HTTP.
        code: what a client matches on.
        message: text for people.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def refusal(request: web.Request, refused: RefusedError) -> web.Response:
    """The error envelope."""
    error = {"status": refused.status, "code": refused.code, "message": refused.message}
    return web.json_response({"errors": [error], "meta": _meta(request, 0)}, status=refused.status)


def _meta(request: web.Request, timing: int) -> Mapping[str, Any]:
    return {"endpoint": request.path, "method": request.method, "timing": timing}


class Rest:
    """The routes.

    Args:
        house: what all connections share.
        passwords: mints those that open a trading socket.
    """

    def __init__(self, house: House, passwords: Passwords) -> None:
        self._house = house
        self._passwords = passwords
        self._budgets = Budgets(house.elapsed)

    def routes(self) -> list[web.RouteDef]:
        """What a server has to route here."""
        return [
            web.get("/v1/health", self._health),
            web.get(f"{BASE}/accounts", self._answer("accounts", "trade", self._accounts)),
            web.post(f"{BASE}/accounts", self._answer("create", "account_manage", self._create)),
            web.post(f"{BASE}/accounts/{{account}}/otp", self._answer("otp", "trade", self._otp)),
            web.post(
                f"{BASE}/accounts/{{account}}/reset-demo-balance", self._answer("reset", "trade", self._reset)
            ),
        ]

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response("ok")

    def _answer(
        self,
        call: str,
        scope: str,
        handler: Callable[[web.Request, list[Account]], Awaitable[tuple[int, Any]]],
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            began = perf_counter()
            try:
                await self._struck(call, request)
                accounts = self._opened(request, scope)
                status, data = await handler(request, accounts)
            except RefusedError as refused:
                return refusal(request, refused)
            except ApiError as error:
                return refusal(request, RefusedError(_STATUS.get(error.code, 400), error.code, error.message))
            timing = int(1000 * (perf_counter() - began))
            return web.json_response({"data": data, "meta": _meta(request, timing)}, status=status)

        return answer

    async def _struck(self, call: str, request: web.Request) -> None:
        """Let the faults that wait for this call strike: delay it, break the connection, or refuse."""
        for fault in self._house.armed.at_call(call, "options", "rest"):
            if fault.fault == "delay":
                await asyncio.sleep(fault.lasting)
            elif fault.code is not None:
                raise RefusedError(_STATUS.get(fault.code, 400), fault.code, fault.message)
            elif request.transport is not None:
                request.transport.abort()

    def _opened(self, request: web.Request, scope: str) -> list[Account]:
        """The accounts that a request's token opens."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not token:
            raise RefusedError(401, "Unauthorized", "Authorization header is required.")
        app_id = request.headers.get("Deriv-App-ID")
        if not app_id:
            raise RefusedError(401, "Unauthorized", "Deriv-App-ID header is required for PAT tokens")
        if not self._budgets.of(_BUDGET, token).spend("rest"):
            raise RefusedError(429, "RateLimit", "You have reached the rate limit.")
        try:
            accounts = self._house.exchange.accounts.of_token(token)
        except ApiError:
            raise RefusedError(401, "Unauthorized", "Invalid or expired token.") from None
        if any(str(account.app_id) != app_id for account in accounts):
            raise RefusedError(401, "Unauthorized", "The token was not made for this Deriv-App-ID.")
        if not any(scope in account.scopes for account in accounts):
            raise RefusedError(403, "AccessDenied", f"The token lacks the scope {scope}.")
        return accounts

    def _named(self, request: web.Request, accounts: list[Account]) -> Account:
        account = self._house.exchange.accounts.get(request.match_info["account"])
        if account not in accounts:
            raise RefusedError(403, "AccessDenied", "The token does not open this account.")
        return account

    async def _accounts(self, _request: web.Request, accounts: list[Account]) -> tuple[int, Any]:
        return 200, [_shown(account) for account in accounts]

    async def _create(self, request: web.Request, accounts: list[Account]) -> tuple[int, Any]:
        try:
            body = await request.json()
        except json.JSONDecodeError:
            body = None
        if not isinstance(body, dict) or any(body.get(key) not in good for key, good in _NEW_ACCOUNT.items()):
            raise RefusedError(400, "ValidationError", f"Expected {', '.join(_NEW_ACCOUNT)}.")
        there = next((account for account in accounts if account.kind == body["account_type"]), None)
        if there is not None:
            return 200, _shown(there)
        account = self._new(body["account_type"], accounts[0])
        return 201, [_shown(account)]

    def _new(self, kind: Literal["demo", "real"], like: Account) -> Account:
        known = self._house.exchange.accounts
        letters = "DOT" if kind == "demo" else "ROT"
        account = Account(
            account_id=f"{letters}{90_004_580 + len(known.all())}",
            kind=kind,
            token=like.token,
            scopes=like.scopes,
            app_id=like.app_id,
        )
        known.add(account)
        self._house.exchange.keep()
        return account

    async def _otp(self, request: web.Request, accounts: list[Account]) -> tuple[int, Any]:
        account = self._named(request, accounts)
        password = self._passwords.mint(account.account_id)
        return 200, {"url": f"ws://{request.host}{BASE}/ws/{account.kind}?otp={password}"}

    async def _reset(self, request: web.Request, accounts: list[Account]) -> tuple[int, Any]:
        account = self._named(request, accounts)
        self._house.exchange.reset_demo(account)
        return 200, {
            "account_id": account.account_id,
            "balance": number(account.balance),
            "currency": account.currency,
            "status": "active",
            "account_type": account.kind,
        }


def _shown(account: Account) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "balance": number(account.balance),
        "currency": account.currency,
        "group": "row",
        "status": "active",
        "account_type": account.kind,
    }
