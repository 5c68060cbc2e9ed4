"""Every scan of the courier's panel reaches the tracking page and the buyer (`make browser`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import REPLY, Desk
from tests.browser.shopping import await_state, check_out, press_pay

SCANS = ["picked_up", "in_transit", "out_for_delivery", "attempt_failed", "delivered", "returned"]


@pytest.mark.parametrize(("status", "tail"), [(status, f"{n:02}") for n, status in enumerate(SCANS, start=1)])
def test_a_scan_is_seen_by_who_waits_for_the_parcel(desk: Desk, status: str, tail: str) -> None:
    buyer, fatou = desk.left, desk.right.give_to("Fatou")
    buyer.take_number(f"+22507000002{tail}")
    order = check_out(buyer.say("2 savon"))
    bill = buyer.open_link(desk.page.context)
    press_pay(bill)
    await_state(bill, "waiting")
    desk.at_the_wallet(f"02 {tail}", "approve")
    buyer.await_words("✅")
    fatou.say(f"expedier {order} Issa")
    buyer.number_after("code")
    desk.scan(order, status)
    parcel = buyer.open_link(desk.page.context)
    expect(parcel.locator(f".where.{status}")).to_be_visible(timeout=REPLY)
