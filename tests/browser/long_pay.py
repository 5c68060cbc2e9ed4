"""Somebody else pays, on their own phone and in their own language, at the second try (`make browser`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Open
from tests.browser.desk import Desk, sticking_out
from tests.browser.long_pages import link_of
from tests.browser.shopping import await_state, order, press_pay


@pytest.mark.parametrize(("scripts", "tail"), [(True, "71"), (False, "73")], ids=["with", "without"])
def test_somebody_else_declines_then_pays_in_english(desk: Desk, open_browser: Open, scripts: bool, tail: str) -> None:
    order(desk, f"+22507000000{tail}")
    page = open_browser(java_script_enabled=scripts, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(link_of(desk))
    page.get_by_role("link", name="English").tap()
    page.locator("form summary").tap()
    page.locator("input[type=tel]").fill("07 00 00 00 79")
    press_pay(page)
    await_state(page, "waiting")
    expect(page.locator("h1")).to_have_text("Approve on your phone")
    expect(page.locator(".howto li")).to_have_count(2)
    assert sticking_out(page) == []
    desk.at_the_wallet("00 00 79", "decline")
    await_state(page, "failed")
    expect(page.locator(".notice")).to_contain_text("The payment was declined on the phone.")
    expect(page.locator("summary")).to_contain_text("+225 •• •• •• 79")
    press_pay(page)
    await_state(page, "waiting")
    desk.at_the_wallet("00 00 79", "approve")
    await_state(page, "paid")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert f"00 00 {tail}" not in page.locator("main").inner_text()


def test_back_from_the_wallets_page_the_way_there_is_still_open(desk: Desk, open_browser: Open) -> None:
    order(desk, "+2250700000075", wallet="money")
    page = open_browser(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    ours = link_of(desk)
    page.goto(ours)
    press_pay(page)
    page.locator("button[value=approve]").wait_for()
    page.goto(ours)
    expect(page.locator("h1")).to_have_text("Terminez chez Sandbox Money")
    page.locator("a.button").tap()
    page.locator("button[value=approve]").tap()
    await_state(page, "paid")
