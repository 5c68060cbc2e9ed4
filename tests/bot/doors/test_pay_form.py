"""What reaches the button of the payment page: nothing forged, nothing twice, nothing too often, none by looking."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest

from bot.pages.bill import KEPT_FOR
from domain.payment.gateway import Rejected
from domain.payment.values import Reason
from integrations.store.tables.payment import attempts
from tests.bot.doors.house import AWA, Answer, all_at_once
from tests.bot.doors.test_pages import assert_guarded
from tests.bot.doors.till import FORM, Till

PREVIEWS = (
    "WhatsApp/2.23.20.0 A",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
)


# -- looking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agent", PREVIEWS)
def test_looking_ten_times_starts_nothing(any_till: Till, agent: str) -> None:
    bill = any_till.order()
    headers = {"User-Agent": agent, "Purpose": "prefetch"}
    for _ in range(10):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert any_till.house.call(method, f"/p/{bill.link}?wallet=money&payer={AWA}", None, headers).status == 200
        assert any_till.house.call("GET", f"/p/{bill.link}/state").text.strip() == '{"state":"ready"}'
    assert any_till.gateway.started == []
    assert any_till.house.rows(attempts) == []


# -- twice ------------------------------------------------------------------------------------------------------------


def test_pressing_twice_at_once_is_one_try(till: Till) -> None:
    bill = till.order()
    form = till.form(bill)
    answers = all_at_once([lambda: till.send(bill, form)] * 2)
    assert [answer.status for answer in answers] == [303, 303]
    assert len(till.gateway.started) == len(till.house.rows(attempts)) == 1
    assert till.send(bill, form).headers["location"] == "https://wallet.test/fake-1"


def test_a_form_that_is_sent_again_starts_nothing_new_even_after_a_failure(till: Till) -> None:
    bill = till.order()
    form = till.form(bill)
    till.gateway.next_start(Rejected("no", Reason.WRONG_PIN))
    till.send(bill, form)
    answers = all_at_once([lambda: till.send(bill, form)] * 2)
    assert [answer.headers["location"] for answer in answers] == [f"/p/{bill.link}"] * 2
    assert len(till.gateway.started) == 1
    till.press(bill)
    assert len(till.gateway.started) == 2, "the page that shows the failure has a form of its own"


def test_the_same_form_while_the_first_is_under_way_is_one_try(any_till: Till) -> None:
    bill = any_till.order()
    form = any_till.form(bill)
    again: list[Answer] = []
    any_till.gateway.moments["before start"] = lambda: again.append(any_till.send(bill, form))
    any_till.send(bill, form)
    assert [answer.status for answer in again] == [303]
    assert len(any_till.gateway.started) == 1


# -- forged, old, of another link -------------------------------------------------------------------------------------


def test_only_a_form_of_this_page_starts_anything(any_till: Till) -> None:
    bill, other = any_till.order(), any_till.order("+2250700000002")
    good = any_till.form(bill)["form"]
    at, tries, proof = good.split(".")
    forged = (
        "",
        "x",
        "." * 9,
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        f"{int(at) + 1}.{tries}.{proof}",
        f"{at}.1.{proof}",
        f"{at}.{tries}.{proof.upper()}",
        f"{at}.{tries}.{proof}\n",
        "9" * 5000,
        any_till.form(other)["form"],
    )
    for seal in forged:
        any_till.house.clock.pass_by(seconds=61)
        answer = any_till.send(bill, {"form": seal, "wallet": "money"})
        assert answer.status == 403, seal
        assert 'role="alert"' in answer.text and 'data-state="ready"' in answer.text
        assert_guarded(answer.headers)
    assert any_till.gateway.started == []


def test_a_form_is_good_for_an_hour(any_till: Till) -> None:
    any_till.shop.hold_minutes = 120
    bill = any_till.order()
    form = any_till.form(bill)
    any_till.house.clock.pass_by(seconds=3601)
    assert any_till.send(bill, form).status == 403
    assert any_till.press(bill).status == 303


TAMPERED = (
    {"wallet": "bank"},
    {"payer": "12"},
    {"payer": "\x00"},
    {"payer": "9" * 3000},
    {"payer": "+33612345678abc"},
    {"payer": "+2252720000001"},
    {"wallet": "\x00\xff", "payer": "\ud7ff"},
)


def test_tampered_fields_are_refused_on_the_page(any_till: Till) -> None:
    bill = any_till.order()
    for fields in TAMPERED:
        any_till.house.clock.pass_by(seconds=11)
        answer = any_till.press(bill, **fields)
        assert answer.status == 422, fields
        assert 'role="alert"' in answer.text and 'data-state="ready"' in answer.text
        assert_guarded(answer.headers)
    assert any_till.gateway.started == []
    assert any_till.house.call("GET", f"/p/{bill.link}/state").text.strip() == '{"state":"ready"}'


NOT_FORMS = (
    (b"\x00\xff\xfe", {"Content-Type": "multipart/form-data; boundary=x"}),
    (b"{}", {"Content-Type": "application/json"}),
    (b"form=%ED%A0%80&payer=%FF", FORM),
    (b"", {}),
)


def test_what_is_no_form_is_refused_and_never_a_fault(any_till: Till) -> None:
    bill = any_till.order()
    for body, headers in NOT_FORMS:
        assert any_till.house.call("POST", f"/p/{bill.link}", body, headers).status == 403
    assert any_till.house.call("POST", f"/p/{bill.link}", b"a" * 70_000, FORM).status == 413


def test_fields_that_the_form_has_not_change_nothing(any_till: Till) -> None:
    for extra in ({"amount": "1"}, {"total": "1"}, {"currency": "KES", "order": "1"}, {"a": "a" * 2000}):
        bill = any_till.order()
        assert any_till.press(bill, **extra).status == 303
        asked = any_till.gateway.started[-1]
        assert (asked.amount, asked.account, str(asked.payer)) == (bill.total, "fatou-money", AWA)


def test_somebody_elses_number_may_pay(any_till: Till) -> None:
    assert any_till.press(any_till.order(), payer="07 00 00 00 02").status == 303
    [asked] = any_till.gateway.started
    assert str(asked.payer) == "+2250700000002"


# -- too often, and by guessing ---------------------------------------------------------------------------------------


def test_a_link_is_pressed_a_handful_of_times_a_minute(any_till: Till) -> None:
    bill, other = any_till.order(), any_till.order("+2250700000002")
    answers = [any_till.press(bill, payer="12") for _ in range(9)]
    assert [answer.status for answer in answers] == [422] * 6 + [429] * 3
    assert answers[-1].headers["retry-after"] == "60" and "Attendez une minute" in answers[-1].text
    assert any_till.press(other).status == 303
    any_till.house.clock.pass_by(seconds=61)
    assert any_till.press(bill).status == 303


def test_unknown_malformed_and_long_gone_are_one_answer(any_till: Till) -> None:
    bill = any_till.order()
    any_till.house.clock.pass_by(seconds=(KEPT_FOR + timedelta(hours=1)).total_seconds())
    links = ("A" * 22, bill.link[:-1], "x", "A" * 300, bill.link)
    for method, path in (("GET", ""), ("HEAD", ""), ("POST", ""), ("GET", "/state"), ("GET", "?lang=en")):
        answers = [any_till.house.call(method, f"/p/{link}{path}") for link in links]
        assert {answer.status for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1
        assert (
            len({frozenset(set(answer.headers.items()) - {("date", answer.headers["date"])}) for answer in answers})
            == 1
        )
        for answer in answers:
            assert_guarded(answer.headers)


def test_no_answer_takes_longer_than_another(any_till: Till) -> None:
    """By the middle of many, each kind in turn: what differs by less than a few milliseconds tells nobody anything."""
    bill = any_till.order()
    any_till.house.clock.pass_by(seconds=(KEPT_FOR + timedelta(hours=1)).total_seconds())
    took: dict[str, list[float]] = {link: [] for link in ("A" * 22, "x", bill.link)}
    for _ in range(40):
        for link, times in took.items():
            began = time.perf_counter()
            any_till.house.call("GET", f"/p/{link}")
            times.append(time.perf_counter() - began)
    middles = [statistics.median(times) for times in took.values()]
    assert max(middles) - min(middles) < max(0.005, 0.5 * min(middles))


# -- every answer -----------------------------------------------------------------------------------------------------


def test_every_answer_is_guarded(any_till: Till) -> None:
    bill = any_till.order()
    link = f"/p/{bill.link}"
    for method, path in (
        ("PUT", link),
        ("DELETE", link),
        ("PATCH", link),
        ("POST", f"{link}/state"),
        ("GET", f"{link}/"),
    ):
        answer = any_till.house.call(method, path)
        assert answer.status in (404, 405)
        assert_guarded(answer.headers)
    answers = [any_till.house.call("GET", link, headers={"Host": "evil.test"}), any_till.press(bill)]
    answers.append(any_till.house.call("GET", f"{link}/state"))
    for answer in answers:
        assert_guarded(answer.headers)
        assert "set-cookie" not in answer.headers
        assert "evil" not in answer.text + answer.headers.get("location", "")
    assert answers[0].headers["cache-control"] == "no-store"
