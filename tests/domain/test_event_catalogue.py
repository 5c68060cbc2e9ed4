"""Domain events are the contract: none is lost or changed unseen, and all that were promised exist."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.reactions import AT_ONCE, TELL
from domain.shared.events import DomainEvent, event_types
from domain.shared.ids import ShopId
from tests.domain.catalogue import SNAPSHOT, broken, committed, present

PROMISED = {
    "S0-044": "ProductStockLow",
    "S0-045": "OrderPlaced",
    "S0-046": "PaymentConfirmed",
    "S0-047": "PaymentFailed",
    "S0-048": "ShipmentDispatched",
    "S0-049": "ShipmentDelivered",
    "S0-050": "ShipmentDelayed",
    "S0-051": "ProductUpdated",
    "S0-051 too": "ShipmentStatusChanged",
    "S3-006": "ProductCreated",
    "S3-008": "ProductDeleted",
    "S3-009": "InventoryUpdated",
    "S3-010": "PriceChanged",
    "S3-021": "OrderCancelled",
    "S3-022": "OrderPaid",
    "S3-023": "OrderFulfilled",
    "S3-032": "CustomerRegistered",
    "S3-033": "ProfileUpdated",
    "S3-034": "AddressUpdated",
    "S3-035": "BillingInfoUpdated",
    "S3-044": "CartCreated",
    "S3-045": "ItemAdded",
    "S3-046": "ItemRemoved",
    "S3-047": "QuantityUpdated",
    "S3-048": "CouponApplied",
    "S3-057": "RefundInitiated",
    "S3-058": "RefundCompleted",
    "S3-065": "ShipmentCreated",
    "S3-067": "CarrierAssigned",
}
REFRESH = f"look at it, then: python -m tests.domain.refresh_events (writes {SNAPSHOT.name})"


def test_nothing_that_was_promised_to_readers_is_broken() -> None:
    assert broken(committed(), present()) == []


def test_the_catalogue_is_up_to_date() -> None:
    assert present() == committed(), REFRESH


@pytest.mark.parametrize(("row", "name"), PROMISED.items())
def test_every_promised_event_is_in_it_with_its_version(row: str, name: str) -> None:
    assert committed()[name]["version"] >= 1, row


def test_the_confirmed_payment_has_all_its_fields() -> None:
    assert set(committed()["PaymentConfirmed"]["fields"]) >= {"order_id", "amount", "provider", "reference"}
    assert {"event_id", "trace_id", "shop_id", "occurred_at"} <= {field.name for field in fields(DomainEvent)}


@pytest.mark.parametrize("name", present())
def test_an_event_is_frozen_keyword_only_and_about_an_aggregate(name: str) -> None:
    kind: Any = event_types()[name]
    facts = {field.name: f"the {field.name}" for field in fields(kind)} | {"occurred_at": datetime.now(UTC)}
    event = kind(**facts | {"shop_id": ShopId("chez-fatou")})
    own = [field.name for field in fields(kind) if field.name not in {f.name for f in fields(DomainEvent)}]
    assert event.about == f"the {own[0]}"
    with pytest.raises(AttributeError):
        event.occurred_at = datetime.now(UTC)
    with pytest.raises(TypeError):
        kind(*facts.values())


def test_whatever_reacts_reacts_to_a_known_event() -> None:
    assert {kind.__name__ for kind in {*AT_ONCE, *TELL}} <= set(present())


# -- the watchman himself


def changed(**fields: Any) -> dict[str, Any]:
    catalogue = deepcopy(committed())
    catalogue["OrderPlaced"].update(fields)
    return catalogue


def test_a_lost_event_and_a_lost_or_retyped_field_are_seen() -> None:
    was = committed()
    kept = was["OrderPlaced"]["fields"]
    without = {name: kind for name, kind in kept.items() if name != "total"}
    assert broken(was, {name: was[name] for name in was if name != "OrderPlaced"}) == ["OrderPlaced is gone"]
    assert broken(was, changed(fields=without)) == ["OrderPlaced.total is gone or has another type"]
    assert broken(was, changed(fields=kept | {"number": "str"})) == ["OrderPlaced.number is gone or has another type"]
    assert broken(was, changed(version=0)) == ["OrderPlaced went back to version 0"]


def test_a_new_field_and_a_new_version_break_nobody() -> None:
    was = committed()
    assert broken(was, changed(fields=was["OrderPlaced"]["fields"] | {"note": "str"})) == []
    assert broken(was, changed(version=2, fields={"order_id": "str"})) == []
