"""The tables as they are now: what queries are built on, and what the migrations must lead to.

Money in minor units, prices in pips, times in epoch seconds, as everywhere inside the system.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()


def _run_id(*, primary_key: bool = False) -> Column[int]:
    return Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False, primary_key=primary_key)


runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("mode", String, nullable=False),
    Column("symbol", String, nullable=False),
    Column("source", String, nullable=False),
    Column("started_at", BigInteger, nullable=False),
)

# As the run's last commit left it.
run_state = Table(
    "run_state",
    metadata,
    _run_id(primary_key=True),
    Column("state", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
)

# The chain: one row per commit, numbered without a hole from 1. Body is what happened, as JSON, until it is
# pruned; digest is the body's, hash is over the hash before and everything here but the body (chain.py).
entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("run_id", Integer, ForeignKey("runs.run_id")),
    Column("epoch", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", Text),
    Column("hash", String, nullable=False),
)

# The engine after an entry: after the first of each UTC day, and where a run began.
snapshots = Table(
    "snapshots",
    metadata,
    Column("entry_id", Integer, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    _run_id(),
    Column("state", Text, nullable=False),
    Index("ix_snapshots_run_id", "run_id"),
)

# Payload is the event as JSON; epoch is its own, or the entry's for events without one.
events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _run_id(),
    Column("type", String, nullable=False, index=True),
    Column("epoch", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
)

# The intent, on disk before it is sent, and what became of it. payout is what a win pays, credited what
# the end paid.
contracts = Table(
    "contracts",
    metadata,
    Column("intent", Integer, primary_key=True, autoincrement=False),
    _run_id(),
    Column("book", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("stake", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("sent_epoch", BigInteger, nullable=False),
    Column("trade_id", Integer),
    Column("contract_id", BigInteger),
    Column("payout", BigInteger),
    Column("opened_epoch", BigInteger),
    Column("credited", BigInteger),
    Column("closed_epoch", BigInteger),
    Column("refusal", Text),
    Column("entry_spot", BigInteger),
    Column("exit_spot", BigInteger),
    Index("ix_contracts_run_id", "run_id"),
)

trades = Table(
    "trades",
    metadata,
    Column("trade_id", Integer, primary_key=True, autoincrement=False),
    _run_id(),
    Column("book", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("entry_epoch", BigInteger, nullable=False),
    Column("entry_streak_size", Integer, nullable=False),
    Column("stake", BigInteger, nullable=False),
    Column("exit_epoch", BigInteger),
    Column("result", String),
    Column("profit", BigInteger),
    Column("final_level", Integer),
    Column("reason", String),
    Index("ix_trades_run_id", "run_id"),
)

candles = Table(
    "candles",
    metadata,
    _run_id(primary_key=True),
    Column("open_time", BigInteger, primary_key=True),
    Column("open", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("close", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

equity = Table(
    "equity",
    metadata,
    Column("id", Integer, primary_key=True),
    _run_id(),
    Column("epoch", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Index("ix_equity_run_id", "run_id"),
)

# Every version that was stored, as JSON.
settings = Table(
    "settings",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("settings", Text, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
)
