"""What all rows share: how columns keep their values and how constraints are named."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Integer, MetaData, String, Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from integrations.store.json_text import storable

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Words(TypeDecorator[str]):
    """Text of any length. What PostgreSQL cannot keep (NUL, lone surrogates) is replaced on the way in."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


# Letters and digits without accents, in the order of their codes whatever the database's language.
Ascii = String().with_variant(String(collation="C"), "postgresql")

# Numbers that grow for ever. SQLite counts rows only in a column that is called INTEGER; it has 64 bits there too.
Serial = BigInteger().with_variant(Integer(), "sqlite")
Number = BigInteger()
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Row(SQLModel):
    """A row, and nothing more: it validates nothing, the domain does."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def table_of(row: type[Row]) -> Table:
    """The Core table behind a row class, which all statements are built on."""
    table: Any = getattr(row, "__table__")  # noqa: B009 - invisible to type checkers
    assert isinstance(table, Table)
    return table


def one_of(column: str, *values: str) -> str:
    """The condition of a CHECK: `column` is one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def only_where(condition: str) -> dict[str, Any]:
    """What makes an Index partial, on both databases: `Index(..., **only_where("handled_at IS NULL"))`."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


def only_where_not(column: str) -> dict[str, Any]:
    """Where this flag is down, in the words in which each database is asked for it."""
    return {"postgresql_where": text(f"NOT {column}"), "sqlite_where": text(f"{column} = 0")}


def only_where_true(column: str) -> dict[str, Any]:
    """Where it is up, likewise."""
    return {"postgresql_where": text(column), "sqlite_where": text(f"{column} = 1")}
