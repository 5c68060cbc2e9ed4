"""Every table, by context. Importing this package completes `METADATA`."""

from integrations.store.tables import (
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
