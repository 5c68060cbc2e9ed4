"""The database: SQLite in WAL mode by default, PostgreSQL where the URL names one."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from domain.shared.errors import Temporary
from integrations.store.faults import translate_faults
from integrations.store.json_text import dumps

BUSY_MS = 10_000
POSTGRES_LIMITS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}

Database = Engine
"""What everything outside this package calls it."""


def create_database(url: str) -> Engine:
    """An engine for `url`; `postgres://` and `postgresql://` mean psycopg 3. Opens no connection yet."""
    address = _normalised(url)
    sqlite = address.get_backend_name() == "sqlite"
    engine = _sqlite(address) if sqlite else _postgres(address)
    translate_faults(engine)
    return engine


def connect(engine: Engine) -> Connection:
    """Raises Temporary where the database does not answer, or every connection is in use for too long."""
    try:
        return engine.connect()
    except NoFreeConnection as error:
        raise Temporary("every database connection is busy", retry_after=1) from error


def reading(engine: Engine) -> Engine:
    """The same database for reading only: on SQLite its transactions do not queue behind writers."""
    return engine.execution_options(reading=True)


def dispose_after_fork(engine: Engine) -> None:
    """First thing in a forked child: forget the parent's connections without closing them."""
    engine.dispose(close=False)


def _normalised(url: str) -> URL:
    address = make_url(url)
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    return address


def _sqlite(address: URL) -> Engine:
    in_memory = address.database in {None, "", ":memory:"}
    pool = {} if in_memory else {"pool_size": 10, "max_overflow": 40, "pool_timeout": 15}
    engine = create_engine(address, json_serializer=dumps, json_deserializer=json.loads, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Hand transactions over to `_begin_sqlite`: the driver's own way of opening them loses updates."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Taking the write lock first means never losing a race half way through."""
    reads_only = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _postgres(address: URL) -> Engine:
    limits = " ".join(f"-c {name}={value}" for name, value in POSTGRES_LIMITS.items())
    return create_engine(
        address,
        json_serializer=dumps,
        json_deserializer=json.loads,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=10,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 5,
            "application_name": "shop",
            "options": limits,
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
