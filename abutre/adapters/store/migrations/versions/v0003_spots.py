"""Contracts know the prices they began and ended at. Of those settled before, nobody was told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("entry_spot", "exit_spot"):
        op.add_column("contracts", sa.Column(name, sa.BigInteger))
