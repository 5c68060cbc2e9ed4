"""An SQLite database to begin with: a copy of one that was migrated once, which takes a hundred times as long."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from integrations.store.engine import create_database
from integrations.store.migrations import migrate


def empty_sqlite(path: Path) -> str:
    """All tables, no rows. Returns its URL."""
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = create_database(f"sqlite:///{path}")
        migrate(engine)
        engine.dispose()
        return path.read_bytes()
