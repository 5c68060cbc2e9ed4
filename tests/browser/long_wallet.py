"""Every button of the wallet's panel does what it says, to the order and to the people (`make browser`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watch
from tests.browser.desk import Desk, Handset
from tests.browser.shopping import await_state, order, press_pay

LOOKS = 60_000
"""ms: nobody tells the shop; it asks the wallet after 5, 10, 15 … seconds."""


def asked_to_pay(desk: Desk, tail: str) -> tuple[Handset, Page]:
    """A new buyer whose wallet rings, and their payment page."""
    order(desk, f"+22507000001{tail}")
    bill = desk.left.open_link(desk.page.context)
    press_pay(bill)
    await_state(bill, "waiting")
    return desk.left, bill


def await_late(bill: Page, state: str) -> None:
    expect(bill.locator(f'[data-state="{state}"]')).to_be_visible(timeout=LOOKS)


def receipts(phone: Handset) -> int:
    return phone.log.locator(".line.theirs", has_text="✅").count()


@pytest.mark.parametrize(
    ("action", "tail"),
    [("approve", "01"), ("lose_callback", "02"), ("repeat_callback", "03"), ("pay_late", "04"), ("pay_twice", "05")],
)
def test_paid_however_it_comes_in_and_told_once(desk: Desk, action: str, tail: str) -> None:
    phone, bill = asked_to_pay(desk, tail)
    desk.at_the_wallet(f"01 {tail}", action)
    await_late(bill, "paid")
    phone.await_words("✅")
    desk.page.wait_for_timeout(3_000)  # for a second receipt that must not come
    assert receipts(phone) == 1


def test_the_second_of_two_payments_goes_back(desk: Desk) -> None:
    asked_to_pay(desk, "06")
    desk.at_the_wallet("01 06", "pay_twice")
    refunded = desk.wallet.locator(".state.refunded, .history", has_text="Remboursé")
    expect(refunded).to_be_attached(timeout=LOOKS)


@pytest.mark.parametrize(("action", "tail"), [("decline", "11"), ("expire", "12")])
def test_unpaid_is_said_and_can_be_tried_again(desk: Desk, action: str, tail: str) -> None:
    phone, bill = asked_to_pay(desk, tail)
    before = phone.log.locator(".line.theirs").count()
    desk.at_the_wallet(f"01 {tail}", action)
    await_late(bill, "failed")
    expect(phone.log.locator(".line.theirs")).to_have_count(before + 1, timeout=LOOKS)
    press_pay(bill)
    await_state(bill, "waiting")
    desk.at_the_wallet(f"01 {tail}", "approve")
    await_late(bill, "paid")


def test_a_forged_callback_changes_nothing(desk: Desk) -> None:
    phone, bill = asked_to_pay(desk, "21")
    desk.at_the_wallet("01 21", "forge_callback")
    desk.page.wait_for_timeout(7_000)  # past the first look
    await_state(bill, "waiting")
    assert receipts(phone) == 0
    desk.at_the_wallet("01 21", "approve")
    await_late(bill, "paid")


def test_a_button_that_comes_too_late_says_why(desk: Desk, watch: Watch) -> None:
    watch.forgives = lambda fault: "409" in fault
    _, bill = asked_to_pay(desk, "22")
    desk.at_the_wallet("01 22", "approve")
    await_late(bill, "paid")
    desk.wallet.locator('[data-action="expire"]').click()
    expect(desk.wallet.locator(".outcome.bad")).not_to_be_empty()
