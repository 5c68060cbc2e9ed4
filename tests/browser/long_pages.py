"""The pages opened from the chat: without JavaScript, in the buyer's language, at the wallet and back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.chromium import Watch
from tests.browser.conftest import PHONE, Open
from tests.browser.desk import Desk, sticking_out
from tests.browser.shopping import await_state, order, press_pay


def link_of(desk: Desk) -> str:
    return str(desk.left.log.locator("a.action").last.get_attribute("href"))


def in_a_plain_browser(open_browser: Open, address: str) -> Page:
    """A cheap phone, no JavaScript."""
    page = open_browser(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(address)
    return page


def test_paying_needs_no_javascript(desk: Desk, open_browser: Open) -> None:
    order(desk, "+2250700000021", wallet="money")
    page = in_a_plain_browser(open_browser, link_of(desk))
    page.locator("input[value=money]").check()
    press_pay(page)
    page.locator("button[value=approve]").click()
    await_state(page, "paid")


def test_a_kenyan_buyer_declines_then_pays_in_english_and_in_shillings(desk: Desk) -> None:
    desk.visit("Njeri Home").left.give_to("Achieng").say("1 net").tap("checkout").tap("pickup")
    desk.left.tap("mobile").agree().agree()
    bill = desk.left.open_link(desk.page.context)
    expect(bill.locator("html")).to_have_attribute("lang", "en")
    expect(bill.locator("form button").first).to_contain_text("KSh")
    press_pay(bill)
    await_state(bill, "waiting")
    desk.at_the_wallet("Achieng", "decline")
    await_state(bill, "failed")
    press_pay(bill)
    await_state(bill, "waiting")
    desk.at_the_wallet("Achieng", "approve")
    await_state(bill, "paid")


def test_a_link_that_leads_nowhere_says_so(desk: Desk, open_browser: Open, watch: Watch) -> None:
    watch.forgives = lambda fault: "404" in fault
    for kind in ("p", "t"):
        page = in_a_plain_browser(open_browser, f"{desk.url}/{kind}/{'a' * 22}")
        expect(page.locator(".notice.bad")).to_be_visible()
        assert sticking_out(page) == []
