"""Commands for money that goes back: asked for, approved by one or two people, or paid out by the shop itself."""

from __future__ import annotations

from domain.payment.errors import RefundTooLarge
from domain.payment.gateway import RefundState
from domain.payment.views import RefundView
from domain.shared.errors import NotFound
from domain.shared.money import Money
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import OWNER, merchant
from flows.speech import Text, _, join, word_for


def really_refund(shop: MerchantDesk, order: int, amount: Money | None = None) -> Text:
    """Whatever was received in another currency goes back first."""
    payment = shop.payment(shop.order(order))
    back = payment.held or amount or payment.refundable
    if not back or (payment.held is None and back > payment.refundable):
        raise RefundTooLarge(payment.refundable)
    return _("Pay {amount} of order *{number}* back?", amount=back, number=str(order))


@merchant.says(
    "refund <order> [<amount>]",
    roles=OWNER,
    confirm=really_refund,
    pays_out=lambda shop, **_: True,
    about=_("Gives back all that was paid, or a part."),
)
def refund(shop: MerchantDesk, order: int, amount: Money | None = None) -> Text:
    """All that is left, or a part."""
    before = shop.payment(shop.order(order))
    if before.held is not None:
        return going_back(shop.give_back_held(order), order)
    paid_back = shop.refund(order, amount)
    return going_back(paid_back, order) if is_on_its_way(shop, order) else second_needed(paid_back, order)


def really_approve(shop: MerchantDesk, order: int) -> Text:
    asked = shop.payment(shop.order(order)).refunds_in(RefundState.ASKED)
    if not asked:
        raise NotFound("refund", order)
    return _("Pay {amount} of order *{number}* back?", amount=sum_of(asked), number=str(order))


@merchant.says(
    "approve <order>", confirm=really_approve, pays_out=lambda shop, **_: True, about=_("Your yes to a refund.")
)
def approve(shop: MerchantDesk, order: int) -> Text:
    """The second yes, or the yes to a buyer's wish."""
    approved = shop.approve_refund(order)
    return going_back(approved, order) if is_on_its_way(shop, order) else second_needed(approved, order)


@merchant.says("decline <order>", about=_("Your no to a refund."))
def decline(shop: MerchantDesk, order: int) -> Text:
    return _("Nothing is paid back of order *{number}*. The buyer is told.", number=str(shop.decline_refund(order)))


@merchant.says("refunds", about=_("Those that wait, and those that are on their way."))
def refunds(shop: MerchantDesk) -> Text:
    """What waits for a yes, what the shop has to pay out by itself, what is on its way."""
    lines = [refund_line(number, each, shop) for number, each in shop.refunds()]
    return join(*lines) if lines else _("No money is on its way back.")


@merchant.says("paid_out <order> [<receipt>]", roles=OWNER, about=_("You have given it back yourself."))
def paid_out(shop: MerchantDesk, order: int, receipt: str = "") -> Text:
    """The shop has paid back by itself what no wallet would."""
    return _(
        "Noted: {amount} of order *{number}* is paid back. The buyer is told.",
        amount=shop.paid_out(order, receipt),
        number=str(order),
    )


def refund_line(number: int, each: RefundView, shop: MerchantDesk) -> Text:
    line = _("*{number}*: {amount}", number=str(number), amount=each.amount)
    match each.state:
        case RefundState.ASKED:
            how = _("to approve: `{word} {number}`", word=word_for("approve", "commands"), number=str(number))
        case RefundState.BY_HAND:
            how = by_hand(each.payer, number)
        case _:
            how = _("on its way")
    return join(line, how, separator=", ")


def by_hand(payer: str, number: int) -> Text:
    """What the shop does when no wallet will: to whom, and how to say that it is done."""
    done = _("then write: `{word} {number}`", word=word_for("paid_out", "commands"), number=str(number))
    return join(_("pay it to {payer} yourself", payer=payer or "?"), done, separator=", ")


def going_back(amount: Money, order: int) -> Text:
    return _("{amount} of order *{number}* is on its way back.", amount=amount, number=str(order))


def second_needed(amount: Money, order: int) -> Text:
    return _(
        "{amount} is too much for one person: somebody else must write `{word} {number}`.",
        amount=amount,
        word=word_for("approve", "commands"),
        number=str(order),
    )


def is_on_its_way(shop: MerchantDesk, order: int) -> bool:
    return not shop.payment(shop.order(order)).refunds_in(RefundState.ASKED)


def sum_of(refunds: tuple[RefundView, ...]) -> Money:
    first, *others = (refund.amount for refund in refunds)
    return sum(others, first)
