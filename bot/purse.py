"""A buyer's money: how an order can be paid, placing it so, credit, and asking for money back."""

from __future__ import annotations

from bot.buyer_orders import BuyerOrders, known
from domain.customer import use_cases as customers
from domain.ordering import use_cases as ordering
from domain.ordering.order import Delivery
from domain.ordering.order_state import OrderState
from domain.ordering.views import CartView, OrderView
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.views import Standing
from domain.shared.ids import OrderId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.buyer.counter import Choice, Ways

BUYER = "buyer"
"""Who asks, where no member of staff does."""
MOST_AT_THE_DOOR = 2
"""So many orders of one buyer may be on their way without having been paid."""
RETURNABLE = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.CLOSED})


class Purse(BuyerOrders):
    """What is in the cart is paid with it. Cart and credit are read once a turn, and again once they have changed."""

    _cart: CartView | None = None
    _standing: Standing | None = None

    def cart(self) -> CartView:
        if self._cart is None:
            nothing = Money.zero(self._shop.currency)
            self._cart = self._work.order_queries.cart_of(self._customer.id) or CartView((), nothing, nothing)
        return self._cart

    def ways_to_pay(self, delivery: Delivery, at_the_door: bool = False) -> Ways:
        total = self.cart().total + delivery.fee
        credit = min(self.credit(), total, key=lambda money: money.minor)
        rest, terms = total - credit, self._shop.terms
        due, wallets = terms.deposit(rest) if at_the_door else rest, self._front.wallets
        return Ways(
            credit,
            due,
            wallets.usable(self._shop, due),
            wallets.down(self._shop, due),
            terms.takes_cash(rest) and self._is_trusted_at_the_door(),
            terms.deposit(rest),
            wallets.want_whole(self._shop, due),
        )

    def _is_trusted_at_the_door(self) -> bool:
        """Goods that nobody has paid for are gone from the shelf: not for ever more of them at once."""
        return self._money().cash_under_way < MOST_AT_THE_DOOR

    def place_order(self, delivery: Delivery, choice: Choice) -> OrderView:
        """All of it or nothing: an order that cannot be held leaves the cart as it was."""
        self._shop.ensure_takes_order(self.cart().subtotal, self._work.clock.now())
        with self._work.savepoint():
            order = ordering.checkout(self._work, self._customer.id, delivery, self._shop.hold_for)
        if self.credit():
            refunding.use_credit(self._work, order.id, self._customer.id)
        self._cart = self._standing = None
        payments.prefer_wallet(self._work, order.id, choice.wallet, choice.payer)
        if choice.at_the_door:
            self._leave_for_the_door(order.id)
        self._remember(delivery, choice)
        self._work.settle()
        return self.order(order.number)

    def _leave_for_the_door(self, order_id: OrderId) -> None:
        """What credit has not paid, but for the deposit."""
        due = known(self._work.payment_queries.of_order(order_id), "payment", order_id).due
        if due:
            payments.agree_on_cash(self._work, order_id, due - self._shop.terms.deposit(due))

    def _remember(self, delivery: Delivery, choice: Choice) -> None:
        if choice.payer:
            customers.remember_wallet(self._work, self._customer.id, choice.wallet, PhoneNumber(choice.payer))
        if delivery.address is not None:
            customers.remember_address(self._work, self._customer.id, delivery.address)

    def credit(self) -> Money:
        return self._money().credit

    def _money(self) -> Standing:
        if self._standing is None:
            self._standing = self._work.payment_queries.standing_of(self._customer.id, self._shop.currency)
        return self._standing

    def refund_credit(self) -> Money:
        """Of each order that it came from, one after the other."""
        back, self._standing = Money.zero(self._shop.currency), None
        for order_id in self._work.payment_queries.credited_orders(self._customer.id):
            back += refunding.refund_credit(self._work, order_id, self._customer.id)
        return back

    def returnable(self) -> tuple[OrderView, ...]:
        paid = (order for order in self.orders() if order.state in RETURNABLE)
        return tuple(order for order in paid if known(self.payment(order), "payment", order.id).refundable)

    def ask_refund(self, number: int, words: str) -> Money:
        return refunding.ask_refund(self._work, self.order(number).id, None, words, BUYER)
