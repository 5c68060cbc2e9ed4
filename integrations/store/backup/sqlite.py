"""SQLite by its online backup: one read transaction, which no writer waits for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from integrations.store.backup.copies import CannotBackUp, Copied, contents_of, is_empty
from integrations.store.engine import create_database

BESIDE = ("", "-wal", "-shm")
ASIDE = ".replaced"


class SqliteCopies:
    kind = "sqlite"
    file_name = "shop.db"

    def __init__(self, database: Path) -> None:
        self._database = database

    def save(self, file: Path) -> Copied:
        if not self._database.exists():
            raise CannotBackUp(f"There is no database {self._database}.")
        copy(self._database, file)
        return check(file)

    def load(self, file: Path, *, over: bool) -> Copied:
        """Nobody else may have it open: the caller holds the folder."""
        copied = check(file)
        if self._database.exists() and not over and not _holds_nothing(self._database):
            raise CannotBackUp(f"{self._database} is not empty: --force puts it aside as {self._database.name}{ASIDE}.")
        for ending in BESIDE:
            put_aside(Path(f"{self._database}{ending}"), Path(f"{self._database}{ASIDE}{ending}"))
        file.replace(self._database)
        return copied


def copy(source: Path, target: Path) -> None:
    """As of one moment. In one step: page by page it would begin again with every commit of another process."""
    with closing(sqlite3.connect(source, timeout=30)) as open_one, closing(sqlite3.connect(target)) as copied:
        open_one.backup(copied, pages=-1)
        copied.execute("PRAGMA journal_mode = DELETE")


def check(file: Path) -> Copied:
    """Raises CannotBackUp for what SQLite itself finds damaged."""
    engine = create_database(f"sqlite:///{file}")
    try:
        with closing(sqlite3.connect(file)) as plain:
            found = plain.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise CannotBackUp(f"The copy is damaged: {found}.")
        with engine.connect() as connection:
            return contents_of(connection)
    except sqlite3.DatabaseError as why:
        raise CannotBackUp(f"The copy is no database: {why}.") from None
    finally:
        engine.dispose()
        for ending in BESIDE[1:]:
            Path(f"{file}{ending}").unlink(missing_ok=True)


def put_aside(file: Path, aside: Path) -> None:
    """What was put aside before gives way."""
    aside.unlink(missing_ok=True)
    if file.exists():
        file.replace(aside)


def _holds_nothing(file: Path) -> bool:
    engine = create_database(f"sqlite:///{file}")
    try:
        return is_empty(engine)
    finally:
        engine.dispose()
