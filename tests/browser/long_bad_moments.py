"""What a page must survive: a reload, a line that drops, words half written."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.chromium import Watch
from tests.browser.desk import REPLY, Desk


def test_a_reload_keeps_what_was_said_tapped_and_begun(desk: Desk) -> None:
    phone = desk.left
    phone.take_number("+2250700000041")
    phone.say("bonjour").pick(key="in:Maison")
    phone.field.fill("à moitié écrit")
    before = phone.log.inner_text()
    desk.page.reload()
    expect(phone.log.locator(".line.ours")).to_have_count(2, timeout=REPLY)
    assert phone.log.inner_text() == before
    assert phone.field.input_value() == "à moitié écrit"


def test_while_the_server_is_away_nothing_written_is_lost(desk: Desk, watch: Watch) -> None:
    watch.forgives = lambda fault: "ERR_INTERNET_DISCONNECTED" in fault
    phone = desk.left
    phone.take_number("+2250700000042")
    phone.say("bonjour")
    desk.page.context.set_offline(True)
    phone.write("aide")
    expect(desk.page.locator("#banner")).to_be_visible(timeout=REPLY)
    expect(phone.log.locator(".pending")).to_contain_text("aide")
    desk.page.context.set_offline(False)
    expect(desk.page.locator("#banner")).to_be_hidden(timeout=REPLY)
    phone.await_reply()
    expect(phone.log.locator(".line.ours", has_text="aide")).to_have_count(1)
