"""What each kind of stream makes of what happens."""

from collections.abc import Callable
from dataclasses import replace

from abutre.simulator import answers
from abutre.simulator.accounts import Account
from abutre.simulator.answers import Payload
from abutre.simulator.generation import Answers
from abutre.simulator.happenings import BalanceChanged, ContractChanged, TickHappened, Transacted
from abutre.simulator.site import SiteChanged, Told
from abutre.simulator.values import Candle, Tick


class Ticks:
    """Every tick of a symbol."""

    msg_type = "tick"

    def __init__(self, symbol: str) -> None:
        self._symbol = symbol

    def show(self, happening: Told) -> Payload | None:
        """The tick."""
        if isinstance(happening, TickHappened) and happening.tick.symbol == self._symbol:
            return answers.tick(happening.tick)
        return None


class Candles:
    """The forming candle at every tick of a symbol.

    Args:
        symbol: code.
        granularity: seconds.
        forming: the candle of the newest tick; None before there is one.
    """

    msg_type = "ohlc"

    def __init__(self, symbol: str, granularity: int, forming: Candle | None) -> None:
        self._symbol = symbol
        self._granularity = granularity
        self._forming = forming

    def show(self, happening: Told) -> Payload | None:
        """The candle with the tick in it."""
        if not isinstance(happening, TickHappened) or happening.tick.symbol != self._symbol:
            return None
        self._forming = self._with(happening.tick)
        return answers.ohlc(self._symbol, self._granularity, self._forming)

    def _with(self, tick: Tick) -> Candle:
        open_time = tick.epoch - tick.epoch % self._granularity
        old, quote = self._forming, tick.quote
        if old is None or old.open_time != open_time:
            return Candle(
                open_time=open_time,
                epoch=open_time,
                last_epoch=tick.epoch,
                open=quote,
                high=quote,
                low=quote,
                close=quote,
            )
        return replace(
            old, last_epoch=tick.epoch, high=max(old.high, quote), low=min(old.low, quote), close=quote
        )


class Balance:
    """The balance of an account, whenever it is another one."""

    msg_type = "balance"

    def __init__(self, account: Account, shown: Callable[[Account], Payload]) -> None:
        self._account = account
        self._shown = shown

    def show(self, happening: Told) -> Payload | None:
        """The balance as it was right after the change."""
        if not isinstance(happening, BalanceChanged) or happening.account_id != self._account.account_id:
            return None
        return self._shown(self._account) | {"balance": answers.number(happening.balance)}


class Transactions:
    """Every movement of an account."""

    msg_type = "transaction"

    def __init__(self, account: Account, generation: Answers) -> None:
        self._account = account
        self._answers = generation

    def show(self, happening: Told) -> Payload | None:
        """The movement."""
        if not isinstance(happening, Transacted):
            return None
        moved = happening.transaction
        if moved.account_id != self._account.account_id:
            return None
        return self._answers.transaction(moved, happening.contract, self._account.currency)


class Contracts:
    """The life of one contract, or of all contracts of an account.

    Args:
        account_id: whose.
        contract_id: which; None for all.
        shown: writes the frame.
    """

    msg_type = "proposal_open_contract"

    def __init__(
        self, account_id: str, contract_id: int | None, shown: Callable[[ContractChanged], Payload]
    ) -> None:
        self._account_id = account_id
        self._contract_id = contract_id
        self._shown = shown

    def show(self, happening: Told) -> Payload | None:
        """The contract as it stands, but for the moment between an end and a settlement at once."""
        if not isinstance(happening, ContractChanged) or happening.contract.account_id != self._account_id:
            return None
        if self._contract_id not in {None, happening.contract.contract_id}:
            return None
        return None if happening.contract.is_settled_at_once else self._shown(happening)


class Prices:
    """The price of some terms at every tick of a symbol.

    Args:
        symbol: code; None when the price is constant, and then nothing is shown.
        shown: asks for the price and writes the frame; None when it is not sold any more.
    """

    msg_type = "proposal"

    def __init__(self, symbol: str | None, shown: Callable[[], Payload | None]) -> None:
        self._symbol = symbol
        self._shown = shown

    def show(self, happening: Told) -> Payload | None:
        """The price."""
        if isinstance(happening, TickHappened) and happening.tick.symbol == self._symbol:
            return self._shown()
        return None


class SiteStatus:
    """The site's status, whenever it is another one."""

    msg_type = "website_status"

    def __init__(self, shown: Callable[[], Payload]) -> None:
        self._shown = shown

    def show(self, happening: Told) -> Payload | None:
        """The status."""
        return self._shown() if isinstance(happening, SiteChanged) else None
