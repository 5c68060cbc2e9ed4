"""A buyer comes back after a day: what lies in the cart, and what has lapsed meanwhile, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.ordering.cart import CartLine
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.shared.errors import NotFound
from flows.buyer.counter import BuyerCounter
from flows.buyer.shelf_words import sold_out
from flows.speech import Text, _, join


def what_stands(since: datetime, shop: BuyerCounter) -> Text | None:
    """None where there is nothing to say: neither a cart nor an order that was not paid."""
    orders = shop.orders()
    said = [*_lapsed(orders, since), *_still_to_pay(orders), *_in_the_cart(shop)]
    return join(_("Good to see you again!"), *said, separator=" ") if said else None


def _lapsed(orders: tuple[OrderView, ...], since: datetime) -> Iterator[Text]:
    for order in orders:
        if order.state == OrderState.EXPIRED and order.pay_by > since:
            number = str(order.number)
            yield _("Order {number} was not paid in time: nothing is reserved for it any more.", number=number)


def _still_to_pay(orders: tuple[OrderView, ...]) -> Iterator[Text]:
    for order in orders:
        if order.state == OrderState.AWAITING_PAYMENT:
            yield _("Order {number} still waits for your payment.", number=str(order.number))


def _in_the_cart(shop: BuyerCounter) -> Iterator[Text]:
    cart = shop.cart()
    if not cart.is_empty:
        yield _("Your cart is still here, nothing in it is reserved yet.")
        yield from (sold_out(line.name) for line in cart.lines if not _is_there(line, shop))


def _is_there(line: CartLine, shop: BuyerCounter) -> bool:
    try:
        return shop.item(line.sku).available > 0
    except NotFound:
        return False
