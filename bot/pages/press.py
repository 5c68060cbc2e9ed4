"""The button of the payment page: one try is live at a time, and what is sent twice is done once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from bot.bootstrap import Installation
from bot.collecting import call_back, start_payment
from bot.pages.bill import Bill
from domain.merchant.shop import Wallet
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.payment.values import AttemptState
from domain.shared.errors import Invalid, NotFound, Refusal
from domain.shared.ids import AttemptId
from domain.shared.phone import PhoneNumber


class Refused(Refusal):
    """Nothing was started: `why` is one of the template's refusals."""

    def __init__(self, why: str, status: int = 422) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form says. Empty: as before. No amount stands in it: that is the bill's own."""

    wallet: str
    payer: str
    language: str


def press(it: Installation, bill: Bill, choice: Choice, tries: int) -> None:
    """Starts a try, after `tries` others. What is under way is ended first where that is possible, else it stays.
    Raises Refused."""
    if tries != bill.tries or not bill.is_open or (bill.is_live and not another_way(it, bill)):
        return
    wallet = chosen(bill, choice.wallet)
    try:
        payer = PhoneNumber.parse(choice.payer.strip() or bill.payer, bill.shop.region)
        if not payer.is_mobile:
            raise Invalid("payer", payer)  # before anything is called off for it
        if bill.is_live and bill.payment.latest:
            call_back(it, bill.key, AttemptId(bill.payment.latest.id))
        with suppress(AttemptUnderWay, NothingToPay):
            start_payment(it, bill.key, wallet.code, payer, choice.language, after=tries)
    except Invalid:
        raise Refused("wrong_number") from None


def chosen(bill: Bill, code: str) -> Wallet:
    """Raises Refused where it takes nothing, or not this."""
    code = code or bill.payment.wallet
    for wallet in bill.usable:
        if wallet.code == code:
            return wallet
    if any(wallet.code == code for wallet in bill.down):
        raise Refused("wallet_down")
    try:
        bill.shop.wallet(code)
    except NotFound:
        raise Refused("no_such_wallet") from None
    raise Refused("amount")


def another_way(it: Installation, bill: Bill) -> str:
    """Whether something else may be tried instead of what is under way: it is `over`, it can be called `off`, or no."""
    latest = bill.payment.latest
    if latest is None or latest.state != AttemptState.PENDING:
        return ""
    if latest.expires_at is not None and latest.expires_at <= it.clock.now():
        return "over"
    return "off" if _can_cancel(it, bill, latest.wallet) else ""


def _can_cancel(it: Installation, bill: Bill, code: str) -> bool:
    try:
        return it.wallets.named(bill.shop.wallet(code).provider).capabilities.can_cancel
    except NotFound:
        return False
