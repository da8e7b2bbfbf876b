"""The calls that look at an account, log in and out, and fill a demo account up."""

from datetime import UTC, datetime

from abutre.simulator import answers, answers_legacy, requests, requests_legacy, requests_options, views
from abutre.simulator.accounts import Account
from abutre.simulator.actions import Frame
from abutre.simulator.answers_ledger import Entry
from abutre.simulator.caller import Caller
from abutre.simulator.envelope import Envelope
from abutre.simulator.errors import ApiError
from abutre.simulator.ledger import Action, ProfitFilter, StatementFilter

OF_THE_ACCOUNT = ("balance", "proposal_open_contract", "transaction")
"""Streams that end with the account's session."""

_ACTIONS: dict[str, Action] = {"buy": "buy", "sell": "sell", "deposit": "deposit", "withdrawal": "withdrawal"}


def _loginid(request: requests.Request) -> str | None:
    return request.loginid if isinstance(request, requests_legacy.LoggedIn) else None


def authorize(caller: Caller, request: requests_legacy.Authorize, envelope: Envelope) -> list[Frame]:
    """Bind the connection to the first account of a token."""
    accounts = caller.house.exchange.accounts.of_token(request.authorize)
    caller.accounts, caller.account = accounts, accounts[0]
    return [envelope.answer("authorize", answers_legacy.authorized(accounts[0], accounts))]


def logout(
    caller: Caller,
    request: requests_options.Logout | requests_legacy.Logout,  # noqa: ARG001 (as all calls)
    envelope: Envelope,
) -> list[Frame]:
    """Let go of the account, and of its streams."""
    caller.account, caller.accounts = None, []
    caller.streams.forget_all(OF_THE_ACCOUNT)
    return [envelope.answer("logout", 1)]


def balance(
    caller: Caller, request: requests_options.Balance | requests_legacy.Balance, envelope: Envelope
) -> list[Frame]:
    """Tell the balance, of all accounts when asked to, and begin a stream when asked to."""
    account = caller.reading(_loginid(request))
    listed: list[Account] = []
    if isinstance(request, requests_legacy.Balance) and request.account is not None:
        if request.account == "all":
            listed = caller.accounts
        elif request.account != "current":
            account = caller.reading(request.account)
    told = caller.generation.answers.balance(account, listed)
    if not request.subscribe:
        return [envelope.answer("balance", told)]

    view = views.Balance(account, lambda one: caller.generation.answers.balance(one, listed))
    return [caller.subscribe(envelope, "balance", account.account_id, view, "balance").frame(told)]


def transaction(caller: Caller, request: requests.Transactions, envelope: Envelope) -> list[Frame]:
    """Begin the stream of movements; its first frame has none."""
    account = caller.reading(_loginid(request))
    view = views.Transactions(account, caller.generation.answers)
    stream = caller.subscribe(envelope, "transaction", account.account_id, view, "transaction")
    told = {"id": stream.stream_id}
    return [envelope.answer("transaction", told, stream_id=stream.stream_id)]


def portfolio(
    caller: Caller, request: requests_options.Portfolio | requests_legacy.Portfolio, envelope: Envelope
) -> list[Frame]:
    """List what is open."""
    wanted = request.contract_type
    held = caller.house.exchange.portfolio(caller.reading(_loginid(request)))
    chosen = [one for one in held if wanted is None or one.contract_type in wanted]
    return [envelope.answer("portfolio", caller.generation.answers.portfolio(chosen))]


def statement(
    caller: Caller, request: requests_options.Statement | requests_legacy.Statement, envelope: Envelope
) -> list[Frame]:
    """List what has moved the balance."""
    account = caller.reading(_loginid(request))
    exchange = caller.house.exchange
    limit = 100 if request.limit is None else int(request.limit)
    moved = []
    if request.action_type is None or request.action_type in _ACTIONS:
        action = None if request.action_type is None else _ACTIONS[request.action_type]
        moved = exchange.statement(
            account,
            StatementFilter(
                action=action,
                date_from=request.date_from,
                date_to=request.date_to,
                limit=limit,
                offset=request.offset or 0,
            ),
        )
    entries = [
        Entry(
            transaction=one,
            contract=None if one.contract_id is None else exchange.contract(account, one.contract_id),
        )
        for one in moved
    ]
    told = caller.generation.answers.statement(entries, described=bool(request.description))
    return [envelope.answer("statement", told)]


def profit_table(
    caller: Caller, request: requests_options.ProfitTable | requests_legacy.ProfitTable, envelope: Envelope
) -> list[Frame]:
    """List what has been closed."""
    account = caller.reading(_loginid(request))
    wanted = ProfitFilter(
        contract_types=tuple(request.contract_type or ()),
        date_from=_epoch(request.date_from, 0),
        date_to=_epoch(request.date_to, 86_399),
        limit=50 if request.limit is None else int(request.limit),
        offset=request.offset or 0,
        ascending=request.sort == "ASC",
    )
    closed = caller.house.exchange.profit_table(account, wanted)
    told = caller.generation.answers.profit_table(closed, described=bool(request.description))
    return [envelope.answer("profit_table", told)]


def _epoch(text: str | None, into_the_day: int) -> int | None:
    if text is None or text.isdigit():
        return None if text is None else int(text)
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise ApiError("InvalidDateFormat", f"There is no day {text}.") from None
    return int(day.timestamp()) + into_the_day


def topup_virtual(caller: Caller, request: requests_legacy.TopUp, envelope: Envelope) -> list[Frame]:
    """Fill a demo account up."""
    account = caller.trading(_loginid(request))
    moved = caller.house.exchange.reset_demo(account)
    if moved is None:
        raise ApiError("TopupVirtualError", "The balance of this demo account is what it begins with.")
    told = {"amount": answers.number(moved.amount), "currency": account.currency}
    return [envelope.answer("topup_virtual", told)]
