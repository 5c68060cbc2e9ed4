"""The way from one release's tables to the next: `migrate` at every start, `downgrade` to go back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from integrations.store.sql import is_postgres, take_turns


def migrate(database: Engine, to: str = "head") -> None:
    """Forward. All of it in one transaction; processes that start together take turns."""
    with database.begin() as connection:
        command.upgrade(_ready(connection), to)


def downgrade(database: Engine, to: str = "base") -> None:
    """Backward: what only later releases knew is lost."""
    with database.begin() as connection:
        command.downgrade(_ready(connection), to)


def is_current(database: Engine) -> bool:
    """Whether nothing is left to migrate."""
    with database.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory.from_config(_config()).get_heads())


def _ready(connection: Connection) -> Config:
    if is_postgres(connection):
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    take_turns(connection, "migrations")
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
