"""The first schema. Frozen: what changes later is a migration of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _run_id(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "run_id", sa.Integer, sa.ForeignKey("runs.run_id"), nullable=False, primary_key=primary_key
    )


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Integer, primary_key=True),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("symbol", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "run_state",
        _run_id(primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer, primary_key=True),
        _run_id(),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        _run_id(),
        sa.Column("type", sa.String, nullable=False, index=True),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_table(
        "contracts",
        sa.Column("intent", sa.Integer, primary_key=True, autoincrement=False),
        _run_id(),
        sa.Column("book", sa.String, nullable=False),
        sa.Column("direction", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("stake", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("sent_epoch", sa.BigInteger, nullable=False),
        sa.Column("trade_id", sa.Integer),
        sa.Column("contract_id", sa.BigInteger),
        sa.Column("payout", sa.BigInteger),
        sa.Column("opened_epoch", sa.BigInteger),
        sa.Column("credited", sa.BigInteger),
        sa.Column("closed_epoch", sa.BigInteger),
        sa.Column("refusal", sa.Text),
        sa.Index("ix_contracts_run_id", "run_id"),
    )
    op.create_table(
        "trades",
        sa.Column("trade_id", sa.Integer, primary_key=True, autoincrement=False),
        _run_id(),
        sa.Column("book", sa.String, nullable=False),
        sa.Column("direction", sa.String, nullable=False),
        sa.Column("entry_epoch", sa.BigInteger, nullable=False),
        sa.Column("entry_streak_size", sa.Integer, nullable=False),
        sa.Column("stake", sa.BigInteger, nullable=False),
        sa.Column("exit_epoch", sa.BigInteger),
        sa.Column("result", sa.String),
        sa.Column("profit", sa.BigInteger),
        sa.Column("final_level", sa.Integer),
        sa.Column("reason", sa.String),
        sa.Index("ix_trades_run_id", "run_id"),
    )
    op.create_table(
        "candles",
        _run_id(primary_key=True),
        sa.Column("open_time", sa.BigInteger, primary_key=True),
        sa.Column("open", sa.BigInteger, nullable=False),
        sa.Column("high", sa.BigInteger, nullable=False),
        sa.Column("low", sa.BigInteger, nullable=False),
        sa.Column("close", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "equity",
        sa.Column("id", sa.Integer, primary_key=True),
        _run_id(),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("balance", sa.BigInteger, nullable=False),
        sa.Index("ix_equity_run_id", "run_id"),
    )
    op.create_table(
        "settings",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
    )
