"""Who may write: advisory locks, which PostgreSQL ties to the very connection that writes."""

from hashlib import sha256

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, select, text

_holders = Table("lease", MetaData(), Column("holder", Text, nullable=False))
"""One row, in the bot's schema: who took the lease last. No part of what a store knows, so never copied."""


def take(connection: Connection, name: str) -> bool:
    """Take the lock `name` of this database until the connection ends; False when another one has it."""
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(name)}))


def is_held(connection: Connection, name: str) -> bool:
    """Whether some connection has the lock `name` of this database."""
    held = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND (classid::bigint << 32) | objid::bigint = :key)"
    )
    return bool(connection.scalar(held, {"key": _key(name)}))


def sign(connection: Connection, holder: str) -> None:
    """Note that `holder` has taken the lease of the schema; in the caller's transaction."""
    _holders.create(connection, checkfirst=True)
    connection.execute(delete(_holders))
    connection.execute(insert(_holders).values(holder=holder))


def is_signed_by(connection: Connection, holder: str) -> bool:
    """Whether nobody has taken the lease since `holder` did."""
    return connection.scalar(select(_holders.c.holder)) == holder


def _key(name: str) -> int:
    return int.from_bytes(sha256(f"abutre:{name}".encode()).digest()[:8], "big", signed=True)
