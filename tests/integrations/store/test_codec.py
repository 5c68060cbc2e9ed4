"""What the domain says can be written down and read back as the same; what is not that is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import domain.reactions  # noqa: F401 - defines every event
from domain.customer.messages import Attachment, Choice, InboundMessage, Link, Location, OutboundMessage
from domain.ordering.coupon import Coupon
from domain.payment.gateway import Accepted, PushPrompt, Redirect
from domain.payment.values import AttemptState
from domain.shared.address import Address, Pin
from domain.shared.events import event_types
from domain.shared.ids import OrderId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU
from integrations.store.codec import Unreadable, _reader, dump, load
from integrations.store.json_text import dumps

NOW = datetime(2026, 11, 20, 9, 0, 0, 123, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Everything:
    order: OrderId
    money: Money | None
    state: AttemptState
    at: datetime
    day: date
    length: timedelta
    rate: Decimal
    score: float
    pairs: tuple[tuple[str, ...], ...]
    seen: frozenset[str]
    counts: dict[ProductSKU, int]
    action: Redirect | PushPrompt
    note: str = ""


WHOLE = Everything(
    OrderId("o"),
    None,
    AttemptState.PENDING,
    NOW,
    date(2026, 2, 28),
    timedelta(minutes=5),
    Decimal("1.50"),
    0.5,
    (("a", "b"), ()),
    frozenset({"x", "y"}),
    {ProductSKU("WAX"): 2},
    Redirect("https://pay.example"),
)
SAMPLES: list[Any] = [
    WHOLE,
    Money(1500, "XOF"),
    PhoneNumber("+2250700000001"),
    Address("Derrière la pharmacie", pin=Pin(5.3, -4.0)),
    Coupon("FETE", percent=10, until=NOW),
    Accepted("ref", PushPrompt(), NOW),
    InboundMessage("twilio", "SM1", "+2250700000001", "+2250777000001", Location(Pin(5, -4), "maison"), NOW),
    OutboundMessage(
        "k",
        "twilio",
        "+2250777000001",
        "CI.1349",
        "Voici",
        language="fr",
        choices=(Choice("v1:a#1", "Oui"),),
        attachment=Attachment("image", "https://x/y.jpg"),
        link=Link("https://x/p/t", "Payer"),
        pin=Pin(5.3, -4.0),
        facts={"order": "42"},
    ),
]


@pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)
def test_through_json_and_back(value: Any) -> None:
    assert load(type(value), json.loads(dumps(dump(value)))) == value


@pytest.mark.parametrize("kind", event_types().values(), ids=lambda kind: kind.__name__)
def test_every_event_of_the_domain_can_be_stored(kind: type[Any]) -> None:
    assert _reader(kind)


def test_what_a_later_release_added_is_passed_over() -> None:
    assert load(Money, {"minor": 5, "currency": "XOF", "rate": "1.0"}) == Money(5, "XOF")


def test_a_field_with_a_default_may_be_missing_no_other() -> None:
    stored = dump(WHOLE)
    del stored["note"]
    assert load(Everything, stored) == WHOLE
    del stored["order"]
    with pytest.raises(Unreadable, match="order"):
        load(Everything, stored)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("order", 7),
        ("state", "paid"),
        ("at", "yesterday"),
        ("money", {"minor": "5", "currency": "XOF"}),
        ("money", {"minor": True, "currency": "XOF"}),
        ("pairs", "ab"),
        ("action", {"is": "Wire"}),
        ("action", {"url": "https://untagged"}),
        ("rate", "one"),
        ("counts", []),
    ],
)
def test_what_is_not_of_its_type_is_refused(field: str, wrong: Any) -> None:
    with pytest.raises(Unreadable):
        load(Everything, dump(WHOLE) | {field: wrong})


def test_a_type_that_has_no_form_is_a_bug_at_once() -> None:
    with pytest.raises(TypeError):
        dump(object())
