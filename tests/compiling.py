"""What one database had put into its words, the next one of its kind need not: every test opens databases of its own,
and to compile each statement anew for each of them costs more than to run it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL

CreateEngine = Callable[..., Engine]
STATEMENTS = 5000


def compiling_once(create_engine: CreateEngine) -> CreateEngine:
    """The same; its engines share the dialect of the first of their kind that has connected, and what it compiled."""
    first: dict[str, Engine] = {}

    def create(address: URL, **options: Any) -> Engine:
        kind = address.drivername
        known = first.get(kind)
        engine = create_engine(address, **options, query_cache_size=STATEMENTS, _initialize=known is None)
        if known:
            engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
        else:
            event.listen(engine, "connect", lambda *_: first.setdefault(kind, engine))
        return engine

    return create
