"""The cart: what is in it, changing a line, a coupon."""

from __future__ import annotations

from datetime import timedelta

from domain.ordering.cart import MOST_OF_ONE, CartLine
from domain.ordering.errors import CouponRefused, NotEnough
from domain.ordering.views import CartView
from domain.shared.sku import ProductSKU
from flows.buyer.browse import Menu, look_for
from flows.buyer.counter import BuyerCounter
from flows.buyer.door import no_order
from flows.buyer.shelf_words import not_enough
from flows.buyer.sold_out import SoldOut
from flows.speech import Text, _, join
from flows.talk import Number, Option, Pick, Prompt, Turn, Words, again, aside, done, remind, say, start, step, to

AFTER_SILENCE = timedelta(hours=3)


@step("buy.cart")
class Cart:
    """What has been chosen so far."""

    welcome_old_taps = True

    def ask(self, shop: BuyerCounter) -> Prompt:
        cart = shop.cart()
        if cart.is_empty:
            return Prompt(_("Your cart is empty."), choices=[Option(_("See the shop"), key="menu")])
        not_yet = shop.why_no_order()
        go_on = [] if not_yet else [Option(_("Check out"), "checkout")]
        more, other = Option(_("Add something"), "menu"), Option(_("Change"), "change")
        return Prompt(
            join(cart_text(cart), no_order(not_yet) if not_yet else join()),
            Pick([*go_on, more, other], otherwise=Words(), assent="checkout"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        from flows.buyer.checkout import begin_checkout

        if said == "checkout":
            return begin_checkout(shop)
        if said == "change":
            return to(WhichLine())
        return start(Menu()) if said == "menu" else look_for(said, shop)


@step("buy.cart.waits")
class CartWaits:
    """After a while of silence; the question that was open follows."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(_("Your cart is still waiting for you."), kind="cart_waits")


@step("buy.cart.line")
class WhichLine:
    """Which line to change. `is_ordering`: in the middle of checking out, which goes on from there."""

    is_ordering: bool = False

    def ask(self, shop: BuyerCounter) -> Prompt:
        lines = [line_row(line) for line in shop.cart().lines[:9]]
        return Prompt(
            _("Which item do you want to change?"),
            Pick([*lines, Option(_("Empty the cart"), "empty")]),
            menu=_("Choose"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == "empty":
            shop.clear_cart()
            return say(_("Your cart is empty now.")) + start(Menu())
        return to(NewQuantity(said, self.is_ordering))


@step("buy.cart.quantity")
class NewQuantity:
    """How many instead; none removes the line."""

    sku: str
    is_ordering: bool = False

    def ask(self, shop: BuyerCounter) -> Prompt:
        name = shop.item(ProductSKU(self.sku)).name
        return Prompt(
            _("How many *{name}*? Write 0 to take it out.", name=name),
            Number(0, MOST_OF_ONE),
            choices=[Option(_("Remove"), 0)],
        )

    def hear(self, quantity: int, shop: BuyerCounter) -> Turn:
        try:
            shop.change_quantity(ProductSKU(self.sku), quantity)
        except NotEnough as short:
            return again(not_enough(short)) if short.left else to(Cart()) + aside(SoldOut((self.sku,)))
        return _on_with_the_order(shop) if self.is_ordering else to(Cart())


def _on_with_the_order(shop: BuyerCounter) -> Turn:
    """Asked as a new question: an earlier yes was to another cart."""
    return start(Cart()) if shop.cart().is_empty or shop.why_no_order() else done() + again()


def remind_of_cart(shop: BuyerCounter) -> Turn:
    """Something was put in: if nothing more is heard, the cart is spoken of once more."""
    return remind(AFTER_SILENCE, CartWaits()) if shop.wants_offers() else Turn()


@step("buy.coupon")
class Coupon:
    """A word that makes it cheaper."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(_("What is your promo code?"), Words(longest=40))

    def hear(self, code: str, shop: BuyerCounter) -> Turn:
        return use_coupon(code, shop) + done()


def use_coupon(code: str, shop: BuyerCounter) -> Turn:
    try:
        discount = shop.apply_coupon(code)
    except CouponRefused as refused:
        return say(COUPON_REFUSED[refused.why](code))
    return say(_("Code {code}: {discount} off.", code=code.upper(), discount=discount)) + to(Cart())


COUPON_REFUSED = {
    "unknown": lambda code: _("I do not know the code {code}.", code=code),
    "expired": lambda code: _("The code {code} has expired.", code=code),
    "minimum": lambda code: _("Your cart is still too small for the code {code}.", code=code),
}


def cart_text(cart: CartView) -> Text:
    lines = [line_text(line) for line in cart.lines]
    off = [_("Code {code}: −{discount}", code=cart.coupon, discount=cart.discount)] if cart.discount else []
    return join(_("*Your cart*"), *lines, *off, _("Total: *{total}*, before delivery.", total=cart.total))


def line_text(line: CartLine) -> Text:
    return _("{quantity} × {name}: {total}", quantity=line.quantity, name=line.name, total=line.total)


def line_row(line: CartLine) -> Option:
    return Option(
        line.name, str(line.sku), description=_("{quantity} × {price}", quantity=line.quantity, price=line.price)
    )
