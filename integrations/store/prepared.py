"""A statement that is put into words once: to build it anew costs more than to run it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

Row = dict[str, Any]
Change = Callable[[Any], Any]


class Prepared:
    """`statement` in the words of one dialect. Its bindparams are given by name, its rows come by their labels."""

    def __init__(self, statement: ReturnsRows, dialect: Dialect) -> None:
        speak: Any = type(dialect)
        own = speak(paramstyle="numeric_dollar" if dialect.name == "postgresql" else "named")
        compiled: Any = statement.compile(dialect=own)
        self.text = str(compiled)
        placed = compiled.binds.items()
        self._given = [(name, _to_driver(bind.type, dialect)) for name, bind in placed if bind.required]
        self._fixed = {name: bind.value for name, bind in placed if not bind.required}
        self._order: Sequence[str] | None = compiled.positiontup
        columns = statement.exported_columns
        self._labels = [(column.name, _from_driver(column.type, dialect)) for column in columns]

    def parameters(self, given: Row) -> Row | Sequence[Any]:
        """As the driver takes them: by name, or in the order of their numbers."""
        told = {name: change(given[name]) if change else given[name] for name, change in self._given}
        named = {**self._fixed, **told}
        return named if self._order is None else tuple(named[name] for name in self._order)

    def row(self, values: Sequence[Any]) -> Row:
        """As the domain takes it, from what the driver gave."""
        pairs = zip(self._labels, values, strict=True)
        return {label: change(value) if change else value for (label, change), value in pairs}


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
