"""The payment page behind the short link. Looking at it starts nothing: previews look too."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from bot.bootstrap import Installation
from bot.pages.bill import Bill, bill_of, state_of
from bot.pages.form_seal import FormSeal
from bot.pages.frame import gone
from bot.pages.pay_view import language_of, language_wanted, shown, wallet_page
from bot.pages.press import Choice, Refused, press
from bot.pages.throttle import Throttle
from bot.webhooks.answers import refuse

PRESSES_AT_ONCE, ONE_MORE_AFTER = 6, timedelta(seconds=10)


def pay_pages(it: Installation) -> Blueprint:
    pages = Blueprint("pay", __name__)
    seal = FormSeal(it.settings.key_for("pay form"), it.clock)
    throttle = Throttle(it.clock, PRESSES_AT_ONCE, ONE_MORE_AFTER)

    @pages.get("/p/<token>")
    def look(token: str) -> Response:
        bill = bill_of(it, token)
        return shown(it, bill, seal) if bill else gone(404)

    @pages.get("/p/<token>/state")
    def state(token: str) -> Response:
        bill = bill_of(it, token)
        return jsonify({"state": state_of(bill.payment)}) if bill else refuse(404, "no such payment")

    @pages.post("/p/<token>")
    def pay(token: str) -> Response:
        bill = bill_of(it, token)
        if bill is None:
            return gone(404)
        try:
            if not throttle.lets(token):
                raise Refused("too_often", 429)
            pressed(it, bill, seal)
        except Refused as refused:
            return shown(it, bill, seal, refused)
        return onward(it, token)

    return pages


def pressed(it: Installation, bill: Bill, seal: FormSeal) -> None:
    """Raises Refused."""
    given = request.form
    tries = seal.tries(bill.payment.link, given.get("form", ""))
    if tries is None:
        raise Refused("stale_form", 403)
    press(it, bill, Choice(given.get("wallet", ""), given.get("payer", ""), language_of(bill)), tries)


def onward(it: Installation, token: str) -> Response:
    """To the wallet's page where it has one, else back to ours."""
    bill = bill_of(it, token)
    ours = url_for("pay.look", token=token, lang=language_wanted() or None)
    return redirect((wallet_page(it, bill) if bill else "") or ours, 303)  # type: ignore[return-value]
