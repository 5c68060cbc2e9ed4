"""The kinds of columns that migrations make: what a name means here never changes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def words(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null)


def number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def serial(name: str) -> sa.Column[Any]:
    """A number that the database counts up: SQLite does so only where the type is called INTEGER."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def data(name: str, *, null: bool = False) -> sa.Column[Any]:
    """JSON."""
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=null)


def only_where(condition: str) -> dict[str, Any]:
    """What makes an index partial, on both databases."""
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(condition)}


def only_where_not(flag: str) -> dict[str, Any]:
    return {"postgresql_where": sa.text(f"NOT {flag}"), "sqlite_where": sa.text(f"{flag} = 0")}


def check(constraint: str, condition: str) -> sa.CheckConstraint:
    """Under this very name: nothing is put before it."""
    return sa.CheckConstraint(condition, name=op.f(constraint))


def one_of(constraint: str, column: str, values: str) -> sa.CheckConstraint:
    """A CHECK: `column` is one of `values`, which stand between spaces."""
    listed = ", ".join(f"'{value}'" for value in values.split())
    return check(constraint, f"{column} IN ({listed})")
