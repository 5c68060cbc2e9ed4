"""What a buyer does with a cart, and what becomes of the order."""

from __future__ import annotations

from datetime import timedelta

from domain.ordering.cart import Cart
from domain.ordering.errors import CouponRefused, EmptyCart, NotEnough, NotSold
from domain.ordering.order import Delivery, Order, OrderItem
from domain.ordering.ports import Offer, OrderingWork
from domain.shared.errors import NotFound
from domain.shared.ids import CartId, CustomerId, OrderId, PaymentId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU


def add_item_to_cart(work: OrderingWork, customer_id: CustomerId, sku: ProductSKU, quantity: int) -> Cart:
    """The first item opens the cart. Raises NotSold, NotEnough, TooMany."""
    offer = _offer(work, sku)
    cart, is_new = _cart(work, customer_id, offer.price.currency)
    _check_enough(offer, cart.quantity_of(sku) + quantity)
    cart.add(sku, offer.name, offer.price, quantity, work.clock.now())
    (work.carts.add if is_new else work.carts.save)(cart)
    return cart


def change_quantity(work: OrderingWork, customer_id: CustomerId, sku: ProductSKU, quantity: int) -> Cart:
    """Zero removes the line. Raises NotFound where there is no cart, NotEnough, TooMany."""
    cart = _open_cart(work, customer_id)
    if quantity > cart.quantity_of(sku):
        _check_enough(_offer(work, sku), quantity)
    cart.set_quantity(sku, quantity, work.clock.now())
    work.carts.save(cart)
    return cart


def clear_cart(work: OrderingWork, customer_id: CustomerId) -> None:
    cart = work.carts.open_of(customer_id)
    if cart is not None:
        cart.clear(work.clock.now())
        work.carts.save(cart)


def apply_coupon(work: OrderingWork, customer_id: CustomerId, code: str) -> Money:
    """Returns the discount. Raises CouponRefused with the reason."""
    coupon = work.coupons.find(code.strip().upper())
    if coupon is None:
        raise CouponRefused(code, "unknown")
    cart = _open_cart(work, customer_id)
    discount = cart.apply(coupon, work.clock.now())
    work.carts.save(cart)
    return discount


def reprice_carts(work: OrderingWork, sku: ProductSKU, price: Money) -> None:
    """Open carts follow the shelf; placed orders never do."""
    for cart in work.carts.with_sku(sku):
        cart.reprice(sku, price, work.clock.now())
        work.carts.save(cart)


def remove_from_carts(work: OrderingWork, sku: ProductSKU) -> None:
    for cart in work.carts.with_sku(sku):
        cart.withdraw(sku, work.clock.now())
        work.carts.save(cart)


def checkout(work: OrderingWork, customer_id: CustomerId, delivery: Delivery, hold_for: timedelta) -> Order:
    """All lines are held or none. Raises EmptyCart, OutOfStock naming the lines that are short."""
    now = work.clock.now()
    cart = work.carts.open_of(customer_id)
    if cart is None or cart.is_empty:
        raise EmptyCart
    order_id = OrderId(work.ids.new())
    wanted = {line.sku: line.quantity for line in cart.lines}
    work.allocator.hold(order_id, wanted, now + hold_for, customer_id)
    order = Order(
        order_id,
        work.shop_id,
        work.numbers.next(),
        customer_id,
        tuple(OrderItem(line.sku, line.name, line.price, line.quantity) for line in cart.lines),
        delivery,
        now,
        now + hold_for,
        discount=cart.discount(now),
        coupon=cart.coupon.code if cart.coupon else "",
    )
    order.place()
    cart.check_out()
    work.carts.save(cart)
    work.orders.add(order)
    return order


def cancel_order(work: OrderingWork, order_id: OrderId, by: str) -> Order:
    """`by` is buyer, shop or wallet. Raises CannotCancel once the parcel has left."""
    order = work.orders.get(order_id)
    order.cancel(by, work.clock.now())
    work.orders.save(order)
    return order


def expire_order(work: OrderingWork, order_id: OrderId) -> None:
    order = work.orders.get(order_id)
    order.expire(work.clock.now())
    work.orders.save(order)


def mark_paid(work: OrderingWork, order_id: OrderId, payment_id: PaymentId) -> None:
    order = work.orders.get(order_id)
    order.mark_paid(payment_id, work.clock.now())
    work.orders.save(order)


def confirm_order(work: OrderingWork, order_id: OrderId, payment_id: PaymentId, cash: Money) -> None:
    """`cash` of its price is paid at the door."""
    order = work.orders.get(order_id)
    order.confirm(payment_id, cash, work.clock.now())
    work.orders.save(order)


def wait_longer(work: OrderingWork, order_id: OrderId, more: timedelta) -> None:
    """A part of the price has come: the goods are held for `more` from now."""
    order = work.orders.get(order_id)
    order.wait_until(work.clock.now() + more)
    work.allocator.extend(order_id, order.pay_by)
    work.orders.save(order)


def make_ready(work: OrderingWork, order_id: OrderId) -> None:
    order = work.orders.get(order_id)
    order.make_ready(work.clock.now())
    work.orders.save(order)


def mark_shipped(work: OrderingWork, order_id: OrderId) -> None:
    order = work.orders.get(order_id)
    order.mark_shipped(work.clock.now())
    work.orders.save(order)


def mark_delivered(work: OrderingWork, order_id: OrderId) -> None:
    order = work.orders.get(order_id)
    order.mark_delivered(work.clock.now())
    order.close(work.clock.now())
    work.orders.save(order)


def mark_returned(work: OrderingWork, order_id: OrderId) -> None:
    order = work.orders.get(order_id)
    order.mark_returned(work.clock.now())
    work.orders.save(order)


def give_up(work: OrderingWork, order_id: OrderId, payment_id: PaymentId) -> None:
    """The payment came too late for the goods."""
    order = work.orders.get(order_id)
    order.give_up(payment_id, work.clock.now())
    work.orders.save(order)


def _cart(work: OrderingWork, customer_id: CustomerId, currency: str) -> tuple[Cart, bool]:
    cart = work.carts.open_of(customer_id)
    if cart is not None:
        return cart, False
    new = CartId(work.ids.new())
    return Cart.open(new, work.shop_id, customer_id, currency, work.clock.now()), True


def _open_cart(work: OrderingWork, customer_id: CustomerId) -> Cart:
    cart = work.carts.open_of(customer_id)
    if cart is None:
        raise NotFound("cart", customer_id)
    return cart


def _offer(work: OrderingWork, sku: ProductSKU) -> Offer:
    offer = work.offers.find(sku)
    if offer is None:
        raise NotSold(str(sku))
    return offer


def _check_enough(offer: Offer, wanted: int) -> None:
    if wanted > offer.available:
        raise NotEnough(str(offer.sku), offer.name, max(offer.available, 0))
