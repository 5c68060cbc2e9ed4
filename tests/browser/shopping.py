"""What buyers do again and again, by fingers on the phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.desk import REPLY, Desk, Handset


def fill_the_cart(phone: Handset) -> None:
    """By taps alone: the menu, a shelf, a product, its kind, how many."""
    phone.pick(key="in:Pagnes").pick("Pagne wax")
    phone.fresh.locator(".action:has(.icon-list)").click()
    phone.sheet.locator(".row").first.click()
    phone.await_reply().tap("2")


def check_out(phone: Handset, place: str = "Cocody", wallet: str = "mobile") -> str:
    """From the cart to the payment link. Returns the order's number."""
    phone.tap("checkout").tap("delivery").send_place(place)
    return pay_with(phone, wallet)


def pay_with(phone: Handset, wallet: str) -> str:
    phone.tap(wallet).agree().agree()
    expect(phone.fresh.locator("a.action")).to_be_visible(timeout=REPLY)
    return phone.number_after("")


def order(desk: Desk, number: str, wallet: str = "mobile") -> str:
    """Somebody new orders soap and fetches it herself: the shortest way to a payment link."""
    desk.left.take_number(number).say("2 savon").tap("checkout").tap("pickup")
    return pay_with(desk.left, wallet)


def press_pay(page: Page) -> None:
    page.locator("form button").first.click()


def await_state(page: Page, state: str) -> None:
    expect(page.locator(f'[data-state="{state}"]')).to_be_visible(timeout=REPLY)
