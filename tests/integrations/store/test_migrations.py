"""Every database that a release made can be brought to the next one and back, and ends as the code describes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from integrations.store.migrations import downgrade, is_current, migrate
from integrations.store.tables import METADATA

OUTSIDE = {"simulator_messages": "the simulated outside knows no shops", "chat_receipts": "a receipt names no shop"}


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(empty: Engine) -> None:
    migrate(empty)
    assert tables_in(empty) == set(METADATA.tables)
    downgrade(empty)
    assert tables_in(empty) == set()
    migrate(empty)
    assert tables_in(empty) == set(METADATA.tables)


def test_each_step_can_be_taken_back(empty: Engine) -> None:
    for revision in ("0001", "0002", "0003", "0004", "0005", "0006", "0007"):
        migrate(empty, revision)
        before = tables_in(empty)
        downgrade(empty, "-1")
        assert tables_in(empty) < before
        migrate(empty, revision)
        assert tables_in(empty) == before


def test_a_migrated_database_says_so(empty: Engine) -> None:
    assert not is_current(empty)
    migrate(empty)
    assert is_current(empty)
    migrate(empty)


def test_migrations_lead_to_what_the_code_describes(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_constraints_and_indexes_too(database: Engine, empty: Engine) -> None:
    METADATA.create_all(empty)
    migrated, made = described(database), described(empty)
    assert migrated.keys() == made.keys()
    for table, described_so in made.items():
        assert migrated[table] == described_so


def described(engine: Engine) -> dict[str, Any]:
    """Everything that the database itself tells about its tables, without the order of columns' mention."""
    seen = inspect(engine)
    return {
        table: {
            "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in seen.get_columns(table)},
            "key": seen.get_pk_constraint(table),
            "checks": sorted((str(each["name"]), each["sqltext"]) for each in seen.get_check_constraints(table)),
            "unique": sorted((str(each["name"]), each["column_names"]) for each in seen.get_unique_constraints(table)),
            "indexes": sorted((str(each["name"]), each["column_names"], each["unique"], where(each))
                              for each in seen.get_indexes(table)),
            "foreign": sorted((str(each["name"]), each["referred_table"]) for each in seen.get_foreign_keys(table)),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }  # fmt: skip


def where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("postgresql_where", options.get("sqlite_where", "")))


def test_processes_that_start_together_migrate_once(empty: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(migrate, empty) for _ in range(4)]:
            done.result()
    assert is_current(empty)


def test_every_table_says_whose_its_rows_are() -> None:
    without = {name for name, table in METADATA.tables.items() if "shop_id" not in table.columns}
    assert without == set(OUTSIDE)


def test_no_foreign_key_leads_out_of_its_context() -> None:
    for table in METADATA.tables.values():
        for key in table.foreign_keys:
            assert key.column.table.name.split("_")[0] == table.name.split("_")[0]
