"""Takes the pictures of docs/screenshots anew, from a real conversation: `python -m tests.browser.take_screenshots`."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import find_chromium, running_chromium
from tests.browser.desk import REPLY, Desk
from tests.browser.shopping import await_state, pay_with, press_pay
from tests.chaos.town import Town, running_town

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
DESKTOP = {"viewport": {"width": 1260, "height": 780}}
PHONE = {"viewport": {"width": 390, "height": 800}, "device_scale_factor": 1.5}


def take_all(browser: Browser, town: Town) -> None:
    desk = Desk(visitor(browser, **DESKTOP).new_page(), town.url).open()
    order = moussa_buys(desk)
    bill = phone_of(browser, moussa_orders_again(desk))
    keep(bill, "pay-page")
    press_pay(bill)
    awa_chooses(desk)
    expect(desk.wallet.locator(".prompt.open")).to_be_visible(timeout=REPLY)
    keep(desk.page, "simulator-desktop")
    keep(small_simulator(browser, town), "simulator-phone")
    keep(phone_of(browser, sent_with_issa(desk, order)), "tracking-page")


def visitor(browser: Browser, **how: object) -> BrowserContext:
    return browser.new_context(locale="fr-FR", timezone_id="Africa/Abidjan", color_scheme="light", **how)  # type: ignore[arg-type]


def moussa_buys(desk: Desk) -> str:
    """Paid before the pictures are taken, so that there is something to deliver."""
    moussa = desk.left.give_to("Moussa")
    moussa.say("bonjour").say("1 lampe").tap("checkout").tap("delivery").send_place("Cocody")
    order = pay_with(moussa, "mobile")
    bill = moussa.open_link(desk.page.context)
    press_pay(bill)
    await_state(bill, "waiting")
    bill.close()
    desk.at_the_wallet("Moussa", "approve")
    moussa.await_words("✅")
    return order


def moussa_orders_again(desk: Desk) -> str:
    """Up to the payment link, which is returned."""
    moussa = desk.left.say("2 savons").tap("checkout").tap("pickup")
    pay_with(moussa, "mobile")
    return str(moussa.log.locator("a.action").last.get_attribute("href"))


def awa_chooses(desk: Desk) -> None:
    """Up to a product's photo, and which kind of it."""
    desk.left.give_to("Awa").say("Bonjour").pick(key="in:Pagnes").pick("Pagne wax")


def phone_of(browser: Browser, address: str) -> Page:
    page = visitor(browser, **PHONE).new_page()
    page.goto(address)
    return page


def small_simulator(browser: Browser, town: Town) -> Page:
    desk = Desk(visitor(browser, **PHONE).new_page(), town.url).open()
    desk.left.give_to("Awa").await_words("Pagne wax")
    return desk.page


def sent_with_issa(desk: Desk, order: str) -> str:
    desk.right.give_to("Fatou").say(f"expedier {order} Issa")
    desk.scan(order, "in_transit").scan(order, "out_for_delivery")
    moussa = desk.left.give_to("Moussa")
    return str(moussa.log.locator("a.action").last.get_attribute("href"))


def keep(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.evaluate("document.body.style.background = 'var(--desk)'")  # a gradient makes a heavy file
    page.wait_for_timeout(800)  # until nothing moves any more
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def main() -> None:
    path = find_chromium() or sys.exit("no Chromium on this machine")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        town = stack.enter_context(running_town(folder, hurried=False))
        take_all(stack.enter_context(running_chromium(path)), town)


if __name__ == "__main__":
    main()
