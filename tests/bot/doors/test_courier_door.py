"""The couriers' door: signed reports move parcels, in whatever order and however often they come."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from bot.desk import Desk
from integrations.couriers.signed.webhook import sign
from integrations.store.tables.chat import inbox
from integrations.store.tables.events import events
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import House, all_at_once
from tests.bot.doors.till import Till, WatchedGateway

ACCOUNT = "abidjan-express"
DOOR = f"/webhooks/couriers/signed/{ACCOUNT}"


class Courier:
    """Abidjan Express, and a parcel of ours that it carries."""

    def __init__(self, house: House, till: Till) -> None:
        self.house = house
        self.till = till
        self.secret = house.it.settings.key_for(f"courier {ACCOUNT}")
        self.bill = till.order()
        till.pay(till.start(self.bill))
        till.house.later(minutes=1)
        self.code = str(self.tracking().tracking_code)

    def tracking(self) -> Any:
        with self.house.it.look(self.till.shop.id) as work:
            parcel = work.tracking_queries.of_order(self.bill.order_id)
        assert parcel is not None
        return parcel

    def report(self, word: str, /, named: str = "", minutes: float = 0, **changes: Any) -> int:
        at = self.house.clock.now() + timedelta(minutes=minutes)
        told = {"event_id": named or word, "tracking_code": self.code, "status": word, **changes}
        return self.knock(json.dumps({"occurred_at": at.isoformat()} | told).encode())

    def knock(self, body: bytes, *, secret: str = "", late: float = 0, account: str = ACCOUNT, **headers: str) -> int:
        stamp = str(int(self.house.clock.now().timestamp() - late))
        proof = {"X-Timestamp": stamp, "X-Signature": sign(secret or self.secret, stamp, body), **headers}
        return self.house.call("POST", f"/webhooks/couriers/signed/{account}", body, proof).status

    def heard(self) -> list[Any]:
        return self.house.rows(inbox, inbox.c.kind == "courier")

    def said(self, name: str) -> int:
        return len(self.house.rows(events, events.c.name == name))


@pytest.fixture
def courier(open_door: OpenHouse, database: str) -> Courier:
    return a_courier(open_door, database)


@pytest.fixture
def any_courier(open_door: OpenHouse, sqlite_database: str) -> Courier:
    return a_courier(open_door, sqlite_database)


def a_courier(open_door: OpenHouse, database: str) -> Courier:
    gateway = WatchedGateway("sandbox")
    house = open_door(database, gateways={"sandbox": gateway})
    return Courier(house, Till(house, gateway))


def test_a_parcel_goes_its_way(courier: Courier) -> None:
    for minutes, status in enumerate(("picked_up", "in_transit", "out_for_delivery", "delivered"), -10):
        assert courier.report(status, minutes=minutes) == 200
    assert courier.tracking().status == "delivered"
    assert courier.till.state(courier.bill) == "closed"
    assert [row.state for row in courier.heard()] == ["done"] * 4
    courier.till.balance()


def test_the_order_of_arrival_does_not_matter(any_courier: Courier) -> None:
    way = [("picked_up", -30), ("in_transit", -20), ("delivered", -10)]
    for n, arrival in enumerate(permutations(way)):
        if n:
            any_courier.bill = any_courier.till.order()
            any_courier.till.pay(any_courier.till.start(any_courier.bill))
            any_courier.house.later(minutes=1)
            any_courier.code = str(any_courier.tracking().tracking_code)
        for status, minutes in arrival:
            assert any_courier.report(status, f"{n}{status}", minutes) == 200
        assert any_courier.tracking().status == "delivered", arrival
        assert any_courier.till.state(any_courier.bill) == "closed", arrival
    assert any_courier.said("ShipmentDelivered") == any_courier.said("OrderFulfilled") == 6


def test_the_same_report_at_once_is_one_report(courier: Courier) -> None:
    assert all_at_once([lambda: courier.report("delivered")] * 10) == [200] * 10
    assert len(courier.heard()) == 1
    assert courier.said("ShipmentDelivered") == courier.said("OrderFulfilled") == 1


def test_different_reports_at_once_all_count(courier: Courier) -> None:
    words = ["picked_up", "in_transit", "out_for_delivery", "attempt_failed", "delivered"]
    reports = [lambda w=word, n=n: courier.report(w, minutes=n - 10) for n, word in enumerate(words)]  # type: ignore[misc]
    assert all_at_once(reports) == [200] * 5
    assert courier.tracking().status == "delivered"
    assert len(courier.tracking().checkpoints) >= 5
    assert courier.till.state(courier.bill) == "closed"


def test_a_return_gives_the_money_back(any_courier: Courier) -> None:
    any_courier.report("picked_up", minutes=-3)
    any_courier.report("returned", minutes=-2)
    any_courier.house.later(minutes=2)
    assert any_courier.till.state(any_courier.bill) == "returned"
    any_courier.till.balance()


def test_forged_or_old_is_401_and_leaves_nothing(any_courier: Courier) -> None:
    body = json.dumps({"event_id": "1", "tracking_code": any_courier.code, "status": "delivered"}).encode()
    assert any_courier.knock(body, secret="a thief's") == 401
    assert any_courier.knock(body, late=301) == any_courier.knock(body, late=-301) == 401
    assert any_courier.knock(body, **{"X-Signature": ""}) == 401
    assert any_courier.knock(body, **{"X-Timestamp": "²²"}) == 401
    assert any_courier.knock(body, **{"X-Timestamp": "9" * 400}) == 401
    assert any_courier.house.call("POST", DOOR, body).status == 401
    assert any_courier.knock(body, account="nairobi-boda") == 401, "every courier has its own secret"
    assert any_courier.knock(body, account="nobody") == 404
    assert any_courier.heard() == []


UNREADABLE: list[dict[str, Any]] = [
    {"event_id": ""},
    {"event_id": None},
    {"event_id": "x" * 101},
    {"event_id": "nul \x00"},
    {"event_id": "half \ud800"},
    {"tracking_code": 7},
    {"tracking_code": "!"},
    {"status": ["delivered"]},
    {"occurred_at": "yesterday"},
    {"occurred_at": "2026-11-20T09:00:00"},
    {"occurred_at": "0001-01-01T00:00:00+23:59"},
    {"message": {"a": 1}},
    {"location": "x" * 301},
]


def test_a_signed_report_that_cannot_be_read_is_400(any_courier: Courier) -> None:
    for changes in UNREADABLE:
        assert any_courier.report("delivered", **changes) == 400, changes
    assert any_courier.heard() == []
    assert any_courier.till.state(any_courier.bill) == "ready_for_shipment"


def test_signed_garbage_is_400_and_huge_is_413(any_courier: Courier) -> None:
    for body in (
        b"",
        b"null",
        b"[]",
        b"\xff\x00",
        b"[" * 50_000,
        b'{"a":' * 9_000,
        b'{"event_id":' + b"9" * 5000 + b"}",
    ):
        assert any_courier.knock(body) == 400
    assert any_courier.knock(b"x" * 70_000) == 413
    assert any_courier.heard() == []


def test_a_parcel_that_nobody_knows_is_kept(any_courier: Courier) -> None:
    assert any_courier.report("delivered", tracking_code="UNKNOWN42") == 200
    [kept] = any_courier.heard()
    assert (kept.state, kept.error, kept.raw["tracking_code"]) == (
        "received",
        "no parcel has this code yet",
        "UNKNOWN42",
    )


def test_what_was_reported_before_the_code_was_known_is_heard_when_it_is(any_courier: Courier) -> None:
    shop = any_courier.till.shop
    assert any_courier.report("in_transit", minutes=1, tracking_code="DHL12345") == 200
    with any_courier.house.it.work(shop.id) as work:
        Desk(work, shop, shop.staff[0], any_courier.house.it.front).ship(any_courier.bill.number, "DHL", "", "DHL12345")
    assert any_courier.tracking().status == "in_transit"
    assert [kept.state for kept in any_courier.heard()] == ["done"]


def test_the_parcel_of_another_shop_is_unknown(any_courier: Courier) -> None:
    other = any_courier.house.it.settings.key_for("courier nairobi-boda")
    at = any_courier.house.clock.now().isoformat()
    body = {"event_id": "1", "tracking_code": any_courier.code, "status": "delivered", "occurred_at": at}
    assert any_courier.knock(json.dumps(body).encode(), secret=other, account="nairobi-boda") == 200
    assert any_courier.tracking().status != "delivered"
    assert any_courier.till.state(any_courier.bill) == "ready_for_shipment"


def test_a_word_that_nobody_knows_moves_nothing(any_courier: Courier) -> None:
    any_courier.report("in_transit", minutes=-5)
    assert any_courier.report("abducted by aliens") == 200
    assert any_courier.tracking().status == "in_transit"


def test_other_methods_are_405(any_courier: Courier) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert any_courier.house.call(method, DOOR).status == 405
