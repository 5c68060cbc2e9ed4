"""A new release comes while the one before it is at work: its tables take what the old statements write.

Every migration from 0010 on is held to it: by its own statements, as PostgreSQL gets them, and by those of the release
before, whose columns are read from a database at the revision before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, event, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from domain.shared.errors import Temporary
from integrations.store import migrations
from integrations.store.engine import create_database
from integrations.store.migrations import _config, is_current, migrate
from integrations.store.migrations.columns import let_go_of_the_snapshot
from tests.integrations.store.migration_rules import faults_of
from tests.integrations.store.rows import Checks, a_row, checks_of

EVERY = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]
FIRST = next(n for n, revision in enumerate(EVERY) if revision >= "0010")
PREPARED_AFTER = 8
STEPS = list(zip(EVERY[FIRST - 1 :], EVERY[FIRST:], strict=False))


# -- the migrations' own statements ----------------------------------------------------------------------------------


@contextmanager
def statements_of(database: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(database, "before_cursor_execute", note)
    yield seen
    event.remove(database, "before_cursor_execute", note)


def test_no_migration_stops_the_release_before_it(fresh_postgres_url: str) -> None:
    database = create_database(fresh_postgres_url)
    for before, revision in STEPS:
        migrate(database, before)
        known = set(inspect(database).get_table_names())
        with statements_of(database) as said:
            migrate(database, revision)
        assert [fault for each in said for fault in faults_of(each, known)] == [], revision
    assert is_current(database)
    database.dispose()


PLANTED = {
    "DROP TABLE chat_inbox": "dropped",
    "ALTER TABLE chat_inbox DROP COLUMN raw": "dropped",
    "ALTER TABLE chat_inbox RENAME raw TO body": "renamed",
    "ALTER TABLE chat_inbox RENAME TO letters": "renamed",
    "ALTER TABLE chat_inbox ALTER COLUMN tries TYPE INTEGER": "another type",
    "ALTER TABLE chat_inbox ALTER COLUMN shop_id SET NOT NULL": "must be filled",
    "ALTER TABLE chat_inbox ADD COLUMN lane VARCHAR NOT NULL": "must be filled",
    "CREATE INDEX ix_new ON chat_inbox (kind)": "CONCURRENTLY",
    "CREATE UNIQUE INDEX ix_new ON chat_inbox (kind)": "CONCURRENTLY",
    "ALTER TABLE chat_inbox ADD CONSTRAINT c CHECK (tries >= 0)": "NOT VALID",
    "ALTER TABLE chat_inbox ADD CONSTRAINT f FOREIGN KEY (shop_id) REFERENCES merchant_shops (id)": "NOT VALID",
    "ALTER TABLE chat_inbox ADD CONSTRAINT u UNIQUE (kind)": "USING INDEX",
    "UPDATE chat_inbox SET tries = 0": "little by little",
}
ALLOWED = (
    "CREATE TABLE chat_letters (id BIGINT NOT NULL)",
    "CREATE INDEX ix_new ON chat_letters (id)",
    "CREATE INDEX CONCURRENTLY ix_new ON chat_inbox (kind)",
    "ALTER TABLE chat_inbox ADD COLUMN lane VARCHAR",
    "ALTER TABLE chat_inbox ADD COLUMN lane VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE chat_inbox ALTER COLUMN shop_id DROP NOT NULL",
    "ALTER TABLE chat_inbox DROP CONSTRAINT ck_chat_inbox_state",
    "ALTER TABLE chat_inbox ADD CONSTRAINT c CHECK (tries >= 0) NOT VALID",
    "ALTER TABLE chat_inbox VALIDATE CONSTRAINT c",
    "ALTER TABLE chat_inbox ADD CONSTRAINT u UNIQUE USING INDEX ix_new",
    "UPDATE merchant_shops SET about = ''",
    "UPDATE alembic_version SET version_num='0011'",
)


@pytest.mark.parametrize("statement", PLANTED)
def test_what_would_stop_it_is_seen(statement: str) -> None:
    [fault] = faults_of(statement, {"chat_inbox", "merchant_shops"})
    assert PLANTED[statement] in fault


@pytest.mark.parametrize("statement", ALLOWED)
def test_what_would_not_is_let_through(statement: str) -> None:
    assert faults_of(statement, {"chat_inbox", "merchant_shops"}) == []


# -- the statements of the release before ----------------------------------------------------------------------------


class OldRelease:
    """Every table, in the columns that it has now: what a release writes and reads that knows no others. Into archives
    it only moves what is old, and makes room first."""

    def __init__(self, database: Engine, *only: str) -> None:
        self.database = database
        tables = tables_at(database, *only).values()
        self.tables = [table for table in tables if not table.name.endswith("_archive")]
        self.checks: dict[str, Checks] = {table.name: checks_of(database, table.name) for table in self.tables}

    def works(self, n: int) -> None:
        """It writes a row of every table, reads all that it ever wrote, and writes over it."""
        with self.database.begin() as connection:
            for table in self.tables:
                row = a_row(table, n, self.checks[table.name])
                before = len(connection.execute(select(table)).all())
                connection.execute(insert(table).values(row))
                assert len(connection.execute(select(table)).all()) == before + 1, table.name
                connection.execute(update(table).values(_without_keys(table, row)))


def _without_keys(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    keys: list[Any] = [*(index for index in table.indexes if index.unique), *table.constraints]
    unique = {column.name for key in keys for column in getattr(key, "columns", ())}
    rest = {name: value for name, value in row.items() if name not in unique}
    return rest or {name: row[name] for name in table.primary_key.columns.keys()[-1:]}


def tables_at(database: Engine, *only: str) -> dict[str, Table]:
    """As the database has them now, those first that others refer to."""
    known = MetaData()
    known.reflect(database, only=only or None)
    return {table.name: table for table in known.sorted_tables if table.name != "alembic_version"}


def test_the_release_before_goes_on_working(empty: Engine) -> None:
    migrate(empty, STEPS[0][0])
    for n, (_before, revision) in enumerate(STEPS):
        old = OldRelease(empty)
        old.works(2 * n + 1)
        migrate(empty, revision)
        old.works(2 * n + 2)


@pytest.mark.parametrize(
    "bad", ["ADD COLUMN lane VARCHAR NOT NULL DEFAULT '' CHECK (lane <> '')", "DROP COLUMN error", "RENAME TO letters"]
)
def test_and_would_not_after_a_bad_step(database: Engine, bad: str) -> None:
    old = OldRelease(database, "chat_outbox")
    with database.begin() as connection:
        connection.execute(text(f"ALTER TABLE chat_outbox {bad}"))
    with pytest.raises(DBAPIError):
        old.works(1)


def test_a_release_that_is_older_than_its_database_leaves_it_alone(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    migrate(database)
    assert is_current(database)


# -- beside people at work -------------------------------------------------------------------------------------------


def test_a_step_gives_way_to_whoever_reads_for_long(fresh_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for the reader, and turns behind it: a moment, then it lets them through and comes again."""
    database = create_database(fresh_postgres_url)
    migrate(database, STEPS[-1][0])
    monkeypatch.setattr(migrations, "PATIENCE", "20ms")
    monkeypatch.setattr(migrations, "PAUSES", (0.01,) * 3)
    step = "ALTER TABLE chat_conversations ADD COLUMN lane VARCHAR"
    monkeypatch.setattr(
        migrations.command, "upgrade", lambda config, to: config.attributes["connection"].execute(text(step))
    )
    with database.begin() as reader:
        reader.execute(text("SELECT count(*) FROM chat_conversations"))
        with pytest.raises(Temporary, match="stayed locked"):
            migrate(database)
    assert not is_current(database)
    database.dispose()


