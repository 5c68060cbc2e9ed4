"""The kinds of columns that migrations make: what a name means here never changes."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql


def words(name: str, *, null: bool = False, before: str | None = None) -> sa.Column[Any]:
    """`before` is what rows hold that were there already, for a column that is added."""
    return sa.Column(name, sa.String(), nullable=null, server_default=before)


def number(name: str, *, null: bool = False, before: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null, server_default=before)


def serial(name: str) -> sa.Column[Any]:
    """A number that the database counts up: SQLite does so only where the type is called INTEGER."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def flag(name: str, *, before: bool | None = None) -> sa.Column[Any]:
    known = None if before is None else sa.true() if before else sa.false()
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=known)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def data(name: str, *, null: bool = False, before: str | None = None) -> sa.Column[Any]:
    """JSON."""
    kind = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    return sa.Column(name, kind, nullable=null, server_default=before)


def only_where(condition: str) -> dict[str, Any]:
    """What makes an index partial, on both databases."""
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(condition)}


def only_where_not(flag: str) -> dict[str, Any]:
    return {"postgresql_where": sa.text(f"NOT {flag}"), "sqlite_where": sa.text(f"{flag} = 0")}


def only_where_true(flag: str) -> dict[str, Any]:
    return {"postgresql_where": sa.text(flag), "sqlite_where": sa.text(f"{flag} = 1")}


def check(constraint: str, condition: str) -> sa.CheckConstraint:
    """Under this very name: nothing is put before it."""
    return sa.CheckConstraint(condition, name=op.f(constraint))


def one_of(constraint: str, column: str, values: str) -> sa.CheckConstraint:
    """A CHECK: `column` is one of `values`, which stand between spaces."""
    listed = ", ".join(f"'{value}'" for value in values.split())
    return check(constraint, f"{column} IN ({listed})")


def index_beside(name: str, table: str, columns: list[str], **options: Any) -> None:
    """An index on a table that everybody writes to meanwhile.

    PostgreSQL builds it on a connection of its own, for that cannot be part of a transaction; one that an earlier try
    left half-built is built anew. It stands first in its migration: it waits for whoever has touched the table.
    """
    bind = op.get_bind()
    if bind.dialect.name != "postgresql" or context.config.attributes.get("is_new"):
        op.create_index(name, table, columns, **options)
        return
    let_go_of_the_snapshot(bind)
    with bind.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
        beside.execute(sa.text("SET statement_timeout = 0"))
        valid = beside.execute(sa.text(IS_VALID), {"name": name}).scalar()
        if valid is False:
            beside.execute(sa.text(f"DROP INDEX CONCURRENTLY {name}"))
        if not valid:
            described = sa.Table(table, sa.MetaData(), autoload_with=beside)
            index = sa.Index(name, *(described.c[each] for each in columns), postgresql_concurrently=True, **options)
            index.create(beside)
        beside.execute(sa.text("RESET statement_timeout"))


def let_go_of_the_snapshot(bind: sa.Connection) -> None:
    """The last answer of a prepared statement keeps its snapshot until something else is asked (postgresql.org,
    message flow of the extended query), and what is built beside waits until nobody has an older one."""
    driver: Any = bind.connection.driver_connection
    driver.execute("SELECT 1", prepare=False)


IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"


def now_one_of(table: str, constraint: str, column: str, values: str) -> None:
    """Another list of values for such a CHECK.

    SQLite has no statement for it; where nothing on the disk changes, its manual has the table's own text edited
    (sqlite.org/lang_altertable.html, section 7).
    """
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(constraint), table, type_="check")
        listed = ", ".join(f"'{value}'" for value in values.split())
        op.create_check_constraint(op.f(constraint), table, f"{column} IN ({listed})")
    else:
        _edit_check(table, constraint, column, values)


def _edit_check(table: str, constraint: str, column: str, values: str) -> None:
    listed = ", ".join(f"'{value}'" for value in values.split())
    check = rf"(CONSTRAINT {constraint} CHECK \({column} IN \()[^)]*(\)\))"
    edited, found = re.subn(check, lambda match: f"{match[1]}{listed}{match[2]}", _written(table))
    if found != 1:
        raise LookupError(f"{table} has no constraint {constraint}")
    _rewrite((AS_TABLE, {"sql": edited, "table": table}))


def no_longer_unique(table: str, constraint: str, column: str) -> None:
    """Takes such a UNIQUE away. In SQLite the index that keeps it is made one of its own first: that can be dropped,
    and with it its pages. Where a `downgrade` has put it back, it is one already."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(constraint), table, type_="unique")
        return
    unique = rf",\s*CONSTRAINT {constraint} UNIQUE \({column}\)"
    edited, found = re.subn(unique, "", _written(table))
    if found:
        kept = {"table": table, "name": constraint, "sql": f"CREATE UNIQUE INDEX {constraint} ON {table} ({column})"}
        _rewrite((AS_TABLE, {"sql": edited, "table": table}), (AS_INDEX, kept | {"kept_by": _index_on(table, column)}))
    op.drop_index(constraint, table)


AS_TABLE = "UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :table"
AS_INDEX = "UPDATE sqlite_schema SET sql = :sql, name = :name WHERE tbl_name = :table AND name = :kept_by"
KEPT_BY = """
    SELECT each.name FROM pragma_index_list(:table) AS each, pragma_index_info(each.name) AS part
    WHERE each.origin = 'u' GROUP BY each.name HAVING group_concat(part.name) = :column
"""


def _index_on(table: str, column: str) -> str:
    return str(op.get_bind().execute(sa.text(KEPT_BY), {"table": table, "column": column}).scalar_one())


def _written(table: str) -> str:
    sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :table"
    return str(op.get_bind().execute(sa.text(sql), {"table": table}).scalar_one())


def _rewrite(*edits: tuple[str, dict[str, str]]) -> None:
    """All of them or none, and everybody reads the schema anew."""
    bind = op.get_bind()
    version = bind.execute(sa.text("PRAGMA schema_version")).scalar_one()
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    for statement, values in edits:
        bind.execute(sa.text(statement), values)
    bind.execute(sa.text(f"PRAGMA schema_version = {int(version) + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))
