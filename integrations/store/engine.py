"""The database: SQLite in WAL mode by default, PostgreSQL where the URL names one."""

from __future__ import annotations

import json
import time
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from domain.shared.errors import Temporary
from integrations.store.faults import translate_faults
from integrations.store.json_text import dumps

BUSY_MS = 10_000
POOL_WAIT = 2
"""Seconds: whoever waits for a connection must still be answered within the fifteen that Twilio waits."""
POSTGRES_LIMITS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}

USED = "used at"
STILL_ALIVE = 2.0
"""Seconds."""
PGBOUNCER = "pgbouncer"
NO_SESSION: dict[str, Any] = {"prepare_threshold": None}
"""The next transaction may be on another connection: nothing is prepared, and limits are set on the role."""

Database = Engine
"""What everything outside this package calls it."""


def create_database(url: str) -> Engine:
    """An engine for `url`; `postgres://` and `postgresql://` mean psycopg 3. Opens no connection yet.

    `?pgbouncer=true` says that PgBouncer stands before PostgreSQL and pools transactions.
    """
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


def connect_by_hand(engine: Engine) -> Connection:
    """Nothing begins or commits by itself: each statement stands alone until BEGIN is said."""
    return connect(engine).execution_options(by_hand=True)


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
    pool = {} if in_memory else {"pool_size": 10, "max_overflow": 40, "pool_timeout": POOL_WAIT}
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
    options = connection.get_execution_options()
    if not options.get("by_hand"):
        connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


def _postgres(address: URL) -> Engine:
    pools_transactions = address.query.get(PGBOUNCER) == "true"
    engine = create_engine(
        address.difference_update_query([PGBOUNCER]),
        json_serializer=dumps,
        json_deserializer=json.loads,
        pool_size=10,
        max_overflow=10,
        pool_timeout=POOL_WAIT,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 5,
            "application_name": "shop",
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            **(NO_SESSION if pools_transactions else {"options": _limits()}),
        },
    )
    event.listen(engine, "checkout", _take_out)
    event.listen(engine, "checkin", _put_back)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _take_out(connection: Any, record: Any, proxy: object) -> None:
    """The driver begins nothing by itself. A connection that was used just now is taken to be alive still: to ask it is
    a round trip, and where it is not, the statement says so and is tried again."""
    if not connection.autocommit:
        connection.autocommit = True
    if time.monotonic() - record.info.get(USED, 0.0) > STILL_ALIVE:
        try:
            connection.execute("SELECT 1")
        except psycopg.Error as error:
            raise DisconnectionError from error


def _put_back(connection: Any, record: Any) -> None:
    record.info[USED] = time.monotonic()


def _begin_postgres(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("by_hand") and not options.get("isolation_level"):
        connection.exec_driver_sql("BEGIN")


def _limits() -> str:
    return " ".join(f"-c {name}={value}" for name, value in POSTGRES_LIMITS.items())
