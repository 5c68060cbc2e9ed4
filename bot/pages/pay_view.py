"""What the template of the payment page is given: never whose order it is, nor what is in it, nor where it goes."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from bot.bootstrap import Installation
from bot.pages.bill import Bill, at_the_door, credited, going_back, received, state_of
from bot.pages.form_seal import FormSeal
from bot.pages.frame import by_phone, page
from bot.pages.press import Refused, another_way
from bot.pages.push_steps import push_steps
from bot.pages.verify import receipt_facts
from domain.merchant.shop import Wallet
from domain.payment.values import AttemptState, Reason
from domain.shared.errors import NotFound
from domain.shared.money import Money
from flows.speech import languages

WORTH_ANOTHER_TRY = {Reason.PAYER_DECLINED, Reason.NO_ANSWER, Reason.WRONG_PIN, Reason.PAYER_BUSY, Reason.LINK_EXPIRED}
"""After these the same wallet may well work; after all others another one is chosen beforehand."""
ABOUT_THE_NUMBER = {Reason.WRONG_NUMBER, Reason.PAYER_NOT_FOUND}


def shown(it: Installation, bill: Bill, seal: FormSeal, refused: Refused | None = None) -> Response:
    spoken = language_of(bill)
    response = page(
        "pay.html",
        spoken,
        refused.status if refused else 200,
        shop_name=bill.shop.name,
        chat_url=None,
        refusal=refused.why if refused else "",
        **_form(it, bill, seal),
        **_money(bill),
        **_standing(it, bill, spoken),
        **(receipt_facts(it, bill.shop, bill.order) if state_of(bill.payment) == "paid" else {}),
    )
    response.headers["Vary"] = "Accept-Language"
    if refused and refused.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _form(it: Installation, bill: Bill, seal: FormSeal) -> dict[str, Any]:
    link, latest = bill.payment.link, bill.payment.latest
    way = another_way(it, bill)
    return {
        "token": link,
        "seal": seal.put_on(link, bill.tries),
        "wanted_language": language_wanted(),
        "languages": [(code, each.name) for code, each in languages().items()],
        "wallets": offered(bill, way),
        "no_wallet": no_wallet(it, bill),
        "payer": veiled(bill.payer),
        "asks_number": not bill.payer or bool(latest and latest.reason in ABOUT_THE_NUMBER),
        "another_way": way,
    }


def _money(bill: Bill) -> dict[str, Any]:
    payment = bill.payment
    return {
        "amount": payment.amount,
        "due": payment.due,
        "received": received(payment),
        "credit": payment.credit,
        "at_the_door": at_the_door(payment),
        "held": payment.held,
        "refunded": payment.refunded,
        "going_back": going_back(payment),
        "credited": credited(payment),
        "taken_back": sum(
            (
                each.money
                for each in payment.captures
                if each.taken_back and each.money.currency == payment.due.currency
            ),
            Money.zero(payment.due.currency),
        ),
    }


def _standing(it: Installation, bill: Bill, spoken: str) -> dict[str, Any]:
    latest, paid_by = bill.payment.latest, bill.payment.paid_by
    wallet = _wallet(bill, latest.wallet) if latest else None
    until = latest.expires_at if latest else None
    return {
        "order_ref": str(bill.order.number),
        "state": state_of(bill.payment),
        "is_live": bill.is_live,
        "wallet_name": wallet.name if wallet else "",
        "wallet_page": wallet_page(it, bill),
        "steps": push_steps(wallet, bill.payer, bill.shop.region, spoken) if wallet else [],
        "reason": (latest.reason or "") if latest else "",
        "expires_at": bill.shop.local(bill.order.pay_by),
        "asked_until": bill.shop.local(until) if until else None,
        "paid_at": bill.shop.local(paid_by.at) if paid_by else None,
        "receipt": (paid_by.provider_txn or paid_by.reference) if paid_by else "",
    }


def offered(bill: Bill, way: str) -> list[dict[str, Any]]:
    """Those that answer first; after a failure the others before the one that failed. `way` as in `another_way`."""
    latest = bill.payment.latest
    chosen = latest.wallet if latest else bill.payment.wallet
    last = latest.wallet if latest and latest.state != AttemptState.SUCCEEDED else ""
    if last and way != "over" and latest and latest.reason not in WORTH_ANOTHER_TRY:
        chosen = ""
    usable = sorted(bill.usable, key=lambda wallet: wallet.code == last)
    if usable and chosen not in {wallet.code for wallet in usable}:
        chosen = usable[0].code
    return [
        {"code": each.code, "name": each.name, "mode": each.mode, "chosen": each.code == chosen, "down": down}
        for wallets, down in ((usable, False), (bill.down, True))
        for each in wallets
    ]


def no_wallet(it: Installation, bill: Bill) -> str:
    """Why none can be chosen, or nothing."""
    if bill.usable or bill.down:
        return "" if bill.usable else "down"
    return "fraction" if it.wallets.want_whole(bill.shop, bill.payment.due) else "amount"


def wallet_page(it: Installation, bill: Bill) -> str:
    """Where the wallet said that it can be paid: over https, or at the sandbox."""
    latest = bill.payment.latest
    if latest is None or latest.state != AttemptState.PENDING:
        return ""
    return latest.url if latest.url.startswith(("https://", f"{it.settings.wallet}/")) else ""


def language_wanted() -> str:
    """What was chosen on the page itself, or nothing."""
    wanted = request.values.get("lang", "")
    return wanted if wanted in languages() else ""


def language_of(bill: Bill) -> str:
    """As chosen on the page; else the buyer's, but that of the phone where somebody else pays."""
    somebody_else = bill.payment.payer not in ("", bill.order.contact)
    of_buyer = bill.order.language
    known = (by_phone(), of_buyer) if somebody_else else (of_buyer, by_phone())
    return language_wanted() or known[0] or known[1] or bill.shop.language


def veiled(number: str) -> str:
    """Enough to know one's own number by."""
    return f"{number[:4]} •• •• •• {number[-2:]}" if number else ""


def _wallet(bill: Bill, code: str) -> Wallet | None:
    try:
        return bill.shop.wallet(code)
    except NotFound:
        return None
