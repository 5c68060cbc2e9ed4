"""Every kind of event goes out as a CloudEvent 1.0, and says nothing of who anybody is."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.shared.events import DomainEvent, event_types
from domain.shared.ids import ShopId
from integrations.store.codec import dump
from integrations.store.feed import KeptEvent
from integrations.stream.cloud_events import cloud_event
from integrations.stream.personal import LEFT_OUT
from tests.domain import catalogue
from tests.integrations.stream import event_table
from tests.integrations.stream.cloudevents import faults

PHONE = "+2250700000001"
HARMLESS = {
    *("sku", "name", "reason", "code", "carrier", "old", "new", "incident", "provider", "reference", "account", "kind"),
    *("debit", "credit", "why", "by", "source", "media", "word"),
}
"""Words of the shop's own, or of a wallet; `name`, `reference` and `by` but where `LEFT_OUT` says otherwise."""
SAMPLES: dict[str, Any] = {
    "str": PHONE,
    "int": 3,
    "bool": True,
    "date": "2026-11-20",
    "tuple[str, ...]": ["SAVON"],
}


def kept(name: str, **more: Any) -> KeptEvent:
    """As it lies in the store, every text in it somebody's number but for ids."""
    facts = {"shop_id": "chez-fatou", "occurred_at": datetime(2026, 11, 20, 9, tzinfo=UTC).isoformat()}
    facts |= {field: _sample(field, kind) for field, kind in catalogue.present()[name]["fields"].items()}
    return KeptEvent(7, "e-7", ShopId("chez-fatou"), name, 1, "t-7", facts | {"event_id": "e-7"} | more)


def _sample(field: str, kind: str) -> Any:
    if field.endswith("_id") or field == "sku":
        return f"the {field}"
    return SAMPLES.get(kind, {"minor": 500, "currency": "XOF"})


@pytest.mark.parametrize("name", catalogue.committed())
def test_every_event_is_a_cloud_event(name: str) -> None:
    event = json.loads(json.dumps(cloud_event(kept(name))))
    assert faults(event) == []
    assert (event["id"], event["type"]) == ("e-7", f"shop.{name}.v1")
    assert event["source"] == "/shops/chez-fatou"
    assert PHONE not in event["subject"]
    if "order_id" in event["data"]:
        assert event["subject"] == event["partitionkey"] == "order/the order_id"
    assert not LEFT_OUT.get(name, set()) & event["data"].keys()
    assert not {"trace_id", "event_id", "occurred_at"} & event["data"].keys()


@pytest.mark.parametrize(
    "broken",
    [
        {"specversion": "0.3"},
        {"id": ""},
        {"partition_key": "x"},
        {"time": "20 November"},
        {"source": "the shop"},
        {"data_base64": ""},
        {"subject": ""},
        {"datacontenttype": "json"},
        {"extra": None},
    ],
)
def test_the_check_sees_what_is_none(broken: dict[str, Any]) -> None:
    assert faults(cloud_event(kept("OrderShipped")) | broken)
    assert faults({})


def test_somebody_has_decided_about_every_text() -> None:
    """A new field of words is either harmless or left out: write it into one of the two lists."""
    undecided = [
        f"{name}.{field}"
        for name, described in catalogue.present().items()
        for field, kind in described["fields"].items()
        if kind == "str" and not field.endswith("_id")
        if field not in HARMLESS and field not in LEFT_OUT.get(name, ())
    ]
    assert undecided == []
    assert all(LEFT_OUT[name] <= catalogue.present()[name]["fields"].keys() for name in LEFT_OUT)


def test_what_this_release_does_not_know_is_told_by_its_ids_alone() -> None:
    event = cloud_event(kept("OrderShipped", phone=PHONE, courier_id="c-1"))
    assert event["data"] == {"shop_id": "chez-fatou", "order_id": "the order_id", "courier_id": "c-1"}
    facts = {"shop_id": "chez-fatou", "occurred_at": "2026-11-20T09:00:00+00:00", "order_id": "o-1", "words": PHONE}
    unknown = cloud_event(KeptEvent(8, "e-8", ShopId("chez-fatou"), "OrderBlessed", 2, "", facts))
    assert faults(unknown) == []
    assert unknown["data"] == {"shop_id": "chez-fatou", "order_id": "o-1"}


def test_what_is_written_is_what_the_codec_writes() -> None:
    """`time` is taken as it lies there."""
    kind: Any = event_types()["OrderShipped"]
    names = {field.name for field in fields(DomainEvent)}
    event = kind(shop_id=ShopId("s"), occurred_at=datetime(2026, 11, 20, 9, tzinfo=UTC), order_id="o")
    assert names <= dump(event).keys()
    assert dump(event)["occurred_at"] == "2026-11-20T09:00:00+00:00"


def test_the_page_lists_what_the_code_says() -> None:
    assert event_table.written() == event_table.table(), "python -m tests.integrations.stream.event_table writes it"
