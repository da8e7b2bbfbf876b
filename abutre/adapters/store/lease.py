"""Who may write: advisory locks, which PostgreSQL ties to the very connection that writes."""

from hashlib import sha256

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, select, text

_holders = Table("lease", MetaData(), Column("holder", Text, nullable=False))
"""One row, in the bot's schema: who took the lease last. No part of what a store knows, so never copied."""


def take(connection: Connection, name: str) -> bool:
    """Take the lock `name` of this database until the connection ends; False when another one has it."""
    digest = sha256(f"abutre:{name}".encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))


def sign(connection: Connection, holder: str) -> None:
    """Note that `holder` has taken the lease of the schema; in the caller's transaction."""
    _holders.create(connection, checkfirst=True)
    connection.execute(delete(_holders))
    connection.execute(insert(_holders).values(holder=holder))


def is_signed_by(connection: Connection, holder: str) -> bool:
    """Whether nobody has taken the lease since `holder` did."""
    return connection.scalar(select(_holders.c.holder)) == holder
