"""The calls about the market and the connection itself; they need no account."""

from abutre.simulator import answers, requests, requests_legacy, requests_options, views
from abutre.simulator.actions import Frame
from abutre.simulator.caller import Caller
from abutre.simulator.envelope import Envelope
from abutre.simulator.market import MINUTE
from abutre.simulator.symbols import SYMBOLS, symbol_info
from abutre.simulator.values import Candle


def ping(caller: Caller, request: requests.Ping, envelope: Envelope) -> list[Frame]:  # noqa: ARG001 (as all calls)
    """Answer that somebody is there."""
    return [envelope.answer("ping", "pong")]


def time(caller: Caller, request: requests.Time, envelope: Envelope) -> list[Frame]:  # noqa: ARG001 (as all calls)
    """Tell the market's time."""
    return [envelope.answer("time", caller.house.exchange.now())]


def active_symbols(
    caller: Caller,
    request: requests_options.ActiveSymbols | requests_legacy.ActiveSymbols,
    envelope: Envelope,
) -> list[Frame]:
    """List what is offered; nothing when only contract types are asked for that are not sold."""
    offered = request.contract_type is None or not answers.SIDES.keys().isdisjoint(request.contract_type)
    market = caller.house.exchange.market
    write = caller.generation.answers.active_symbol
    rows = [write(symbol_info(code), market.last(code)) for code in market.symbols]
    return [envelope.answer("active_symbols", rows if offered else [])]


def contracts_for(
    caller: Caller,
    request: requests_options.ContractsFor | requests_legacy.ContractsFor,
    envelope: Envelope,
) -> list[Frame]:
    """List what a symbol offers."""
    info = symbol_info(request.contracts_for)
    last = caller.house.exchange.market.last(info.code)
    return [envelope.answer("contracts_for", caller.generation.answers.contracts_for(info, last))]


def trading_times(
    caller: Caller,
    request: requests.TradingTimes,  # noqa: ARG001 (every day is alike)
    envelope: Envelope,
) -> list[Frame]:
    """Tell when the symbols are traded."""
    return [envelope.answer("trading_times", caller.generation.answers.trading_times(SYMBOLS.values()))]


def ticks(caller: Caller, request: requests.Ticks, envelope: Envelope) -> list[Frame]:
    """Tell the newest tick of every symbol asked for, and begin a stream when asked to."""
    asked = [request.ticks] if isinstance(request.ticks, str) else request.ticks
    newest = [caller.house.exchange.market.last(symbol) for symbol in asked]
    if request.subscribe is None:
        return [envelope.answer("tick", answers.tick(one)) for one in newest]
    return [
        caller.subscribe(envelope, "ticks", one.symbol, views.Ticks(one.symbol), one.symbol).frame(
            answers.tick(one)
        )
        for one in newest
    ]


def ticks_history(caller: Caller, request: requests.TicksHistory, envelope: Envelope) -> list[Frame]:
    """Tell the past, and begin a stream when asked to."""
    symbol = request.ticks_history
    end = None if request.end == "latest" else int(request.end)
    decimals = symbol_info(symbol).decimals
    market = caller.house.exchange.market
    stream_id = None
    if request.style != "candles":
        told = market.ticks(symbol, request.start, end, request.count)
        if request.subscribe is not None:
            view = views.Ticks(symbol)
            stream_id = caller.subscribe(envelope, "ticks", symbol, view, symbol).stream_id
        content = {"history": answers.history(told), "pip_size": decimals}
        return [envelope.several("history", content, stream_id)]
    candles = market.candles(symbol, request.granularity, request.start, end, request.count)
    if request.subscribe is not None:
        granularity = request.granularity or MINUTE
        key = (symbol, granularity)
        candle_view = views.Candles(symbol, granularity, _forming(caller, symbol, granularity))
        stream_id = caller.subscribe(envelope, "candles", key, candle_view, symbol).stream_id
    listed = {"candles": [answers.candle(one) for one in candles], "pip_size": decimals}
    return [envelope.several("candles", listed, stream_id)]


def _forming(caller: Caller, symbol: str, granularity: int) -> Candle | None:
    market = caller.house.exchange.market
    last = market.last(symbol).epoch
    candles = market.candles(symbol, granularity, last - last % granularity, last, 1)
    return candles[-1] if candles else None


def forget(caller: Caller, request: requests.Forget, envelope: Envelope) -> list[Frame]:
    """End a stream."""
    return [envelope.answer("forget", int(caller.streams.forget(request.forget)))]


def forget_all(
    caller: Caller, request: requests_options.ForgetAll | requests_legacy.ForgetAll, envelope: Envelope
) -> list[Frame]:
    """End all streams of some kinds."""
    kinds = [request.forget_all] if isinstance(request.forget_all, str) else request.forget_all
    return [envelope.answer("forget_all", caller.streams.forget_all(kinds))]
