"""What one database had put into its words, the next one of its kind need not: every test opens databases of its own,
and to compile each statement anew for each of them costs more than to run it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL

CreateEngine = Callable[..., Engine]


class Compiled(dict[Any, Any]):
    """By the statement alone: a key begins with the dialect of its engine, and those of a kind speak alike."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


def compiling_once(create_engine: CreateEngine) -> CreateEngine:
    """The same; its engines of a kind share what they have compiled, and nothing else."""
    compiled: dict[str, Compiled] = defaultdict(Compiled)

    def create(address: URL, **options: Any) -> Engine:
        engine = create_engine(address, **options)
        engine._compiled_cache = compiled[address.drivername]
        return engine

    return create
