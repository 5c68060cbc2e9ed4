"""After the order: my orders, one of them, where it is, cancelling."""

from __future__ import annotations

from domain.fulfillment.values import ShipmentStatus
from domain.fulfillment.views import TrackingView
from domain.ordering.errors import CannotCancel
from domain.ordering.order_state import CANCELLABLE, OrderState
from domain.ordering.views import OrderView
from domain.shared.errors import NotFound
from flows.buyer.cards import ToPay
from flows.buyer.counter import BuyerCounter
from flows.buyer.draft import payment_link
from flows.buyer.states import UNDER_WAY, parcel_text, state_text
from flows.speech import Text, _, join, verbatim, word_for
from flows.talk import Link, Option, Pick, Prompt, Turn, YesNo, aside, done, finish, say, step, to

SHOWN = 9


@step("buy.orders")
class MyOrders:
    """The latest, newest first."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        orders = shop.orders()
        if not orders:
            return Prompt(_("You have not ordered anything yet."))
        rows = [Option(order_title(order), order.number, description=state_text(order)) for order in orders[:SHOWN]]
        return Prompt(_("Your orders:"), Pick(rows), menu=_("Choose"))

    def hear(self, number: int, shop: BuyerCounter) -> Turn:
        order = shop.order(number)
        return done(Prompt(order_text(order, shop), choices=order_choices(order)))


@step("buy.track")
class Track:
    """Where the latest order is that is still under way."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        order = next((order for order in shop.orders() if order.state in UNDER_WAY), None)
        if order is not None:
            return tracking(order, shop)
        waiting = latest_to_pay(shop)
        return payment_link(waiting, shop) if waiting else Prompt(_("You have no order on its way right now."))


@step("buy.cancel")
class WhichToCancel:
    """Cancels nothing by itself: the order first, then a yes."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        orders = [order for order in shop.orders() if order.state in CANCELLABLE]
        if not orders:
            return Prompt(
                _("You have no order that can be cancelled. To empty your cart, write *{word}*.", word=word_for("cart"))
            )
        rows = [Option(order_title(order), order.number, description=state_text(order)) for order in orders[:SHOWN]]
        return Prompt(_("Which order do you want to cancel?"), Pick(rows), menu=_("Choose"))

    def hear(self, number: int, shop: BuyerCounter) -> Turn:
        return to(ReallyCancel(number))


@step("buy.cancel.really")
class ReallyCancel:
    """The yes."""

    number: int

    def ask(self, shop: BuyerCounter) -> Prompt:
        order = shop.order(self.number)
        return Prompt(
            _("Cancel order *{number}* of {total}?", number=str(order.number), total=order.total),
            YesNo(yes=_("Yes, cancel it"), no=_("No, keep it")),
        )

    def hear(self, yes: bool, shop: BuyerCounter) -> Turn:
        if not yes:
            return done(_("Order {number} is kept.", number=str(self.number)))
        payment = shop.payment(shop.order(self.number))
        was_paid = payment is not None and bool(payment.refundable)
        try:
            shop.cancel_order(self.number)
        except CannotCancel:
            return done(_("Order {number} can no longer be cancelled.", number=str(self.number)))
        back = _("Your money goes back to the number that paid.") if was_paid else join()
        return done(join(_("Order {number} is cancelled.", number=str(self.number)), back))


def is_order_number(text: str) -> bool:
    """Plain digits, not too many. `str.isdigit` is also true of `²`."""
    return text.isascii() and text.isdigit() and len(text) < 9


def pay_again(number: str, shop: BuyerCounter) -> Turn:
    """The link of an order that still waits for its payment. `payer autrement` names none."""
    if not is_order_number(number):
        return say(_("You choose how to pay when you check out."))
    waiting = shop.to_pay(int(number))
    return finish(payment_link(waiting, shop) if waiting else _("There is nothing to pay for this order."))


def latest_to_pay(shop: BuyerCounter) -> ToPay | None:
    waiting = (order for order in shop.orders() if order.state == OrderState.AWAITING_PAYMENT)
    return next((shop.to_pay(order.number) for order in waiting), None)


def show_tracking(number: str, shop: BuyerCounter) -> Turn:
    known = is_order_number(number)
    return say(tracking(shop.order(int(number)), shop)) if known else say(_("Which order?"))


def cancel_one(number: str, shop: BuyerCounter) -> Turn:
    if not is_order_number(number):
        return aside(WhichToCancel())
    order = shop.order(int(number))
    if order.state not in CANCELLABLE:
        return say(_("Order {number} can no longer be cancelled.", number=number))
    return aside(ReallyCancel(order.number))


def follow(what: str, shop: BuyerCounter) -> Turn:
    """`suivi 1042` or `suivi P123456789`: somebody else's is as unknown as none."""
    try:
        if is_order_number(what):
            return say(tracking(shop.order(int(what)), shop))
        parcel = shop.tracking_by_code(what)
        return say(tracking(shop.order(parcel.order_number), shop))
    except NotFound:
        return say(unknown_order(what))


def unknown_order(what: object) -> Text:
    """Nobody's, or somebody else's."""
    return _(
        "I cannot find your order or parcel {what}. Write *{word}* to see your orders.",
        what=str(what),
        word=word_for("orders"),
    )


def tracking(order: OrderView, shop: BuyerCounter) -> Prompt:
    parcel = shop.tracking(order)
    if parcel is None:
        return Prompt(order_text(order, shop))
    status = _("Order *{number}*: {status}", number=str(order.number), status=parcel_text(parcel.status, order))
    return Prompt(
        join(status, handover(parcel, order)),
        link=None if parcel.status.has_ended else Link(shop.track_link(parcel), _("Follow")),
        kind="tracking",
    )


def handover(parcel: TrackingView, order: OrderView) -> Text:
    if parcel.status.has_ended or parcel.status == ShipmentStatus.RETURNING:
        return join()
    code = verbatim(f"*{parcel.handover_code}*")
    if order.is_pickup:
        return _("Give the code {code} at the shop to collect it.", code=code)
    return _("Give the rider the code {code} only once you hold the parcel.", code=code)


def order_title(order: OrderView) -> Text:
    return _("{number}: {total}", number=str(order.number), total=order.total)


def order_text(order: OrderView, shop: BuyerCounter) -> Text:
    return join(
        _("Order *{number}* of {when}", number=str(order.number), when=shop.local(order.placed_at)),
        *(_("{quantity} × {name}", quantity=item.quantity, name=item.name) for item in order.items),
        _("Total: *{total}*", total=order.total),
        state_text(order),
    )


def order_choices(order: OrderView) -> list[Option]:
    number = order.number
    choices = []
    if order.state == OrderState.AWAITING_PAYMENT:
        choices.append(Option(_("Pay"), key=f"pay:{number}"))
    if order.state in UNDER_WAY:
        choices.append(Option(_("Follow"), key=f"follow:{number}"))
    if order.state in CANCELLABLE:
        choices.append(Option(_("Cancel"), key=f"cancel_order:{number}"))
    return [*choices, Option(_("See the shop"), key="menu")]
