"""The first purchase, on the desk: Awa buys, pays and gets her parcel; everybody sees it without a reload."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.shopping import await_state, check_out, fill_the_cart, press_pay


def test_from_the_greeting_to_the_closed_order(desk: Desk) -> None:
    awa, other = desk.left.give_to("Awa"), desk.right.give_to("Fatou")
    awa.say("Bonjour")
    expect(awa.fresh.first).to_contain_text("Awa")
    fill_the_cart(awa)
    order = check_out(awa)
    other.await_words(order)

    bill = awa.open_link(desk.page.context)
    await_state(bill, "ready")
    press_pay(bill)
    await_state(bill, "waiting")
    desk.at_the_wallet("Awa", "approve")
    await_state(bill, "paid")
    awa.await_words("✅")
    other.await_words("✅")

    other.say(f"expedier {order} Issa")
    code = awa.number_after("code")
    parcel = awa.open_link(desk.page.context)
    expect(parcel.locator(".where")).to_be_visible()
    desk.scan(order, "out_for_delivery")
    parcel.reload()
    expect(parcel.locator(".steps .done")).to_have_count(4)

    issa = other.give_to("Issa")
    issa.await_words(order)
    issa.say(f"livre {code}")
    parcel.reload()
    expect(parcel.locator(".steps .done")).to_have_count(5)
    other.give_to("Fatou").say(f"commande {order}")
    expect(other.fresh.last).to_contain_text(order)
