"""The way from one release's tables to the next: `migrate` at every start, `downgrade` to go back."""

from __future__ import annotations

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from domain.shared.errors import Temporary
from integrations.store.sql import is_postgres, take_turns

PATIENCE = "500ms"
"""As long as a turn may wait behind a step that waits for a table; then the step gives way and comes again."""
PAUSES = (0.1, 0.2, 0.5, 1, 2, 4, 8, 15, 30, 60)


def migrate(database: Engine, to: str = "head") -> None:
    """Forward, beside a shop that is open: each step in a transaction of its own, that gives way to whoever is at work
    and comes again. Processes that start together take turns. Raises Temporary where somebody is never done."""
    for pause in PAUSES:
        try:
            while _step(database, to):
                pass
            return
        except Temporary:
            time.sleep(pause)
    _step(database, to)


def downgrade(database: Engine, to: str = "base") -> None:
    """Backward: what only later releases knew is lost."""
    with database.begin() as connection:
        command.downgrade(_ready(connection), to)


def is_current(database: Engine) -> bool:
    """Whether nothing is left to migrate; a database that a later release has migrated still serves this one."""
    with database.connect() as connection:
        return not _steps(connection, _config(), "head")


def _step(database: Engine, to: str) -> bool:
    """The next one; all of them where nobody is at work yet, in a new database. False: there is none."""
    with database.begin() as connection:
        config = _ready(connection)
        steps = _steps(connection, config, to)
        if not steps:
            return False
        is_new = not MigrationContext.configure(connection).get_current_heads()
        config.attributes["is_new"] = is_new
        command.upgrade(config, to if is_new else steps[0])
        return not is_new


def _steps(connection: Connection, config: Config, to: str) -> list[str]:
    """What is to be done, in order: nothing where a later release has been here."""
    scripts = ScriptDirectory.from_config(config)
    every = [script.revision for script in scripts.walk_revisions("base", to)][::-1]
    done = MigrationContext.configure(connection).get_current_heads()
    if not done:
        return every
    return every[every.index(done[0]) + 1 :] if done[0] in every else []


def revisions() -> set[str]:
    """Every schema that this release knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _ready(connection: Connection) -> Config:
    """Waiting for its turn it is in nobody's way; a table that it waits for is closed to everybody behind it."""
    if is_postgres(connection):
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
    take_turns(connection, "migrations")
    if is_postgres(connection):
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
