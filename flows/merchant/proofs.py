"""Proofs that somebody shows: an operator's SMS and a receipt's code. Neither ever marks anything paid."""

from __future__ import annotations

from datetime import datetime

from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.payment.values import PaymentState
from flows.buyer.states import state_text
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant
from flows.merchant.lookup import Came
from flows.operator_sms import OperatorSms, read_sms, recognise_sms
from flows.receipts import verify
from flows.speech import Text, _, join, word_for
from flows.talk import Conversation, Turn, say

HANDED_OVER = (OrderState.DELIVERED, OrderState.CLOSED)
CALLED_OFF = (OrderState.CANCELLED, OrderState.EXPIRED, OrderState.RETURNED)


@merchant.says("proof <order> <sms...>", "proof <sms...>", about=_("Has this payment come? Paste the SMS."))
def proof(shop: MerchantDesk, sms: str, order: int | None = None) -> Text:
    """Has this payment come? The number in the SMS is looked up; what else it says counts for nothing."""
    return judged(read_sms(sms, shop.currency), shop, shop.order(order) if order is not None else None)


@merchant.says("verify <code...>", about=_("Is this receipt real?"))
def verify_receipt(shop: MerchantDesk, code: str) -> Text:
    return verify(shop, code)


def pasted_sms(text: str, conversation: Conversation, shop: MerchantDesk) -> Turn | None:
    """An operator's SMS and nothing around it. What begins with a command's word is that command."""
    is_command = any(command.is_called_by(text) for command in merchant.commands)
    sms = None if is_command else recognise_sms(text, shop.currency)
    return say(judged(sms, shop)) if sms else None


def judged(sms: OperatorSms, shop: MerchantDesk, named: OrderView | None = None) -> Text:
    """RECEIVED, ALREADY USED or NOT RECEIVED."""
    if not sms.numbers:
        return _("I see no transaction number in that. Paste the whole SMS.")
    came = shop.proofs.find(sms.numbers)
    if came is None:
        return not_received(sms, shop, named)
    used = used_for(came, named, shop)
    return join(used or received(came, shop), contradiction(sms, came))


# -- received ---------------------------------------------------------------------------------------------------------


def received(came: Came, shop: MerchantDesk) -> Text:
    left = came.order.state == OrderState.SHIPPED
    return join(
        _("✅ *RECEIVED*: {amount} for order *{number}*.", amount=came.capture.money, number=str(came.order.number)),
        whence(came, shop),
        _("Order *{number}*: {status}", number=str(came.order.number), status=state_text(came.order)),
        _("It has already left: do not send it again.") if left else join(),
        missing(came),
    )


def whence(came: Came, shop: MerchantDesk) -> Text:
    facts = {"when": shop.local(came.capture.at), "wallet": came.wallet}
    if not came.capture.payer:
        return _("{when}, {wallet}", **facts)
    return _("{when}, {wallet}, from {payer}", payer=came.capture.payer, **facts)


def missing(came: Came) -> Text:
    """It came, and does not settle the order."""
    if came.capture.money.currency != came.payment.amount.currency:
        return _("⚠️ That is not the order's currency: it is not marked as paid.")
    if came.payment.state == PaymentState.OPEN and came.payment.due:
        return _("⚠️ {due} is still missing: do not hand anything over yet.", due=came.payment.due)
    return join()


def contradiction(sms: OperatorSms, came: Came) -> Text:
    claimed = sms.contradicts(came.capture.money)
    if claimed is None:
        return join()
    return _("⚠️ The message says {claimed}, but {came} came.", claimed=claimed, came=came.capture.money)


# -- already used -----------------------------------------------------------------------------------------------------


def used_for(came: Came, named: OrderView | None, shop: MerchantDesk) -> Text | None:
    """None: the order that it paid still waits for its goods."""
    why = spent(came, shop)
    if named is not None and named.id != came.order.id:
        why = join(_("That is not order *{number}*.", number=str(named.number)), why or join())
    if why is None:
        return None
    number = str(came.order.number)
    return join(
        _("⚠️ *ALREADY USED*: {amount} for order *{number}*.", amount=came.capture.money, number=number),
        whence(came, shop),
        why,
        _("Do not hand anything over for it."),
    )


def spent(came: Came, shop: MerchantDesk) -> Text | None:
    number = str(came.order.number)
    if came.capture.taken_back:
        return _("The wallet has taken this money back.")
    if came.order.state in HANDED_OVER:
        return _("Order *{number}* was handed over: {when}", number=number, when=since(came, shop, "OrderDelivered"))
    if came.payment.refunded and not came.payment.refundable:
        return _(
            "The money of order *{number}* went back: {when}", number=number, when=since(came, shop, "RefundCompleted")
        )
    if came.order.state in CALLED_OFF:
        return _("Order *{number}*: {status}", number=number, status=state_text(came.order))
    return None


def since(came: Came, shop: MerchantDesk, event: str) -> datetime:
    """When that happened, the last time that it did."""
    times = [entry.at for entry in shop.history(came.order.number) if entry.event == event]
    return shop.local(times[-1] if times else came.capture.at)


# -- not received -----------------------------------------------------------------------------------------------------


def not_received(sms: OperatorSms, shop: MerchantDesk, named: OrderView | None) -> Text:
    none_came = _("❌ *NOT RECEIVED*: no money has come with the number {number}.", number=sms.numbers[0])
    if shop.proofs.ask_wallet(sms.numbers, named):
        then = _("I am asking the wallet right now: if it comes, I will tell you by myself.")
    elif named is None:
        then = _("Is it for an order? Write *{word} 1042* and the SMS.", word=word_for("proof", "commands"))
    else:
        then = _("Order *{number}*: {status}", number=str(named.number), status=state_text(named))
    return join(none_came, _("Do not hand anything over."), then)
