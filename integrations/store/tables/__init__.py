"""Every table, by context. Importing this package completes `METADATA`."""

from integrations.store.tables import (
    archive,
    callbacks,
    catalog,
    chat,
    customer,
    events,
    files,
    fulfillment,
    installation,
    merchant,
    ordering,
    payment,
    reconciliation,
    simulator,
    streams,
)
from integrations.store.tables.base import Row

METADATA = Row.metadata

__all__ = [
    "METADATA",
    "archive",
    "callbacks",
    "catalog",
    "chat",
    "customer",
    "events",
    "files",
    "fulfillment",
    "installation",
    "merchant",
    "ordering",
    "payment",
    "reconciliation",
    "simulator",
    "streams",
]
