"""Checking a receipt on a cheap phone: from the link in the chat, and by typing its code."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.chromium import Watch
from tests.browser.conftest import Open
from tests.browser.desk import Desk, sticking_out
from tests.browser.long_pages import in_a_plain_browser, link_of
from tests.browser.shopping import await_state, order, press_pay

CODE = re.compile(r"\d+-[0-9A-Z]{4}-[0-9A-Z]{4}")


def try_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("form button").click()


def test_a_receipt_is_checked_by_its_link_and_by_its_code(desk: Desk, open_browser: Open, watch: Watch) -> None:
    watch.forgives = lambda fault: "404" in fault
    order(desk, "+2250700000027", wallet="mobile")
    bill = desk.left.open_link(desk.page.context)
    press_pay(bill)
    await_state(bill, "waiting")
    desk.at_the_wallet("00 00 27", "approve")
    await_state(bill, "paid")
    desk.left.await_words(CODE)
    desk.left.say("reçu")
    page = in_a_plain_browser(open_browser, link_of(desk))
    await_state(page, "genuine")
    assert sticking_out(page) == []
    found = CODE.search(page.locator("dl").inner_text())
    assert found

    page.get_by_role("link", name="En vérifier un autre").click()
    await_state(page, "ask")
    assert sticking_out(page) == []
    try_code(page, "1001-AAAA-AAAA")
    await_state(page, "wrong")
    assert sticking_out(page) == []
    expect(page.locator("input[name=code]")).to_have_value("1001-AAAA-AAAA")
    try_code(page, found[0].lower().replace("-", " "))
    await_state(page, "genuine")
