"""Commands for orders: what is to be done, sending it, calling it off."""

from __future__ import annotations

from domain.ordering.errors import CannotCancel
from domain.ordering.order_state import CANCELLABLE, OrderState
from domain.ordering.views import OrderView
from flows.buyer.states import STATES, state_text
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import MOST_LINES, OWNER, merchant
from flows.merchant.history import happened
from flows.speech import Text, _, fold, join, languages, lexicon


@merchant.says("orders [<state...>]", about=_("What is to be done, or the orders of one state."))
def orders(shop: MerchantDesk, state: str = "") -> Text:
    """What is to be done now; or the orders of one state. Some languages have one word for an order and for many."""
    if state.isdecimal():
        return one_order(shop, int(state))
    states = states_named(state) if state else TO_DO
    if not states:
        known = join(*dict.fromkeys(text() for text in STATES.values()), separator=", ")
        return _("There is no state {state}. There are: {states}", state=state, states=known)
    listed = shop.orders(states)
    if not listed:
        return _("No order to show.")
    return join(*(order_line(order) for order in listed[:MOST_LINES]))


@merchant.says("order <order>", "<order>", about=_("Everything about one order."))
def one_order(shop: MerchantDesk, order: int) -> Text:
    return order_text(shop.order(order), shop)


@merchant.says("ship <order> [<rider>] [<code>]", about=_("It leaves, with one of your riders or with a courier."))
def ship(shop: MerchantDesk, order: int, rider: str = "", code: str = "") -> Text:
    """It leaves: with one of the shop's riders, or a courier and its tracking code."""
    before = shop.order(order)
    person, courier = shop.rider_named(rider), shop.courier_named(rider)
    if rider and person is None and courier is None and not code:
        return _("I do not know the rider {name}. For a courier, add its tracking code.", name=rider)
    carrier = person.name if person else courier.name if courier else rider
    parcel = shop.ship(order, carrier, person.identity if person else "", code)
    by = _("with {carrier}", carrier=carrier) if carrier else join()
    return join(
        changed(before, shop.order(order)),
        join(by, _("tracking code {code}", code=str(parcel.tracking_code)), separator=", "),
    )


@merchant.says("delivered <order>", about=_("The buyer has it."))
def delivered(shop: MerchantDesk, order: int) -> Text:
    before = shop.order(order)
    return changed(before, shop.delivered(order))


@merchant.says("history <order>", about=_("What happened, step by step."))
def history(shop: MerchantDesk, order: int) -> Text:
    """What happened to an order, step by step."""
    return join(_("Order *{number}*", number=str(order)), *happened(shop.history(order), shop))


def really_returned(shop: MerchantDesk, order: int) -> Text:
    back = shop.payment(shop.order(order)).refundable
    if not back:
        return _("Order *{number}* came back?", number=str(order))
    return _("Order *{number}* came back? {total} goes back to the buyer.", number=str(order), total=back)


def is_paid_for(shop: MerchantDesk, order: int) -> bool:
    """Money would go back: that takes more than a yes."""
    return bool(shop.payment(shop.order(order)).refundable)


@merchant.says(
    "returned <order>", roles=OWNER, confirm=really_returned, pays_out=is_paid_for, about=_("The goods came back.")
)
def returned(shop: MerchantDesk, order: int) -> Text:
    before = shop.order(order)
    return changed(before, shop.returned(order))


def really_cancel(shop: MerchantDesk, order: int) -> Text:
    found = shop.order(order)
    if found.state not in CANCELLABLE:
        raise CannotCancel(found.state)
    back = _("The buyer has paid and will get the money back.") if is_paid_for(shop, order) else join()
    return join(_("Cancel order *{number}* of {total}?", number=str(order), total=found.total), back)


@merchant.says(
    "cancel <order>",
    roles=OWNER,
    confirm=really_cancel,
    pays_out=is_paid_for,
    about=_("It is called off, and what was paid goes back."),
)
def cancel(shop: MerchantDesk, order: int) -> Text:
    before = shop.order(order)
    return changed(before, shop.cancel(order))


TO_DO = (
    OrderState.AWAITING_PAYMENT,
    OrderState.CONFIRMED,
    OrderState.PAID,
    OrderState.READY_FOR_SHIPMENT,
    OrderState.SHIPPED,
)


def states_named(word: str) -> tuple[OrderState, ...]:
    """By one of its words, or as it is shown in any language."""
    said, named = fold(word), lexicon().meanings("states", word)
    return tuple(state for state in OrderState if state in named or said in (state, *_shown_as(state)))


def _shown_as(state: OrderState) -> list[str]:
    return [fold(speech.say(STATES[state]())) for speech in languages().values()]


def changed(before: OrderView, after: OrderView) -> Text:
    return _(
        "Order *{number}*: {before} → {after}",
        number=str(after.number),
        before=state_text(before),
        after=state_text(after),
    )


def order_line(order: OrderView) -> Text:
    return _(
        "*{number}* {buyer}, {total}: {state}",
        number=str(order.number),
        buyer=order.buyer,
        total=order.total,
        state=state_text(order),
    )


def order_text(order: OrderView, shop: MerchantDesk) -> Text:
    parcel = shop.parcel(order)
    where = _("Deliver to: {address}", address=order.address) if order.address else _("Pick-up at the shop")
    return join(
        order_line(order),
        *(_("{quantity} × {name}", quantity=item.quantity, name=item.name) for item in order.items),
        where,
        _("Cash to take: {cash}", cash=order.cash) if order.cash else join(),
        _("Call: {contact}", contact=order.contact) if order.contact else join(),
        _("tracking code {code}", code=str(parcel.tracking_code)) if parcel else join(),
        _("Ordered {when}", when=shop.local(order.placed_at)),
    )
