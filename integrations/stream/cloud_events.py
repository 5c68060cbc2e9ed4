"""A kept event as a CloudEvent 1.0, in structured mode: one JSON object that says itself what it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from integrations.store.feed import KeptEvent
from integrations.stream.personal import told
from integrations.stream.port import CloudEvent

CONTENT_TYPE = "application/cloudevents+json"
SUBJECTS = ("order_id", "cart_id", "customer_id", "product_id", "sku", "shop_id")
"""Whatever names an order is about that order, and so on down."""


def cloud_event(kept: KeptEvent) -> CloudEvent:
    """The same row gives the same event, whenever and wherever it is made: `source` and `id` name it for ever."""
    data = {"shop_id": kept.shop_id, **told(kept.name, kept.payload)}
    subject = _subject(data)
    return {
        "specversion": "1.0",
        "id": kept.event_id,
        "source": f"/shops/{quote(kept.shop_id, safe='')}",
        "type": type_of(kept.name, kept.schema_version),
        "subject": subject,
        "time": kept.payload["occurred_at"],
        "datacontenttype": "application/json",
        "partitionkey": subject,
        "sequence": f"{kept.id:020}",
        "correlationid": kept.trace_id or kept.event_id,
        "data": data,
    }


def type_of(name: str, schema_version: int) -> str:
    """A field that changes its meaning makes another type: readers of the old one are not misled."""
    return f"shop.{name}.v{schema_version}"


def _subject(data: dict[str, Any]) -> str:
    name = next((each for each in SUBJECTS if data.get(each)), "shop_id")
    return f"{name.removesuffix('_id')}/{data[name]}"
