"""The page in every hand: two windows, a keyboard, the dark, odd widths, a server that is killed (`make browser`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watch
from tests.browser.conftest import Open
from tests.browser.desk import REPLY, Desk, sticking_out
from tests.chaos.town import Town
from tests.services import eventually


def test_two_windows_on_the_same_phone_show_the_same_talk(desk: Desk) -> None:
    other = Desk(desk.page.context.new_page(), desk.url).open()
    desk.left.take_number("+2250700000043").say("aide")
    other.left.take_number("+2250700000043")
    expect(other.left.log.locator(".line.theirs")).to_have_count(1, timeout=REPLY)
    assert other.left.log.inner_text() == desk.left.log.inner_text()


FINGER = 24
"""CSS pixels: what WCAG 2.2 asks of anything to be tapped."""


KILLED = ("web", "messages")


@pytest.mark.parametrize("name", KILLED)
def test_a_process_that_dies_loses_nothing(desk: Desk, town: Town, watch: Watch, name: str) -> None:
    watch.forgives = lambda fault: "ERR_" in fault or "503" in fault
    desk.left.take_number(f"+225070000005{KILLED.index(name)}1").say("bonjour")
    town.kill(name)
    desk.left.say("aide")
    eventually(town.is_whole, seconds=40, every=0.1)
    desk.left.say("panier")
    expect(desk.left.log.locator(".line.ours")).to_have_count(3)
    expect(desk.page.locator("#banner")).to_be_hidden(timeout=REPLY)


@pytest.mark.parametrize("width", [320, 390, 600, 720, 1024, 1100, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_any_screen(town: Town, open_browser: Open, width: int, scheme: str) -> None:
    context = open_browser(viewport={"width": width, "height": 760}, color_scheme=scheme)
    desk = Desk(context.new_page(), town.url).open()
    desk.left.take_number("+2250700000061").say("bonjour")
    assert sticking_out(desk.page) == []


def test_a_keyboard_is_enough(desk: Desk) -> None:
    phone, page = desk.left, desk.page
    phone.take_number("+2250700000062").say("bonjour")
    phone.fresh.locator(".action").focus()
    page.keyboard.press("Enter")
    expect(phone.sheet.locator(".row").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(phone.sheet).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    phone.await_reply()
    expect(phone.log.locator(".line.ours")).to_have_count(2)


def test_everything_that_is_not_words_can_be_sent_and_is_answered(desk: Desk) -> None:
    phone = desk.left
    phone.take_number("+2250700000063").say("bonjour")
    for row in range(1, 12):
        phone.element.locator(".composer .round").click()
        phone.sheet.locator(".row").nth(row - 1).click()
        phone.await_reply()
    expect(phone.log.locator(".line.ours .map")).to_have_count(7)
    expect(phone.log.locator(".line.ours .photo img")).to_have_count(2)
    expect(phone.log.locator(".line.ours audio")).to_have_count(1)
    expect(phone.log.locator(".line.ours .file")).to_have_count(1)


def test_a_photo_opens_large(desk: Desk) -> None:
    phone = desk.left
    phone.take_number("+2250700000064").say("pagne wax")
    phone.log.locator(".photo").last.click()
    expect(phone.sheet.locator("img.large")).to_be_visible()
    assert is_loaded(desk.page)


def is_loaded(page: Page) -> bool:
    return bool(page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)"))


def test_an_unknown_number_is_asked_for_properly(desk: Desk) -> None:
    desk.left.take_number("12")
    expect(desk.left.sheet.locator(".refused")).not_to_be_empty()


def test_the_other_shop_speaks_its_own_language(desk: Desk) -> None:
    desk.visit("Njeri Home").left.take_number("+254711000071").say("hello")
    expect(desk.left.fresh.first).to_contain_text("Njeri Home")


def test_everything_is_large_enough_for_a_finger(small_desk: Desk) -> None:
    small_desk.left.take_number("+2250700000032").say("bonjour")
    for tab in ("phone", "wallet", "courier"):
        small_desk.turn_to(tab)
        buttons = small_desk.page.locator("button:visible, summary:visible").all()
        sizes = {button.inner_text() or button.get_attribute("aria-label"): button.bounding_box() for button in buttons}
        assert sizes
        assert [name for name, box in sizes.items() if not box or min(box["width"], box["height"]) < FINGER] == []