def test_an_index_is_built_beside_a_transaction_that_has_let_go_of_its_snapshot(fresh_postgres_url: str) -> None:
    """What is prepared, as what alembic asks at each step is in the end, keeps its snapshot: an index would wait."""
    database = create_database(fresh_postgres_url)
    holds = text("SELECT backend_xmin IS NOT NULL FROM pg_stat_activity WHERE pid = :pid")
    with database.execution_options(isolation_level="AUTOCOMMIT").connect() as other, database.begin() as step:
        pid = step.execute(text("SELECT pg_backend_pid()")).scalar_one()
        for _ in range(PREPARED_AFTER):
            step.execute(text("SELECT count(*) FROM pg_class"))
        assert other.execute(holds, {"pid": pid}).scalar_one()
        let_go_of_the_snapshot(step)
        assert not other.execute(holds, {"pid": pid}).scalar_one()
    database.dispose()


def test_an_index_that_was_left_half_built_is_built_anew(fresh_postgres_url: str) -> None:
    """As a kill in the middle leaves it: there, and good for nothing."""
    database = create_database(fresh_postgres_url)
    migrate(database, "0009")
    with database.begin() as connection:
        connection.execute(text("CREATE INDEX ix_chat_receipts_at ON chat_receipts (at)"))
        connection.execute(
            text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_chat_receipts_at'::regclass")
        )
    migrate(database)
    with database.connect() as connection:
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_chat_receipts_at'::regclass"
        assert connection.execute(text(valid)).scalar() is True
    database.dispose()
