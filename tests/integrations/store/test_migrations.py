"""Every database that a release made can be brought to the next one and back, and ends as the code describes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Engine, MetaData, Table, inspect, select, text

from domain.shared.errors import Refusal
from integrations.store.engine import create_database
from integrations.store.migrations import downgrade, is_current, migrate
from integrations.store.tables import METADATA
from tests.integrations.store.conftest import NOW

OUTSIDE = {
    "simulator_messages": "the simulated outside knows no shops",
    "chat_receipts": "a receipt names no shop",
    "event_streams": "a stream is of all shops",
    "installation_facts": "machines serve all shops",
}
OUTSIDE |= {f"{name}_archive": OUTSIDE[name] for name in ("simulator_messages", "chat_receipts")}


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
    for revision in ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0011", "0018"):
        migrate(empty, revision)
        before = tables_in(empty)
        downgrade(empty, "-1")
        assert tables_in(empty) < before
        migrate(empty, revision)
        assert tables_in(empty) == before


def test_money_that_was_kept_before_bills_is_told_in_the_new_words_and_back(empty: Engine) -> None:
    migrate(empty, "0006")
    keep(empty, "ordering_orders", id="o1", state="paid", payment_id="p1", customer_id="awa", number=1)
    keep(empty, "ordering_orders", id="o2", state="cancelled", customer_id="moussa", number=2)
    keep(empty, "ordering_orders", id="o3", state="awaiting_payment", customer_id="awa", number=3)
    for n, state in ((1, "confirmed"), (2, "confirmed"), (3, "in_review")):
        money = {"amount_minor": 25_500, "currency": "XOF"}
        keep(empty, "payment_transactions", id=f"p{n}", order_id=f"o{n}", link=f"l{n}", state=state, **money)
        tried = {"payment_id": f"p{n}", "id": f"a{n}", "token": f"t{n}", "provider": "sandbox", "state": "succeeded"}
        keep(empty, "payment_attempts", **tried)
        came = {"payment_id": f"p{n}", "provider": "sandbox", "reference": f"ref-{n}", "payer": "+2250700000001"}
        keep(empty, "payment_captures", **came, **money)
    for n, (payment, state, minor) in enumerate([("1", "failed", 500), ("1", "done", 500), ("2", "rejected", 25_500)]):
        goes = {"payment_id": f"p{payment}", "provider": "sandbox", "reference": f"ref-{payment}", "position": n}
        keep(empty, "payment_refunds", id=f"r{n}", state=state, amount_minor=minor, currency="XOF", **goes)

    migrate(empty, "0008")

    assert kept(empty, "payment_transactions", "customer_id", "state", "called_off") == [
        ("awa", "confirmed", False), ("moussa", "confirmed", True), ("awa", "open", False),
    ]  # fmt: skip
    assert kept(empty, "payment_attempts", "amount_minor", "currency") == [(25_500, "XOF")] * 3
    assert kept(empty, "payment_captures", "allocated_minor", "credited_minor") == [(25_000, 0), (0, 0), (0, 0)]
    assert kept(empty, "payment_refunds", "state", "payer", "asked_by") == [
        ("declined", "+2250700000001", ""), ("done", "+2250700000001", ""), ("by_hand", "+2250700000001", ""),
    ]  # fmt: skip
    [*_, (remind_at,)] = kept(empty, "payment_refunds", "next_look_at")
    assert remind_at is not None

    keep(empty, "ordering_orders", id="o4", state="confirmed", payment_id="p4", customer_id="awa", number=4)
    keep(empty, "payment_transactions", id="p4", order_id="o4", link="l4", state="on_delivery")
    downgrade(empty, "0006")

    assert kept(empty, "ordering_orders", "state") == [("paid",), ("cancelled",), ("awaiting_payment",), ("paid",)]
    assert kept(empty, "payment_transactions", "state") == [("confirmed",), ("confirmed",), ("open",), ("open",)]
    assert kept(empty, "payment_refunds", "state") == [("failed",), ("done",), ("failed",)]
    migrate(empty)


EMPTY: dict[type[Any], Any] = {str: "", int: 0, bool: False, datetime: NOW}


def keep(engine: Engine, table: str, **known: Any) -> None:
    """A row of the table as it is now, with nothing in every other column that must have something."""
    columns = Table(table, MetaData(), autoload_with=engine)
    needed = [each for each in columns.columns if not each.nullable and each.name not in known]
    row = {each.name: [] if isinstance(each.type, JSON) else EMPTY[each.type.python_type] for each in needed}
    with engine.begin() as connection:
        connection.execute(columns.insert().values(row | known))


def kept(engine: Engine, table: str, *names: str) -> list[tuple[Any, ...]]:
    """These columns of every row, by its key."""
    columns = Table(table, MetaData(), autoload_with=engine)
    chosen = select(*(columns.c[name] for name in names)).order_by(*columns.primary_key)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(chosen)]


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


def test_shops_that_were_open_before_codes_get_one_and_numbers_may_be_shared(empty: Engine) -> None:
    migrate(empty, "0017")
    for n, slug in enumerate(("chez-fatou", "mama-fatou", "mode-24")):
        keep(empty, "merchant_shops", shop_id=slug, number=f"+22507770000{n}", hold_minutes=30)
    migrate(empty)
    assert kept(empty, "merchant_shops", "shop_id", "code") == [
        ("chez-fatou", "FATOU"), ("mama-fatou", "MAMAFATOU"), ("mode-24", "MODE24"),
    ]  # fmt: skip
    keep(empty, "merchant_shops", shop_id="at-fatous", number="+225077700000", code="AT", hold_minutes=30)
    with pytest.raises(Refusal):
        keep(empty, "merchant_shops", shop_id="at-fatous-too", number="+225077700000", code="AT", hold_minutes=30)


def test_what_sqlite_kept_a_unique_number_by_is_gone_without_a_trace(tmp_path: Path) -> None:
    database = create_database(f"sqlite:///{tmp_path / 'shop.db'}")
    migrate(database)
    with database.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        indexed = connection.execute(text("SELECT name FROM pragma_index_list('merchant_shops')")).scalars()
        assert set(indexed) == {"sqlite_autoindex_merchant_shops_1", "uq_merchant_shops_code"}
    database.dispose()
