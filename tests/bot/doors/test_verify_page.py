"""The page that checks receipts: true ones are known, all others are answered alike, and nobody's buyer is shown."""

from __future__ import annotations

import pytest

from bot.receipts import Receipts
from domain.payment.receipt import ALPHABET
from flows.receipts import Receipt
from integrations.store.tables.payment import transactions
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, NJERI, Answer
from tests.bot.doors.till import Bill, Till, WatchedGateway


@pytest.fixture
def till(open_door: OpenHouse, sqlite_database: str) -> Till:
    gateway = WatchedGateway("sandbox")
    return Till(open_door(sqlite_database, gateways={"sandbox": gateway}), gateway)


def a_paid_bill(till: Till) -> Bill:
    bill = till.order()
    till.pay(till.start(bill))
    till.house.later(minutes=1)
    return bill


def receipt_of(till: Till, bill: Bill) -> Receipt:
    with till.it.look(till.shop.id) as work:
        order = work.order_queries.by_id(bill.order_id)
        assert order is not None
        receipt = Receipts(work, till.shop, till.it.front).of(order)
    assert receipt is not None
    return receipt


def ask(till: Till, code: str, shop: str = "chez-fatou") -> Answer:
    return till.house.call("GET", f"/v/{shop}/{code}", headers={"Accept-Language": "en"})


def test_a_genuine_receipt_is_known_however_it_is_typed(till: Till) -> None:
    code = receipt_of(till, a_paid_bill(till)).code
    for written in (code, code.lower(), code.replace("-", ""), code.replace("0", "O").replace("1", "I")):
        answer = ask(till, written)
        assert answer.status == 200
        assert 'data-state="genuine"' in answer.text
        assert code in answer.text
    by_form = till.house.call("GET", f"/v/chez-fatou?code={code.replace('-', '+')}")
    assert 'data-state="genuine"' in by_form.text


def test_it_says_nothing_about_the_buyer(till: Till) -> None:
    bill = a_paid_bill(till)
    receipt = receipt_of(till, bill)
    shown = ask(till, receipt.code).text
    for secret in (AWA, AWA[1:], "0700000001", "Awa", "Savon", receipt.txn, bill.link):
        assert secret not in shown


def test_all_that_is_no_receipt_is_answered_alike(till: Till) -> None:
    code = receipt_of(till, a_paid_bill(till)).code
    number, seal = code.split("-", 1)
    swapped = ALPHABET[(ALPHABET.index(seal[-1]) + 1) % 32]
    unpaid = till.order()
    others = {
        "forged": code[:-1] + swapped,
        "of another order": f"{unpaid.number}-{seal}",
        "of no order": f"9999-{seal}",
        "truncated": code[:-1],
        "longer": code + "7",
        "no code": "hello",
        "odd": "%27%22%3Cb%3E%E2%80%AE",
    }
    answers = {what: ask(till, wrong) for what, wrong in others.items()}
    assert {answer.status for answer in answers.values()} == {404}
    bare = {answer.text.split("<form")[0] for answer in answers.values()}
    assert len(bare) == 1
    assert 'data-state="wrong"' in bare.pop()
    assert ask(till, f"{number}-{seal}").status == 200


def test_a_receipt_of_one_shop_is_none_of_anothers(till: Till) -> None:
    code = receipt_of(till, a_paid_bill(till)).code
    other = till.it.directory.by_number(NJERI)
    assert ask(till, code, shop=other.id).status == 404
    assert ask(till, code, shop="nobody").status == 404
    assert 'data-state="wrong"' not in ask(till, code, shop="nobody").text


def test_a_wrong_seal_and_an_unknown_order_cost_the_same_queries(till: Till) -> None:
    bill = a_paid_bill(till)
    assert statements(till, f"{bill.number}-AAAA-AAAA") == statements(till, "9999-AAAA-AAAA") == 1


def statements(till: Till, code: str) -> int:
    from sqlalchemy import event

    seen: list[str] = []
    with till.it.look(till.shop.id) as work:
        event.listen(work.connection.connection, "before_cursor_execute", lambda *given: seen.append(given[2]))
        assert Receipts(work, till.shop, till.it.front).check(code) is None
    return sum(statement.startswith("SELECT") for statement in seen)


def test_who_tries_many_codes_has_to_wait(till: Till) -> None:
    code = receipt_of(till, a_paid_bill(till)).code
    tries = [ask(till, f"1001-AAAA-AAA{letter}").status for letter in ALPHABET]
    assert tries.count(404) == 30
    assert tries[-1] == 429
    assert ask(till, code).status == 429, "a true one tells no more than a false one"
    assert till.house.call("GET", "/v/chez-fatou").status == 200, "the empty form is free"
    till.house.clock.pass_by(seconds=60)
    assert ask(till, code).status == 200


def test_money_that_went_back_is_said(till: Till) -> None:
    bill = a_paid_bill(till)
    receipt = receipt_of(till, bill)
    assert till.cancel(bill)
    till.house.later(minutes=1)
    answer = ask(till, receipt.code)
    assert 'data-state="genuine"' in answer.text
    assert "given back" in answer.text


def test_the_payment_page_shows_the_receipt_once_it_is_paid(till: Till) -> None:
    waiting = till.order()
    assert "/v/chez-fatou" not in till.house.call("GET", f"/p/{waiting.link}").text
    bill = a_paid_bill(till)
    shown = till.house.call("GET", f"/p/{bill.link}").text
    assert f'/v/chez-fatou/{receipt_of(till, bill).code}"' in shown


def test_nothing_of_a_code_is_stored(till: Till) -> None:
    code = receipt_of(till, a_paid_bill(till)).code
    assert all(code not in str(row) for row in till.house.rows(transactions))
    assert till.it.front.receipts_key not in repr(till.it.front)


def test_the_page_asks_for_a_code_and_is_guarded(till: Till) -> None:
    answer = till.house.call("GET", "/v/chez-fatou")
    assert answer.status == 200
    assert 'data-state="ask"' in answer.text
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
