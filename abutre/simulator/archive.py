"""What outlives the process: an SQLite file, or memory for a simulator that is not to be kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from sqlite3 import Connection

from pydantic import TypeAdapter

from abutre.simulator.accounts import Account
from abutre.simulator.contracts import Contract
from abutre.simulator.ledger import ProfitFilter, StatementFilter, Transaction
from abutre.simulator.state_file import StateFile
from abutre.simulator.tape import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is known besides accounts and contracts.

    Attributes:
        seed: which walk the market takes.
        start: market epoch at which the market began.
        now: market epoch up to which the contracts have lived.
        commission: the `c` of the payout.
        hidden: spans of ticks that are not shown, by symbol.
    """

    seed: int
    start: int
    now: int
    commission: Decimal
    hidden: dict[str, list[Span]]


_WORLD = TypeAdapter(World)
_ACCOUNT = TypeAdapter(Account)
_CONTRACT = TypeAdapter(Contract)
_TRANSACTION = TypeAdapter(Transaction)


class Archive:
    """The file. One process has it; whatever `write` was given is on disk when it returns."""

    def __init__(self, path: Path | None = None) -> None:
        """Open `path`, new or as it was left; None keeps everything in memory.

        Raises:
            SimulatorFileError: it is no state of this simulator, or another simulator uses it.
        """
        self._file = StateFile(path)
        self._database = self._file.database

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def world(self) -> World | None:
        """As it was written last; None for a new file."""
        found = self._fact("world")
        return None if found is None else _WORLD.validate_json(found)

    def horizon(self) -> int:
        """Market epoch that nobody was ever shown a later one than; 0 for a new file."""
        return int(self._fact("horizon") or 0)

    def accounts(self) -> list[Account]:
        """All accounts, in the order they were opened."""
        rows = self._database.execute("SELECT body FROM accounts ORDER BY rowid")
        return [_ACCOUNT.validate_json(body) for (body,) in rows]

    def open_contracts(self) -> list[Contract]:
        """Those not closed, oldest first."""
        rows = self._database.execute("SELECT body FROM contracts WHERE NOT is_sold ORDER BY contract_id")
        return [_CONTRACT.validate_json(body) for (body,) in rows]

    def newest(self) -> tuple[int | None, int | None]:
        """The largest ids of a contract and of a movement; None where there is none."""
        (contract,) = self._database.execute("SELECT max(contract_id) FROM contracts").fetchone()
        (movement,) = self._database.execute("SELECT max(transaction_id) FROM movements").fetchone()
        return contract, movement

    def contract(self, contract_id: int) -> Contract | None:
        """The contract of that id; None when there is none, or none any more."""
        sql = "SELECT body FROM contracts WHERE contract_id = ?"
        found = self._database.execute(sql, (contract_id,)).fetchone()
        return None if found is None else _CONTRACT.validate_json(found[0])

    def statement(self, account: Account, wanted: StatementFilter) -> list[Transaction]:
        """Movements of `account`, newest first."""
        rows = self._database.execute(
            "SELECT body FROM movements WHERE account_id = :account "
            "AND (:action IS NULL OR action = :action) AND (:first IS NULL OR time >= :first) "
            "AND (:last IS NULL OR time <= :last) ORDER BY transaction_id DESC LIMIT :limit OFFSET :offset",
            {
                "account": account.account_id,
                "action": wanted.action,
                "first": wanted.date_from,
                "last": wanted.date_to,
                "limit": wanted.limit,
                "offset": wanted.offset,
            },
        )
        return [_TRANSACTION.validate_json(body) for (body,) in rows]

    def profit_table(self, account: Account, wanted: ProfitFilter) -> list[Contract]:
        """Closed contracts of `account`, newest purchase first unless asked otherwise."""
        rows = self._database.execute(
            "SELECT body FROM contracts WHERE account_id = :account AND is_sold "
            "AND (:types = '[]' OR contract_type IN (SELECT value FROM json_each(:types))) "
            "AND (:first IS NULL OR purchase_time >= :first) AND (:last IS NULL OR purchase_time <= :last) "
            "ORDER BY contract_id * :order LIMIT :limit OFFSET :offset",
            {
                "account": account.account_id,
                "types": json.dumps(wanted.contract_types),
                "first": wanted.date_from,
                "last": wanted.date_to,
                "order": 1 if wanted.ascending else -1,
                "limit": wanted.limit,
                "offset": wanted.offset,
            },
        )
        return [_CONTRACT.validate_json(body) for (body,) in rows]

    def look_ahead(self, horizon: int) -> None:
        """Promise that no later market epoch than `horizon` is shown before this is called again.

        Raises:
            SimulatorFileError: it cannot be written.
        """
        with self._file.transaction() as database:
            _put(database, "horizon", b"%d" % horizon)

    def write(
        self,
        world: World,
        accounts: Iterable[Account],
        contracts: Iterable[Contract],
        movements: Iterable[Transaction],
        *,
        forget_before: int,
    ) -> None:
        """Keep all of it or nothing: the world, all accounts, contracts and movements that are news.

        Closed contracts whose id is below `forget_before` go, and what moved money for them.

        Raises:
            SimulatorFileError: it cannot be written.
        """
        with self._file.transaction() as database:
            _put(database, "world", _WORLD.dump_json(world))
            database.executemany(
                "INSERT INTO accounts VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
                [(one.account_id, _ACCOUNT.dump_json(one)) for one in accounts],
            )
            database.executemany(
                "INSERT OR REPLACE INTO contracts VALUES (?, ?, ?, ?, ?, ?)", map(_contract_row, contracts)
            )
            database.executemany(
                "INSERT INTO movements VALUES (?, ?, ?, ?, ?, ?)", map(_movement_row, movements)
            )
            old = "FROM contracts WHERE contract_id < ? AND is_sold"
            database.execute(
                f"DELETE FROM movements WHERE contract_id IN (SELECT contract_id {old})",  # noqa: S608 (the text above)
                (forget_before,),
            )
            database.execute(f"DELETE {old}", (forget_before,))

    def _fact(self, name: str) -> bytes | None:
        found = self._database.execute("SELECT body FROM facts WHERE name = ?", (name,)).fetchone()
        return None if found is None else bytes(found[0])


def _put(database: Connection, name: str, body: bytes) -> None:
    database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, body))


def _contract_row(one: Contract) -> tuple[object, ...]:
    described = one.account_id, one.contract_type, one.purchase_time, one.is_sold
    return one.contract_id, *described, _CONTRACT.dump_json(one)


def _movement_row(one: Transaction) -> tuple[object, ...]:
    described = one.account_id, one.action, one.time, one.contract_id
    return one.transaction_id, *described, _TRANSACTION.dump_json(one)
