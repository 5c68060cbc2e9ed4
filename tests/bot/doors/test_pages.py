"""The pages behind the links: to look at them starts nothing, and they show no more than they must."""

from __future__ import annotations

import pytest

from domain.payment.values import AttemptState
from domain.shared.address import Address
from integrations.store.codec import dump
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, House, all_at_once
from tests.bot.doors.till import Bill, Till, WatchedGateway

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def till(open_door: OpenHouse, database: str) -> Till:
    return a_till(open_door, database)


@pytest.fixture
def any_till(open_door: OpenHouse, sqlite_database: str) -> Till:
    return a_till(open_door, sqlite_database)


def a_till(open_door: OpenHouse, database: str) -> Till:
    gateway = WatchedGateway("sandbox")
    return Till(open_door(database, gateways={"sandbox": gateway}), gateway)


def track_token(till: Till, bill: Bill) -> str:
    with till.it.look(till.shop.id) as work:
        parcel = work.tracking_queries.of_order(bill.order_id)
    assert parcel is not None
    return parcel.track_token


def test_looking_ten_times_starts_nothing(any_till: Till) -> None:
    bill = any_till.order()
    for _ in range(10):
        assert any_till.house.call("GET", f"/p/{bill.link}").status == 200
        assert any_till.house.call("HEAD", f"/p/{bill.link}").status == 200
        assert any_till.house.call("GET", f"/p/{bill.link}/state").text.strip() == '{"state":"ready"}'
    assert any_till.gateway.started == []
    assert any_till.house.rows(attempts) == []


def test_pressing_twice_at_once_is_one_try(till: Till) -> None:
    bill = till.order()
    form = till.form(bill)
    answers = all_at_once([lambda: till.send(bill, form)] * 2)
    assert [answer.status for answer in answers] == [303, 303]
    assert len(till.gateway.started) == len(till.house.rows(attempts)) == 1
    assert till.send(bill, form).headers["location"] == "https://wallet.test/fake-1"


def test_the_page_follows_the_payment(any_till: Till) -> None:
    bill = any_till.order()
    assert state(any_till, bill) == "ready"
    ref = any_till.start(bill)
    assert state(any_till, bill) == "waiting"
    any_till.gateway.move(ref, AttemptState.FAILED)
    any_till.house.later(minutes=1)
    assert state(any_till, bill) == "failed"
    any_till.pay(any_till.start(bill))
    any_till.house.later(minutes=1)
    assert state(any_till, bill) == "paid"
    assert any_till.press(bill).headers["location"] == f"/p/{bill.link}", "and there is nothing to pay twice"
    assert len(any_till.gateway.started) == 2
    any_till.cancel(bill)
    any_till.house.later(minutes=1)
    assert state(any_till, bill) == "refunded"


def test_an_expired_order_takes_no_money(any_till: Till) -> None:
    bill = any_till.order()
    any_till.house.later(minutes=31)
    assert state(any_till, bill) == "expired"
    assert any_till.press(bill).status == 303
    assert any_till.gateway.started == []
    assert any_till.house.call("GET", f"/p/{bill.link}").text.count("<form") == 0


def state(till: Till, bill: Bill) -> str:
    page = till.house.call("GET", f"/p/{bill.link}").text
    shown = page.partition('data-state="')[2].partition('"')[0]
    assert till.house.call("GET", f"/p/{bill.link}/state").text.strip() == f'{{"state":"{shown}"}}'
    return shown


def test_an_unknown_link_is_a_page_that_says_so(any_till: Till) -> None:
    for token in ("x", "A" * 22, "A" * 5000, "%2e%2e", "%FF", "'%20OR%201=1--", "%C3%A9"):
        for door in ("p", "t"):
            answer = any_till.house.call("GET", f"/{door}/{token}")
            assert answer.status == 404
            assert answer.headers["content-type"].startswith("text/html")
            assert "<h1>" in answer.text
            assert_guarded(answer.headers)


def test_an_unknown_payment_cannot_be_pressed_nor_watched(any_till: Till) -> None:
    assert any_till.house.call("POST", "/p/nobody").status == 404
    assert any_till.house.call("GET", "/p/nobody/state").status == 404


