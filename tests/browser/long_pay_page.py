"""The payment page in every state, on a cheap phone: it fits, holds still, has one clear button and big targets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.pay_bills import PAYMENTS
from tests.bot.pay_gallery import gallery, open_gallery
from tests.browser.chromium import Watch
from tests.browser.conftest import Open
from tests.browser.desk import sticking_out

CHEAP = {"width": 320, "height": 560}
FINGER = 44
CLEAR = "button:visible, a.button:visible"
TARGETS = "button, a.button, nav a, summary, .wallet"
SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
  .filter(([, height]) => height < {FINGER})"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { sum += each.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
WITH_A_BUTTON = {"ready", "failed", "part_paid", "waiting"}


@pytest.fixture(scope="module")
def pictures(chromium: Browser) -> Iterator[str]:
    """Where every state hangs."""
    with open_gallery() as url:
        yield url


@pytest.fixture
def cheap(open_browser: Open, watch: Watch) -> Page:
    watch.forgives = lambda fault: "status of 4" in fault
    return open_browser(viewport=CHEAP, has_touch=True, is_mobile=True).new_page()


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_every_state_fits_and_can_be_tapped(cheap: Page, pictures: str, spoken: str) -> None:
    for name in gallery():
        cheap.goto(f"{pictures}/p/{name}?lang={spoken}")
        assert sticking_out(cheap) == [], name
        assert cheap.evaluate(SMALL) == [], name
        buttons = cheap.locator(CLEAR).count()
        assert buttons <= 1, f"{name} has {buttons} buttons"
        if name in WITH_A_BUTTON:
            assert buttons == 1, name


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_every_state_says_the_same_without_javascript(
    open_browser: Open, watch: Watch, pictures: str, spoken: str
) -> None:
    watch.forgives = lambda fault: "status of 4" in fault
    plain = open_browser(java_script_enabled=False, viewport=CHEAP).new_page()
    for name in gallery():
        plain.goto(f"{pictures}/p/{name}?lang={spoken}")
        expect(plain.locator("main")).to_be_visible()
        assert plain.locator("h1").count() == 1, name
        assert plain.locator("time:visible").count() == 0, "no empty box waits for a countdown"
        assert plain.locator(CLEAR).count() <= 1, name


def test_nothing_moves_once_it_is_there(cheap: Page, pictures: str) -> None:
    for name in PAYMENTS:
        cheap.goto(f"{pictures}/p/{name}")
        assert cheap.evaluate(SHIFT) < 0.01, name


def test_the_other_language_is_one_tap_away(cheap: Page, pictures: str) -> None:
    cheap.goto(f"{pictures}/p/waiting")
    expect(cheap.locator("html")).to_have_attribute("lang", "fr")
    cheap.get_by_role("link", name="English").tap()
    expect(cheap.locator("html")).to_have_attribute("lang", "en")
    expect(cheap.locator("h1")).to_have_text("Finish at Wave")
    cheap.get_by_role("link", name="Français").tap()
    expect(cheap.locator("h1")).to_have_text("Terminez chez Wave")


def test_it_can_be_read_large(cheap: Page, pictures: str) -> None:
    """Letters twice as big, as people with tired eyes set them."""
    for name in gallery():
        cheap.goto(f"{pictures}/p/{name}")
        cheap.evaluate("document.documentElement.style.fontSize = '26px'")
        assert sticking_out(cheap) == [], name


def test_what_is_half_typed_is_kept_and_the_news_is_not_missed(cheap: Page, pictures: str) -> None:
    cheap.route("**/state", lambda route: route.fulfill(json={"state": "paid"}))
    cheap.goto(f"{pictures}/p/ready")
    cheap.locator("summary").tap()
    cheap.locator("input[type=tel]").fill("07")
    cheap.wait_for_timeout(3_000)
    assert cheap.locator("input[type=tel]").input_value() == "07"
    with cheap.expect_navigation():
        cheap.locator("input[type=tel]").fill("")


def test_the_button_rests_after_a_tap(cheap: Page, pictures: str) -> None:
    cheap.goto(f"{pictures}/p/ready")
    cheap.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    cheap.locator("form button").tap()
    expect(cheap.locator("form button")).to_be_disabled()
