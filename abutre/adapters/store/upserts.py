"""The two statements that each database says in its own words: insert what is new, insert or replace."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from abutre.adapters.store.schema import candles, run_state

_INSERT_CANDLES = sqlite.insert(candles).on_conflict_do_nothing()
_INSERT_STATE = sqlite.insert(run_state)
_KEEP_STATE = _INSERT_STATE.on_conflict_do_update(
    index_elements=[run_state.c.run_id],
    set_={"state": _INSERT_STATE.excluded.state, "epoch": _INSERT_STATE.excluded.epoch},
)


def keep_candles(connection: Connection, rows: list[dict[str, int]]) -> None:
    """Insert `rows` into `candles`; those of minutes that are there already are left out."""
    connection.execute(_INSERT_CANDLES, rows)


def keep_state(connection: Connection, row: dict[str, Any]) -> None:
    """Make `row` the run's one row of `run_state`."""
    connection.execute(_KEEP_STATE, row)
