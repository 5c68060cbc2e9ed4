"""Every table, by context. Importing this package completes `METADATA`."""

from integrations.store.tables import (
    callbacks,
    catalog,
    chat,
    customer,
    events,
    fulfillment,
    merchant,
    ordering,
    payment,
    reconciliation,
    simulator,
)
from integrations.store.tables.base import Row

METADATA = Row.metadata

__all__ = [
    "METADATA",
    "callbacks",
    "catalog",
    "chat",
    "customer",
    "events",
    "fulfillment",
    "merchant",
    "ordering",
    "payment",
    "reconciliation",
    "simulator",
]
