"""The months of an archive: on PostgreSQL a partition each, made before it is needed and dropped whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Table, delete, select, text, tuple_

from integrations.store.engine import connect
from integrations.store.sql import take_turns

PATIENCE = "1s"
"""Dropping a month waits no longer for a reader of the archive, and nobody longer behind it: it will be tried again."""


def month_of(moment: datetime) -> datetime:
    """Where its month begins."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(month: datetime) -> datetime:
    return month_of(month + timedelta(days=31))


def make_ahead(engine: Engine, archive: Table, now: datetime) -> None:
    """This month and the next one, long before a row is old enough for them: then no move has to make its own."""
    if engine.dialect.name == "postgresql":
        with connect(engine) as connection, connection.begin():
            make_months(connection, archive, [now, next_month(now)])


def make_months(connection: Connection, archive: Table, moments: Iterable[datetime]) -> None:
    """On PostgreSQL: a partition for the month of each, where it is missing, and none of them dropped until this
    transaction ends. Nobody who reads or writes waits for it."""
    connection.execute(text(f"LOCK TABLE {archive.name} IN ROW EXCLUSIVE MODE"))
    months = {month_of(moment) for moment in moments}
    if months.issubset(months_of(connection, archive)):
        return
    take_turns(connection, f"months of {archive.name}")
    for month in sorted(months.difference(months_of(connection, archive))):
        _make(connection, archive, month)


def drop_months(engine: Engine, archive: Table, before: datetime, batch: int = 500) -> int:
    """Months that had ended by `before`, whole or not at all. Returns how many partitions, on SQLite rows, are gone."""
    end = month_of(before)
    if engine.dialect.name != "postgresql":
        return sum(_delete_rows(engine, archive, end, batch))
    with connect(engine) as connection, connection.begin():
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        old = [each for each in months_of(connection, archive) if each < end]
        for month in old:
            connection.execute(text(f"DROP TABLE IF EXISTS {_name(archive, month)}"))
    return len(old)


def months_of(connection: Connection, archive: Table) -> list[datetime]:
    """Those that have a partition."""
    listed = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:archive AS regclass)")
    names = connection.execute(listed, {"archive": archive.name}).scalars()
    return sorted(datetime.strptime(name[-7:], "%Y_%m").replace(tzinfo=UTC) for name in names)


def _make(connection: Connection, archive: Table, month: datetime) -> None:
    """Made apart, then attached: made in place it would lock out the archive's readers."""
    name, since, until = _name(archive, month), month.isoformat(), next_month(month).isoformat()
    connection.execute(text(f"CREATE TABLE {name} (LIKE {archive.name} INCLUDING DEFAULTS)"))
    bounds = f"FOR VALUES FROM ('{since}') TO ('{until}')"
    connection.execute(text(f"ALTER TABLE {archive.name} ATTACH PARTITION {name} {bounds}"))


def _name(archive: Table, month: datetime) -> str:
    return f"{archive.name}_{month:%Y_%m}"


def _delete_rows(engine: Engine, archive: Table, end: datetime, batch: int) -> Iterator[int]:
    key, time = tuple_(*archive.primary_key), next(iter(archive.primary_key))
    old = select(*archive.primary_key).where(time < end).order_by(time).limit(batch)
    deleted = batch
    while deleted == batch:
        with connect(engine) as connection, connection.begin():
            deleted = connection.execute(delete(archive).where(key.in_(old))).rowcount
        yield deleted
