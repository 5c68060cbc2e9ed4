"""The simulator in the hand: 390 pixels wide, one thing at a time."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, sticking_out
from tests.browser.shopping import await_state, order, press_pay


def test_a_purchase_by_its_tabs(small_desk: Desk) -> None:
    desk = small_desk
    order(desk, "+2250700000033")
    assert sticking_out(desk.page) == []
    bill = desk.left.open_link(desk.page.context)
    assert sticking_out(bill) == []
    press_pay(bill)
    await_state(bill, "waiting")
    desk.turn_to("wallet").at_the_wallet("00 00 33", "approve")
    assert sticking_out(desk.page) == []
    await_state(bill, "paid")
    expect(desk.page.locator('.tabs [data-tab="phone"] .badge')).to_be_visible(timeout=20_000)
    desk.turn_to("phone").left.await_words("✅")
    assert sticking_out(desk.turn_to("courier").page) == []


LABELS = {"en": "Phones", "fr": "Téléphones", "pt": "Telefones", "sw": "Simu"}


@pytest.mark.parametrize(("language", "word"), LABELS.items())
def test_the_page_speaks_the_chosen_language_also_after_a_reload(small_desk: Desk, language: str, word: str) -> None:
    page = small_desk.page
    page.locator(f'.languages [lang="{language}"]').click()
    expect(page.locator('.tabs [data-tab="phone"]')).to_contain_text(word)
    page.reload()
    expect(page.locator('.tabs [data-tab="phone"]')).to_contain_text(word)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert sticking_out(page) == []


def test_every_language_with_a_folder_can_be_chosen(small_desk: Desk) -> None:
    expect(small_desk.page.locator(".languages button")).to_have_count(len(LABELS))


def test_the_desk_keeps_to_the_shop_of_its_code(small_desk: Desk) -> None:
    page = small_desk.page
    with page.expect_request("**/simulator/orders?shop=NJERI"):
        small_desk.visit("Njeri Home")
    page.reload()
    expect(page.locator('.shops [aria-pressed="true"]')).to_contain_text("Njeri Home")
