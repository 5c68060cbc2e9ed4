"""The payment page: what it asks for, what it offers, and in which language."""

from __future__ import annotations

import pytest

from domain.payment import use_cases as payments
from domain.payment.gateway import Rejected
from domain.payment.values import AttemptState, Reason
from domain.shared.money import Money
from flows.speech import languages
from integrations.store.tables.payment import attempts
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import MOUSSA
from tests.bot.doors.pay_wallets import state, two_wallets, wallet
from tests.bot.doors.till import Till


@pytest.fixture
def pages(open_door: OpenHouse, sqlite_database: str) -> Till:
    return two_wallets(open_door, sqlite_database)


# -- what it asks for -------------------------------------------------------------------------------------------------


def test_it_follows_the_payment(pages: Till) -> None:
    bill = pages.order()
    assert state(pages, bill) == "ready"
    ref = pages.start(bill)
    assert state(pages, bill) == "waiting"
    pages.gateway.move(ref, AttemptState.FAILED)
    pages.house.later(minutes=1)
    assert state(pages, bill) == "failed"
    form = pages.form(bill)
    pages.pay(pages.start(bill))
    pages.house.later(minutes=1)
    assert state(pages, bill) == "paid"
    assert pages.send(bill, form).headers["location"] == f"/p/{bill.link}", "and there is nothing to pay twice"
    assert len(pages.gateway.started) == 2
    pages.cancel(bill)
    pages.house.later(minutes=1)
    assert state(pages, bill) == "refunded"


def test_it_asks_for_what_is_due_and_says_what_has_come(pages: Till) -> None:
    bill = pages.order(quantity=20)
    with pages.it.work(pages.shop.id) as work:
        payments.agree_on_cash(work, bill.order_id, Money(4_000, "XOF"))
    pages.pay(pages.start(bill), Money(6_000, "XOF"))
    pages.house.later(minutes=1)
    assert state(pages, bill) == "part_paid"
    page = plain(pages.page(bill).text)
    for line in ("Total de la commande 20 000 F CFA", "Déjà reçu 6 000 F CFA", "À payer à la livraison 4 000 F CFA"):
        assert line in page
    assert "Payer 10 000 F CFA" in page
    pages.press(bill)
    assert pages.gateway.started[-1].amount == Money(10_000, "XOF")
    pages.pay(pages.refs(bill)[-1])
    pages.house.later(minutes=1)
    assert state(pages, bill) == "on_delivery"
    assert "<form" not in pages.page(bill).text


def plain(page: str) -> str:
    """What a person reads, on one line."""
    words = page.replace("<", " <").split("<")
    return " ".join(" ".join(part.partition(">")[2] for part in words).replace("\u00a0", " ").split())


def test_an_expired_order_takes_no_money(pages: Till) -> None:
    bill = pages.order()
    form = pages.form(bill)
    pages.house.later(minutes=31)
    assert state(pages, bill) == "expired"
    assert pages.send(bill, form).status == 303
    assert pages.gateway.started == []
    assert "<form" not in pages.page(bill).text


def test_money_in_another_currency_is_held_and_nothing_more_is_asked(pages: Till) -> None:
    bill = pages.order()
    pages.pay(pages.start(bill), Money(4_000, "KES"))
    pages.house.later(minutes=1)
    assert state(pages, bill) == "held"
    assert "40 KSh" in plain(pages.page(bill).text)
    assert "<form" not in pages.page(bill).text


# -- what it offers ---------------------------------------------------------------------------------------------------


