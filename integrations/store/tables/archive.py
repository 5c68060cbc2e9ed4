"""Where finished rows go when they are old: the same columns, on PostgreSQL in a partition for each month."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Select, Table, select, union_all

from integrations.store.tables.base import Row
from integrations.store.tables.callbacks import callbacks
from integrations.store.tables.chat import inbox, outbox, receipts
from integrations.store.tables.events import events, reactions
from integrations.store.tables.simulator import screens


def _archive_of(hot: Table, time: str, *lookups: tuple[str, ...]) -> Table:
    """Its key begins with the time: by it whole months are found, and a partitioned key must name it."""
    key = [time, *(column.name for column in hot.primary_key if column.name != time)]
    kept = {
        each.name: Column(
            each.name, each.type, primary_key=each.name in key, nullable=each.nullable, autoincrement=False
        )
        for each in hot.columns
    }
    columns = [*(kept.pop(name) for name in key), *kept.values()]
    indexes = [Index(None, *names) for names in lookups]
    return Table(f"{hot.name}_archive", Row.metadata, *columns, *indexes, postgresql_partition_by=f"RANGE ({time})")


inbox_archive = _archive_of(inbox, "received_at")
outbox_archive = _archive_of(outbox, "created_at")
receipts_archive = _archive_of(receipts, "at")
screens_archive = _archive_of(screens, "at")
events_archive = _archive_of(events, "occurred_at", ("shop_id", "about"))
reactions_archive = _archive_of(reactions, "at")
callbacks_archive = _archive_of(callbacks, "at", ("provider", "account", "ref"), ("shop_id", "provider_txn"))


def _old_and_new(hot: Table, archive: Table) -> Any:
    both: list[Select[Any]] = [select(*table.c[*hot.columns.keys()]) for table in (hot, archive)]
    return union_all(*both).subquery(f"all_{hot.name}")


all_events = _old_and_new(events, events_archive)
"""For whoever asks about one thing, however long ago: each row is in exactly one of the two."""
all_callbacks = _old_and_new(callbacks, callbacks_archive)