def assert_guarded(headers: dict[str, str]) -> None:
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_pages_are_guarded_and_not_kept(any_till: Till) -> None:
    bill = any_till.order()
    answer = any_till.house.call("GET", f"/p/{bill.link}")
    assert_guarded(answer.headers)
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert "http://" not in answer.text.replace("http://www.w3.org", ""), "nothing is fetched from elsewhere"
    assert 'style="' not in answer.text
    assert " on" + "click" not in answer.text


def test_neither_page_shows_who_or_where(any_till: Till) -> None:
    bill = any_till.order()
    home = Address("Derrière la pharmacie Les Oscars", "Cocody", None, AWA)
    with any_till.it.work(any_till.shop.id) as work:
        work.connection.execute(orders.update().values(address=dump(home)))
    pay = any_till.house.call("GET", f"/p/{bill.link}").text
    any_till.pay(any_till.start(bill))
    waiting = any_till.house.call("GET", f"/p/{bill.link}").text
    any_till.house.later(minutes=1)
    paid = any_till.house.call("GET", f"/p/{bill.link}").text
    track = any_till.house.call("GET", f"/t/{track_token(any_till, bill)}")
    assert track.status == 200
    assert_guarded(track.headers)
    for page in (pay, waiting, paid, track.text):
        for secret in (AWA, AWA[1:], "0700000001", "07 00 00 00 01", "Oscars", "Awa"):
            assert secret not in page
    assert "01</" in pay or "•• 01" in pay, "enough to know one's own number by"


TAMPERED = (
    b"wallet=bank",
    b"wallet=money&payer=12",
    b"wallet=money&payer=%00",
    b"wallet=money&payer=" + b"9" * 3000,
    b"wallet=money&payer=%2B33612345678abc",
    b"wallet=money&payer=%2B2252720000001",
    b"wallet=%00%FF&payer=%ED%A0%80",
)


def test_tampered_fields_are_refused_on_the_page(any_till: Till) -> None:
    bill = any_till.order()
    for body in TAMPERED:
        answer = any_till.house.call("POST", f"/p/{bill.link}", body, FORM)
        assert answer.status == 422, body
        assert 'data-state="failed"' in answer.text
    assert any_till.gateway.started == []
    assert any_till.house.call("GET", f"/p/{bill.link}/state").text.strip() == '{"state":"ready"}'


def test_fields_that_the_form_has_not_change_nothing(any_till: Till) -> None:
    for body in (b"amount=1&wallet=money", b"total=1", b"currency=KES&order=1", b"", b"a" * 2000):
        bill = any_till.order()
        assert any_till.house.call("POST", f"/p/{bill.link}", body, FORM).status == 303
        asked = any_till.gateway.started[-1]
        assert (asked.amount, asked.account, str(asked.payer)) == (bill.total, "fatou-money", AWA)


def test_somebody_elses_number_may_pay(any_till: Till) -> None:
    bill = any_till.order()
    assert any_till.house.call("POST", f"/p/{bill.link}", b"payer=07+00+00+00+02", FORM).status == 303
    [asked] = any_till.gateway.started
    assert str(asked.payer) == "+2250700000002"


def test_without_the_simulator_there_is_none(open_door: OpenHouse, sqlite_database: str) -> None:
    house = open_door(sqlite_database, simulator=False)
    for path in ("/simulator", "/simulator/", "/simulator/shops", "/simulator/messages?address=%2B2250700000001"):
        assert house.call("GET", path).status == 404
    for path in ("/simulator/messages", "/simulator/wallet", "/simulator/courier"):
        assert house.call("POST", path, b"{}").status == 404


def test_without_twilio_its_doors_are_closed(open_door: OpenHouse, sqlite_database: str) -> None:
    house = open_door(sqlite_database)
    assert house.call("POST", "/webhooks/whatsapp/twilio", b"", FORM).status == 404


def test_who_is_alive_and_ready(any_house: House) -> None:
    assert any_house.call("GET", "/healthz").text.strip() == '{"alive":true}'
    assert '"ready":true' in any_house.call("GET", "/readyz").text
