"""The payment page without JavaScript, when things go wrong (`make browser`)."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.browser.desk import Desk
from tests.browser.long_pages import in_a_plain_browser, link_of
from tests.browser.shopping import await_state, order, press_pay


def test_declined_at_the_wallet_paid_at_the_second_try(desk: Desk, open_browser: Open) -> None:
    order(desk, "+2250700000022", wallet="money")
    page = in_a_plain_browser(open_browser, link_of(desk))
    press_pay(page)
    page.locator("button[value=decline]").click()
    await_state(page, "failed")
    page.locator("input[value=mobile]").check()
    press_pay(page)
    await_state(page, "waiting")
    desk.at_the_wallet("00 00 22", "approve")
    page.goto(page.url)
    await_state(page, "paid")
