"""The two statements that each database says in its own words: insert what is new, insert or replace."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from abutre.adapters.store.schema import candles, run_state


def keep_candles(connection: Connection, rows: list[dict[str, int]]) -> None:
    """Insert `rows` into `candles`; those of minutes that are there already are left out."""
    connection.execute(_insert(connection)(candles).on_conflict_do_nothing(), rows)


def keep_state(connection: Connection, row: dict[str, Any]) -> None:
    """Make `row` the run's one row of `run_state`."""
    fresh = _insert(connection)(run_state)
    newest = {"state": fresh.excluded.state, "epoch": fresh.excluded.epoch}
    connection.execute(fresh.on_conflict_do_update(index_elements=[run_state.c.run_id], set_=newest), row)


def _insert(connection: Connection) -> "type[sqlite.Insert | postgresql.Insert]":
    return postgresql.Insert if connection.dialect.name == "postgresql" else sqlite.Insert
