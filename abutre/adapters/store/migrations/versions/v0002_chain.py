"""The journal becomes a chain of entries. It begins with one that vouches for the events told before."""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BEFORE = "0" * 64


def upgrade() -> None:
    entries = op.create_table(
        "entries",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.run_id")),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("hash", sa.String, nullable=False),
    )
    op.create_table(
        "snapshots",
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("entries.id"), primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.run_id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Index("ix_snapshots_run_id", "run_id"),
    )
    told = op.get_bind().execute(sa.text("SELECT seq, run_id, type, epoch, payload FROM events ORDER BY seq"))
    events = [tuple(row) for row in told]
    if events:
        op.bulk_insert(entries, [_vouching_for(events)])
    op.drop_table("journal")


def _vouching_for(events: list[tuple[object, ...]]) -> dict[str, object]:
    digest = sha256()
    for event in events:
        digest.update(f"{_text(event)}\n".encode())
    first, newest = events[0], events[-1]
    told = {"count": len(events), "digest": digest.hexdigest(), "first": first[0]}
    body = _text({"events": told})
    entry = {"id": 1, "run_id": newest[1], "epoch": newest[3], "kind": "trading", "digest": _sha256(body)}
    return entry | {"body": body, "hash": _sha256(_text([_BEFORE, *entry.values()]))}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()
