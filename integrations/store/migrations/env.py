"""Alembic's entry: it runs on the connection that `migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from integrations.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
