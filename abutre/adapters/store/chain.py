"""The chain of the journal's entries: each carries the hash of the one before, so none changes unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from abutre.adapters.store.schema import entries
from abutre.adapters.store.text import to_canonical_json, to_json


class Kind(StrEnum):
    """What an entry tells of."""

    TRADING = "trading"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry's number, 1 for the first, and its hash in hexadecimal digits."""

    number: int
    hash: str


BEGINNING = Link(number=0, hash="0" * 64)
"""What the first entry is linked to."""

_NEWEST = select(entries.c.id, entries.c.hash).order_by(entries.c.id.desc()).limit(1)
_INSERT = insert(entries)


def digest_of(text: str) -> str:
    """SHA-256 of `text`, hexadecimal; of its very bytes, as `reading` gives those that are not UTF-8."""
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def digest_of_events(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over whole rows of `events`, in order, hexadecimal."""
    digest = sha256()
    for row in rows:
        told = [row["seq"], row["run_id"], row["type"], row["epoch"], row["payload"]]
        digest.update(f"{to_json(told)}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def hash_of(
    before: str, *, number: object, run_id: object, epoch: object, kind: object, digest: object
) -> str:
    """Hash of an entry, over the hash `before` it and its body's digest: a body may go, the chain stays."""
    return digest_of(to_json([before, number, run_id, epoch, kind, digest]))


def newest(connection: Connection) -> Link:
    """The chain's last entry."""
    row = connection.execute(_NEWEST).one_or_none()
    return BEGINNING if row is None else Link(number=row.id, hash=row.hash)


def appended(
    connection: Connection, tail: Link, body: object, *, kind: Kind, run_id: int | None, epoch: int
) -> Link:
    """Put an entry behind `tail`; the new tail."""
    text = to_canonical_json(body)
    digest, number = digest_of(text), tail.number + 1
    link = Link(
        number=number,
        hash=hash_of(tail.hash, number=number, run_id=run_id, epoch=epoch, kind=kind.value, digest=digest),
    )
    connection.execute(
        _INSERT,
        {
            "id": number,
            "run_id": run_id,
            "epoch": epoch,
            "kind": kind.value,
            "digest": digest,
            "body": text,
            "hash": link.hash,
        },
    )
    return link