def test_after_a_decline_the_reason_is_said_and_the_others_come_first(pages: Till) -> None:
    bill = pages.order()
    ref = pages.start(bill)
    pages.gateway.move(ref, AttemptState.FAILED, Reason.INSUFFICIENT_FUNDS)
    pages.house.later(minutes=1)
    page = pages.page(bill).text
    assert "pas assez d’argent" in page and "not enough money" in pages.page(bill, "?lang=en").text
    assert page.index('value="mobile" required checked') < page.index('value="money"')
    assert "+225 •• •• •• 01" in page, "the same number, veiled"
    pages.gateway.next_start(Rejected("declined", Reason.PAYER_DECLINED))
    pages.press(bill, wallet="money")
    page = pages.page(bill).text
    assert page.index('value="mobile"') < page.index('value="money" required checked'), "which may well work now"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_said_in_every_language(pages: Till, reason: Reason) -> None:
    bill = pages.order()
    pages.gateway.next_start(Rejected("no", reason))
    pages.press(bill)
    said = {
        pages.page(bill, f"?lang={code}").text.partition("</h1><p>")[2].partition("</p>")[0] for code in languages()
    }
    assert all(said) and len(said) == len(languages())


def test_another_number_that_was_asked_is_the_one_asked_again(pages: Till) -> None:
    bill = pages.order()
    pages.gateway.next_start(Rejected("no", Reason.NO_ANSWER))
    pages.press(bill, payer="07 00 00 00 02")
    assert "•• 02" in pages.page(bill).text
    pages.press(bill)
    assert [str(asked.payer) for asked in pages.gateway.started] == [MOUSSA, MOUSSA]


def test_a_wallet_that_does_not_answer_is_shown_and_cannot_be_chosen(pages: Till) -> None:
    bill = pages.order()
    form = pages.form(bill)
    wallet(pages).up = False
    page = pages.page(bill).text
    assert "Ne répond pas en ce moment" in page
    assert 'value="money" required disabled' in page and 'value="mobile" required checked' in page
    assert pages.send(bill, form | {"wallet": "money"}).status == 422
    wallet(pages, "sandbox-push").up = False
    page = pages.page(bill).text
    assert "Aucun moyen de paiement ne répond" in page and "<button" not in page
    assert pages.house.rows(attempts) == []


def test_a_fraction_is_offered_to_no_wallet_of_whole_units_and_it_is_said_why(pages: Till) -> None:
    bill = pages.order()
    with pages.it.work(pages.shop.id) as work:
        work.connection.exec_driver_sql("UPDATE payment_transactions SET currency = 'GHS', amount_minor = 1050")
    wallet(pages).whole_units = True
    assert 'value="money"' not in pages.page(bill).text
    assert pages.send(bill, pages.form(bill) | {"wallet": "money"}).status == 422
    wallet(pages, "sandbox-push").whole_units = True
    assert "montants sans centimes" in pages.page(bill).text
    assert "<form" not in pages.page(bill).text


# -- languages --------------------------------------------------------------------------------------------------------


def language(answer: str) -> str:
    return answer.partition('<html lang="')[2][:2]


def test_the_language_is_the_buyers_until_another_is_chosen(pages: Till) -> None:
    bill = pages.order()
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert language(pages.page(bill, **english).text) == "fr"
    page = pages.page(bill, "?lang=en").text
    assert language(page) == "en" and 'name="lang" value="en"' in page and 'href="?lang=fr"' in page
    answer = pages.send(bill, pages.form(bill, "?lang=en") | {"wallet": "mobile"})
    assert answer.headers["location"] == f"/p/{bill.link}?lang=en"
    assert wallet(pages, "sandbox-push").started[0].language == "en"
    for unknown in ("xx", "", "../en", "en'"):
        assert language(pages.page(bill, f"?lang={unknown}").text) == "fr"


def test_on_somebody_elses_phone_it_is_that_phones(pages: Till) -> None:
    bill = pages.order()
    with pages.it.work(pages.shop.id) as work:
        payments.prefer_wallet(work, bill.order_id, "money", MOUSSA)
    assert language(pages.page(bill, **{"Accept-Language": "en-GB,en;q=0.9"}).text) == "en"
    assert language(pages.page(bill, **{"Accept-Language": "de"}).text) == "fr"
    assert language(pages.page(bill).text) == "fr"
