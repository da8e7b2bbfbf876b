"""What both generations ask in the same words, and the pieces that their requests are made of."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

Value = TypeVar("Value")


class _NeverNull:
    """Left out or there, but never `null`: what the published schemas mean by an optional property."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        nullable: dict[str, Any] = dict(handler(source))
        inner: CoreSchema = nullable["schema"]
        return inner


def _never_boolean(value: object) -> object:
    # To Python true equals 1; to JSON it is no integer.
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "Expected integer - got boolean.")
    return value


Maybe = Annotated[Value | None, _NeverNull()]
One = Annotated[Literal[1], BeforeValidator(_never_boolean)]
Flag = Annotated[Literal[0, 1], BeforeValidator(_never_boolean)]
Epoch = Annotated[int, Field(ge=0, le=9_999_999_999)]
LaterEpoch = Annotated[int, Field(ge=1, le=9_999_999_999)]
Positive = Annotated[float, Field(ge=0)]
Symbol = Annotated[str, Field(pattern=r"^\w{2,30}$")]
Currency = Annotated[str, Field(pattern=r"^[a-zA-Z0-9]{2,20}$")]
Barrier = Annotated[str, Field(pattern=r"^(?=.{1,20}$)[+-]?[0-9]+\.?[0-9]*$")]
StreamId = Annotated[str, Field(pattern=r"^[\w-]{32,128}$")]
ProposalId = Annotated[str, Field(pattern=r"^(?:[\w-]{32,128}|1)$")]
DurationUnit = Literal["d", "m", "s", "h", "t"]
Basis = Literal["payout", "stake"]
Granularity = Literal[60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400]
Day = Annotated[str, Field(pattern=r"^([0-9]{4}-(0?[1-9]|1[012])-(0?[1-9]|[12][0-9]|3[01])|[0-9]{1,10})$")]


class Part(BaseModel):
    """An object inside a request; it has no property that the schema does not name."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, regex_engine="python-re")


class Request(Part):
    """A request; the property named after the call says which."""

    passthrough: Maybe[dict[str, Any]] = None
    req_id: Maybe[int] = None


class Ping(Request):
    """Are you there?"""

    ping: One


class Time(Request):
    """What time is it?"""

    time: One


class Ticks(Request):
    """The newest tick of a symbol, and the following ones."""

    ticks: Symbol | list[Symbol]
    subscribe: Maybe[One] = None


class TicksHistory(Request):
    """Ticks or candles of the past, and the following ones."""

    ticks_history: Symbol
    adjust_start_time: Maybe[One] = None
    count: Maybe[int] = None
    end: Annotated[str, Field(pattern=r"^(latest|[0-9]{1,10})$")]
    granularity: Maybe[Granularity] = None
    start: Maybe[Epoch] = None
    style: Maybe[Literal["candles", "ticks"]] = None
    subscribe: Maybe[One] = None


class Forget(Request):
    """End one stream."""

    forget: StreamId


class TradingTimes(Request):
    """When the markets are open."""

    trading_times: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|today)$")]


class LimitOrder(Part):
    """Stops of contracts that the simulator does not offer."""

    stop_loss: Maybe[float] = None
    take_profit: Maybe[float] = None


class Terms(Part):
    """What a proposal and a purchase without one have in common."""

    amount: Maybe[Positive] = None
    barrier: Maybe[Barrier] = None
    barrier2: Maybe[Barrier] = None
    basis: Maybe[Basis] = None
    cancellation: Maybe[Annotated[str, Field(pattern=r"^\w+$")]] = None
    currency: Currency
    duration: Maybe[Annotated[int, Field(ge=0, le=99_999_999)]] = None
    duration_unit: Maybe[DurationUnit] = None
    growth_rate: Maybe[float] = None
    limit_order: Maybe[LimitOrder] = None
    multiplier: Maybe[Positive] = None
    payout_per_point: Maybe[float] = None
    selected_tick: Maybe[int] = None


class Purchase(Request):
    """A purchase; the parameters differ by generation."""

    buy: ProposalId
    price: Positive
    subscribe: Maybe[One] = None


class Sale(Request):
    """A contract goes back before it expires."""

    sell: int
    price: float


class OpenContract(Request):
    """One contract, or whatever is open."""

    proposal_open_contract: One
    contract_id: Maybe[int] = None
    subscribe: Maybe[One] = None


class Statement(Request):
    """What has moved the balance; the kinds of movement differ by generation."""

    statement: One
    date_from: Maybe[Epoch] = None
    date_to: Maybe[Epoch] = None
    description: Maybe[Flag] = None
    limit: Maybe[Annotated[float, Field(ge=0, le=999)]] = None
    offset: Maybe[Annotated[int, Field(ge=0)]] = None


class ProfitTable(Request):
    """What has been closed; the contract types differ by generation."""

    profit_table: One
    date_from: Maybe[Day] = None
    date_to: Maybe[Day] = None
    description: Maybe[Flag] = None
    limit: Maybe[Annotated[float, Field(ge=0, le=500)]] = None
    offset: Maybe[Annotated[int, Field(ge=0)]] = None
    sort: Maybe[Literal["ASC", "DESC"]] = None


class Transactions(Request):
    """Every movement of the balance from now on."""

    transaction: One
    subscribe: One
