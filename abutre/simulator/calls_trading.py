"""The calls that ask for a price, buy and sell."""

from abutre.simulator import answers, requests, requests_legacy, requests_options, views
from abutre.simulator.accounts import Account
from abutre.simulator.actions import Frame
from abutre.simulator.answers import Payload
from abutre.simulator.caller import Caller
from abutre.simulator.contracts import Contract
from abutre.simulator.envelope import Envelope
from abutre.simulator.errors import ApiError
from abutre.simulator.terms import Terms
from abutre.simulator.terms_asked import money, terms_of

BY_PARAMETERS = "1"
"""What stands in place of a quote's id when the purchase brings its own terms."""

_CONSTANT_UNTIL = {"s": 86_400, "m": 1440, "h": 24, "d": 1}


def proposal(
    caller: Caller,
    request: requests_options.Proposal | requests_legacy.Proposal,
    envelope: Envelope,
) -> list[Frame]:
    """Tell a price; a stream of a price that is constant stays silent."""
    terms = terms_of(request)
    quoted = caller.house.exchange.quote(terms)
    write = caller.generation.answers.proposal
    if request.subscribe is None:
        quote_id = caller.house.new_id()
        caller.keep_quote(quote_id, quoted, streamed=False)
        return [envelope.answer("proposal", write(quote_id, quoted))]
    if caller.streams.count("proposal") >= caller.generation.budgets.proposals:
        raise ApiError("RateLimit", "You have reached the rate limit for proposal.")

    def again() -> Payload | None:
        try:
            newer = caller.house.exchange.quote(terms)
        except ApiError:
            return None
        caller.keep_quote(stream.stream_id, newer, streamed=True)
        return write(stream.stream_id, newer)

    view = views.Prices(None if is_constant(terms) else terms.symbol, again)
    stream = caller.subscribe(envelope, "proposal", terms, view, "proposal")
    caller.keep_quote(stream.stream_id, quoted, streamed=True)
    return [stream.frame(write(stream.stream_id, quoted))]


def is_constant(terms: Terms) -> bool:
    """Whether Deriv streams no price for these terms: rise and fall of less than a day on R_ indices."""
    if not terms.symbol.startswith("R_"):
        return False
    if terms.duration_unit == "t" or terms.duration is None:
        return terms.date_expiry is None
    return terms.duration < _CONSTANT_UNTIL[terms.duration_unit]


def buy(
    caller: Caller, request: requests_options.Buy | requests_legacy.Buy, envelope: Envelope
) -> list[Frame]:
    """Buy by a quote or by terms, and begin the contract's stream when asked to."""
    loginid = request.loginid if isinstance(request, requests_legacy.Buy) else None
    account = caller.trading(loginid)
    if request.subscribe is not None:
        caller.streams.check_room()
    contract = _bought(caller, account, request)
    stream_id = None
    if request.subscribe is not None:
        stream_id = _follow(caller, account, contract, envelope)
    told = answers.bought(contract, account.balance)
    return [envelope.answer("buy", told, stream_id=stream_id)]


def _bought(
    caller: Caller, account: Account, request: requests_options.Buy | requests_legacy.Buy
) -> Contract:
    exchange, price = caller.house.exchange, money(request.price)
    if request.buy != BY_PARAMETERS:
        quoted = caller.quote(request.buy)
        contract = exchange.buy(account, quoted.terms, price, proposal=quoted, app_id=caller.app_id)
        caller.use_quote(request.buy)
        return contract
    if request.parameters is None:
        raise ApiError("MissingRequiredContractParams", "Missing required contract parameters.")
    return exchange.buy(account, terms_of(request.parameters), price, app_id=caller.app_id)


def _follow(caller: Caller, account: Account, contract: Contract, envelope: Envelope) -> str:
    view = views.Contracts(account.account_id, contract.contract_id, caller.shown)
    key = contract.contract_id
    return caller.subscribe(envelope, "proposal_open_contract", key, view, str(key)).stream_id


def sell(caller: Caller, request: requests.Sale, envelope: Envelope) -> list[Frame]:
    """Sell a contract before it expires."""
    loginid = request.loginid if isinstance(request, requests_legacy.Sell) else None
    account = caller.trading(loginid)
    contract, moved = caller.house.exchange.sell(account, request.sell, money(request.price))
    return [envelope.answer("sell", answers.sold(contract, moved))]


def proposal_open_contract(caller: Caller, request: requests.OpenContract, envelope: Envelope) -> list[Frame]:
    """Tell how a contract stands, or every open one; a closed contract has no stream."""
    loginid = request.loginid if isinstance(request, requests_legacy.OpenContract) else None
    account = caller.reading(loginid)
    exchange = caller.house.exchange
    if request.contract_id is not None:
        contract = exchange.contract(account, request.contract_id)
        told = caller.shown(caller.now(contract))
        if request.subscribe is None or contract.is_sold:
            return [envelope.answer("proposal_open_contract", told)]
        stream_id = _follow(caller, account, contract, envelope)
        told["id"] = stream_id
        return [envelope.answer("proposal_open_contract", told, stream_id=stream_id)]
    shown = [caller.shown(caller.now(one)) for one in exchange.portfolio(account)] or [{}]
    if request.subscribe is None:
        return [envelope.answer("proposal_open_contract", one) for one in shown]
    view = views.Contracts(account.account_id, None, caller.shown)
    stream = caller.subscribe(
        envelope, "proposal_open_contract", account.account_id, view, "proposal_open_contract"
    )
    return [stream.frame(one) for one in shown]
