"""The simulator as a person uses it: phones to hold, buttons to press, panels of the outside world beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

REPLY = 20_000  # ms: the machine may be busy with other tests
FRESH = ".line.theirs:not(.dots):not(:has(~ .line.ours))"


@dataclass(frozen=True)
class Handset:
    """One of the phones on the desk, in whoever's hand."""

    page: Page
    side: str = "left"

    @property
    def element(self) -> Locator:
        return self.page.locator(f".holder.{self.side}")

    @property
    def log(self) -> Locator:
        return self.element.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.element.locator("textarea")

    @property
    def fresh(self) -> Locator:
        """What the shop has said since this person last spoke."""
        return self.log.locator(FRESH)

    @property
    def sheet(self) -> Locator:
        return self.page.locator("dialog[open]")

    # -- what one does -----------------------------------------------------------------------------------------------

    def give_to(self, name: str) -> Handset:
        self.element.locator(f'.cast [title^="{name} ·"]').click()
        return self

    def take_number(self, number: str) -> Handset:
        self.element.locator(".cast .add").click()
        self.sheet.locator("input[type=tel]").fill(number)
        self.sheet.locator("form button").click()
        return self

    def say(self, text: str) -> Handset:
        self.write(text)
        return self.await_reply()

    def write(self, text: str) -> None:
        """Typed and sent, without waiting for an answer."""
        self.field.fill(text)
        self.field.press("Enter")

    def tap(self, key: str) -> Handset:
        """A button of the newest message, by its key."""
        self.fresh.locator(_keyed(key)).last.click()
        return self.await_reply()

    def agree(self) -> Handset:
        """The first button of the newest message: the one most people want."""
        self.fresh.locator("button.action").first.click()
        return self.await_reply()

    def pick(self, title: str = "", key: str = "") -> Handset:
        """A row of the list behind the newest message, by what it says or by its key."""
        self.fresh.locator(".action:has(.icon-list)").last.click()
        self.sheet.locator(_keyed(key)).filter(has_text=title).first.click()
        return self.await_reply()

    def send_place(self, name: str) -> Handset:
        self.element.locator(".composer .round").click()
        self.sheet.locator(".row", has_text=name).click()
        return self.await_reply()

    # -- what one sees -----------------------------------------------------------------------------------------------

    def await_reply(self) -> Handset:
        """Everything has gone out and the shop has answered."""
        expect(self.log.locator("> li:last-child.theirs:not(.dots)")).to_be_attached(timeout=REPLY)
        return self

    def await_words(self, words: str | re.Pattern[str]) -> str:
        """The newest message that says so, whenever it comes."""
        line = self.log.locator(".line.theirs", has_text=words).last
        expect(line).to_be_visible(timeout=REPLY)
        return line.inner_text()

    def number_after(self, word: str) -> str:
        """`1001` in the newest message that says `commande 1001`; any number at all where there is no word."""
        pattern = re.compile(rf"{word}\D*(\d{{4}})(?!\d)", re.IGNORECASE)
        found = pattern.search(self.await_words(pattern))
        assert found
        return found[1]

    def open_link(self, context: BrowserContext) -> Page:
        """The link of the newest message that has one, in the new tab that it opens."""
        with context.expect_page() as opened:
            self.log.locator("a.action").last.click()
        page = opened.value
        page.wait_for_load_state()
        return page


def _keyed(key: str) -> str:
    """`checkout` finds `v1:checkout#3` and `v1:=checkout#3`."""
    return f'[data-key^="v1:{key}"], [data-key^="v1:={key}"]'


@dataclass(frozen=True)
class Desk:
    """The whole page."""

    page: Page
    url: str

    def open(self) -> Desk:
        self.page.goto(f"{self.url}/simulator")
        expect(self.page.locator(".cast").first).to_be_visible(timeout=REPLY)
        return self

    @property
    def left(self) -> Handset:
        return Handset(self.page)

    @property
    def right(self) -> Handset:
        return Handset(self.page, "right")

    @property
    def wallet(self) -> Locator:
        return self.page.locator(".card.wallet")

    @property
    def courier(self) -> Locator:
        return self.page.locator(".card.courier")

    def visit(self, shop: str) -> Desk:
        self.page.locator(".shops button", has_text=shop).click()
        return self

    def turn_to(self, tab: str) -> Desk:
        """On a small screen: phone, wallet or courier."""
        self.page.locator(f'.tabs [data-tab="{tab}"]').click()
        return self

    def at_the_wallet(self, payer: str, action: str) -> Desk:
        """What the payer does with the newest prompt; the panel has said what came of it."""
        self.wallet.locator(".chips button", has_text=payer).click()
        self.wallet.locator(f'[data-action="{action}"]').click()
        expect(self.wallet.locator(".outcome.good")).not_to_be_empty(timeout=REPLY)
        return self

    def scan(self, order: str, status: str) -> Desk:
        self.courier.locator(".parcel", has_text=order).click(timeout=REPLY)
        self.courier.locator(f'[data-status="{status}"]').click()
        expect(self.courier.locator(".outcome.good")).not_to_be_empty(timeout=REPLY)
        return self


STICKING_OUT = """() => [...document.querySelectorAll("body *")]
  .filter((e) => !e.closest(".cast, .sprite, .hidden, .brand-name") && e.getClientRects().length)
  .filter((e) => { const { left, right } = e.getBoundingClientRect(); return right > innerWidth + 1 || left < -1; })
  .map((e) => e.outerHTML.slice(0, 120))"""


def sticking_out(page: Page) -> list[str]:
    """Elements wider than the screen; a row of faces may scroll."""
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        return ["the page scrolls sideways", *page.evaluate(STICKING_OUT)]
    return list(page.evaluate(STICKING_OUT))
