"""The pages behind the links: to look at them starts nothing, and they show no more than they must."""

from __future__ import annotations

import pytest

from domain.shared.address import Address
from integrations.store.codec import dump
from integrations.store.tables.ordering import orders
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, House
from tests.bot.doors.till import FORM, Bill, Till


def track_token(till: Till, bill: Bill) -> str:
    with till.it.look(till.shop.id) as work:
        parcel = work.tracking_queries.of_order(bill.order_id)
    assert parcel is not None
    return parcel.track_token


def test_an_unknown_link_is_a_page_that_says_so(any_till: Till) -> None:
    for token in ("x", "A" * 22, "A" * 5000, "%2e%2e", "%FF", "'%20OR%201=1--", "%C3%A9"):
        for door in ("p", "t"):
            answer = any_till.house.call("GET", f"/{door}/{token}")
            assert answer.status == 404
            assert answer.headers["content-type"].startswith("text/html")
            assert "<h1>" in answer.text
            assert_guarded(answer.headers)


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ("sw-KE,sw;q=0.9,en;q=0.5", "Kiungo hiki hakielekei popote"),
        ("pt-MZ", "Este link não leva a lado nenhum"),
        ("fr", "Ce lien ne mène nulle part"),
        ("de", "This link leads nowhere"),
    ],
)
def test_where_no_shop_is_known_the_phone_says_the_language(any_till: Till, accepted: str, said: str) -> None:
    assert said in any_till.house.call("GET", "/p/nobody", headers={"Accept-Language": accepted}).text


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
