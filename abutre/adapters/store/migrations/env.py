"""Alembic runs this for every migration command: on the connection, and in the transaction, of its caller."""

from alembic import context

from abutre.adapters.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
