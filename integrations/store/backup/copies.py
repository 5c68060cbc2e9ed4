"""What a copy of a database is known by, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, inspect, text

from integrations.store.migrations import revisions

SCHEMA_TABLE = "alembic_version"


class CannotBackUp(Exception):
    """Nothing was changed; the text is one sentence for whoever typed the command."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What the copy holds: `rows` by table, `revision` of the schema."""

    revision: str
    rows: dict[str, int]


class Copies(Protocol):
    """One kind of database. Every method raises CannotBackUp."""

    kind: str
    file_name: str

    def save(self, file: Path) -> Copied:
        """Everything that is committed now, while others go on writing."""
        ...

    def load(self, file: Path, *, over: bool) -> Copied:
        """Into an empty database; `over` one that is not, which is kept aside."""
        ...


def contents_of(connection: Connection) -> Copied:
    """Counted in the caller's transaction."""
    tables = sorted(set(inspect(connection).get_table_names()) - {SCHEMA_TABLE})
    if SCHEMA_TABLE not in inspect(connection).get_table_names():
        raise CannotBackUp("There is no shop in this database.")
    revision = connection.execute(text(f"SELECT version_num FROM {SCHEMA_TABLE}")).scalar_one()  # noqa: S608
    counted = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}  # noqa: S608
    return Copied(str(revision), counted)


def is_empty(engine: Engine) -> bool:
    return not inspect(engine).get_table_names()


def refuse_newer(revision: str) -> None:
    """A schema that this release has never heard of was made by a later one."""
    if revision not in revisions():
        raise CannotBackUp(f"The backup has schema {revision}, unknown to this release: restore it with a newer one.")


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
