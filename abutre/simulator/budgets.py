"""The published rate budgets: how many calls of each kind a minute and an hour allow."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MINUTE = 60
HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a published table: the calls that share a budget, and its size."""

    calls: frozenset[str]
    minutely: int
    hourly: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A generation's budgets.

    Attributes:
        rows: for the calls that have one of their own.
        general: for all others.
        proposals: proposal streams at a time.
    """

    rows: tuple[Row, ...]
    general: Row
    proposals: int


OPTIONS = Table(
    rows=(
        Row(
            calls=frozenset({"proposal", "proposal_open_contract", "buy", "sell"}),
            minutely=360,
            hourly=14_400,
        ),
        Row(calls=frozenset({"balance", "statement"}), minutely=100, hourly=2_000),
        Row(calls=frozenset({"portfolio", "profit_table"}), minutely=30, hourly=1_500),
    ),
    general=Row(calls=frozenset(), minutely=220, hourly=14_400),
    proposals=100,
)
LEGACY = Table(
    rows=(
        Row(calls=frozenset({"portfolio", "statement", "profit_table"}), minutely=25, hourly=1_500),
        Row(calls=frozenset({"proposal", "proposal_open_contract"}), minutely=80, hourly=3_600),
    ),
    general=Row(calls=frozenset(), minutely=180, hourly=14_400),
    proposals=5,
)
PINGS_PER_SECOND = 10


class Budget:
    """What one user has spent.

    Args:
        table: the generation's budgets.
        now: seconds since the simulator began; a faster market has a faster budget too.
    """

    def __init__(self, table: Table, now: Callable[[], int]) -> None:
        self._now = now
        self._rows: Mapping[str, Row] = {call: row for row in table.rows for call in row.calls}
        self._general = table.general
        self._spent: dict[frozenset[str], deque[int]] = defaultdict(deque)

    def spend(self, call: str) -> bool:
        """Take one call out of its row; False when there is none left, and then nothing is taken."""
        row = self._rows.get(call, self._general)
        spent = self._spent[row.calls]
        now = self._now()
        while spent and spent[0] <= now - HOUR:
            spent.popleft()
        this_minute = len(spent) - bisect_right(spent, now - MINUTE)
        if len(spent) >= row.hourly or this_minute >= row.minutely:
            return False
        spent.append(now)
        return True


class Budgets:
    """What every user has spent; all connections of an account share one budget.

    Args:
        now: seconds since the simulator began.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._by_user: dict[tuple[Table, str], Budget] = {}

    def of(self, table: Table, user: str) -> Budget:
        """The budget of a user, or a new one."""
        return self._by_user.setdefault((table, user), Budget(table, self._now))

    def new(self, table: Table) -> Budget:
        """A budget for a connection that nobody has logged in on."""
        return Budget(table, self._now)
