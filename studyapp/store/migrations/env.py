"""Run migrations on the connection, and in the transaction, of the one who asked for them."""

from __future__ import annotations

from alembic import context

from studyapp.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column by making the table anew
)
with context.begin_transaction():
    context.run_migrations()
