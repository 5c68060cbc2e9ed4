"""A buyer looks round: the menu, a category, a product, one of its variants, how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.catalog.views import PriceRange, ShelfProduct
from domain.ordering.errors import NotEnough
from domain.shared.sku import ProductSKU
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import about, search
from flows.buyer.fitting import Fit, all_words_of, worst_fit
from flows.buyer.shelf_words import (
    ROW,
    added,
    not_enough,
    nothing_called,
    product_rows,
    put_in_cart,
    sold_out,
    variant_row,
    what_is_left,
)
from flows.buyer.sold_out import TELL_ME, SoldOut, none_of, promise, tell_me_row
from flows.buyer.wish import is_a_sentence, thing, thing_at_a_price
from flows.speech import _, join, lexicon
from flows.talk import MORE, Number, Option, Pick, Prompt, Words, paged, step
from flows.talk.outcomes import Turn, again, aside, done, keep, not_understood, only, say, to
from flows.understanding.wishes.tokens import words_of

LONGEST_NAME = 40


@step("buy.menu")
class Menu:
    """The opening: what the shop sells."""

    def ask(self, shop: BuyerCounter) -> Prompt:
        categories = paged([Option(name, name, f"in:{name}") for name in shop.categories()], 0, room=8)
        own = (Option(_("My cart"), key="cart"), Option(_("My orders"), key="orders"))
        return Prompt(
            _("What are you looking for? Choose, or write what you want and how many."),
            Pick((*categories, *own), otherwise=Words()),
            menu=_("See the shop"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        return to(Category(said)) if said in shop.categories() else look_for(said, shop)


@step("buy.category")
class Category:
    """One shelf, page by page; the cursor of each page is kept, so that what was shown does not shift."""

    name: str
    after: str | None = None

    def ask(self, shop: BuyerCounter) -> Prompt:
        page = shop.page(self.name, self.after)
        more = (Option(_("More…"), value=MORE),) if page.after else ()
        return Prompt(
            _("*{category}*: which one?", category=self.name),
            Pick((*product_rows(page.products), *more), otherwise=Words()),
            menu=_("Choose"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        if said == MORE:
            return to(Category(self.name, shop.page(self.name, self.after).after))
        return chosen_product(said, shop)


@step("buy.found")
class Found:
    """What fits the words of a search, best first; `quantity` when the buyer has said it already. `least` and `most`
    bound the price, 0: not at all."""

    words: str
    quantity: int = 0
    least: int = 0
    most: int = 0
    cheapest_first: bool = False

    def ask(self, shop: BuyerCounter) -> Prompt:
        for_words = _("Here is what I have for *{words}*:", words=self.words)
        return Prompt(
            for_words if self.words else _("Here is what I have at that price:"),
            Pick(product_rows(search(self.words, shop, self.prices)), otherwise=Words()),
            menu=_("Choose"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        return chosen_product(said, shop, self.quantity)

    @property
    def prices(self) -> PriceRange | None:
        bounds = PriceRange(self.least or None, self.most or None, self.cheapest_first)
        return bounds if bounds != PriceRange() else None


@step("buy.variant")
class WhichVariant:
    """A product that comes in several kinds; `quantity` when the buyer has said it already. `missed`: the kind that was
    wanted and is sold out."""

    product_id: str
    quantity: int = 0
    missed: str = ""

    def ask(self, shop: BuyerCounter) -> Prompt:
        product = shop.product(self.product_id)
        how_many = _("{n} × *{name}*: which one?", n=self.quantity, name=product.name)
        which = _("*{name}*: which one?", name=product.name)
        return Prompt(
            join(how_many if self.quantity else which, product.description),
            Pick([*[variant_row(item) for item in product.variants][:9], *([tell_me_row()] if self.missed else [])]),
            photo=None if self.missed else shop.photo(product),
            menu=_("Choose"),
        )

    def hear(self, sku: str, shop: BuyerCounter) -> Turn:
        if sku == TELL_ME:
            return say(promise(self.missed, shop)) + to(replace(self, missed=""))
        item = shop.item(ProductSKU(sku))
        if not item.available:
            return say(sold_out(item.name)) + to(replace(self, missed=sku))
        if not self.quantity:
            return to(Quantity(sku))
        return keep(last=sku) + done(put_in_cart(item.sku, self.quantity, shop))


@step("buy.quantity")
class Quantity:
    """How many of it."""

    sku: str

    def ask(self, shop: BuyerCounter) -> Prompt:
        item = shop.item(ProductSKU(self.sku))
        product = shop.product(item.product_id)
        is_only_one = len(product.variants) == 1
        facts = (product.description if is_only_one else "", what_is_left(item))
        return Prompt(
            join(_("*{name}*, {price}", name=item.name, price=item.price), *facts, _("How many?")),
            Number(),
            choices=[Option(str(n), n) for n in (1, 2, 3) if n <= item.available],
            photo=shop.photo(product) if is_only_one else None,
        )

    def hear(self, quantity: int, shop: BuyerCounter) -> Turn:
        from flows.buyer.cart import Cart, remind_of_cart

        try:
            shop.add_to_cart(ProductSKU(self.sku), quantity)
        except NotEnough as short:
            return again(not_enough(short)) if short.left else to(SoldOut((self.sku,)))
        said = say(added(shop.item(ProductSKU(self.sku)), quantity))
        return said + keep(last=self.sku) + to(Cart()) + remind_of_cart(shop)


def look_for(words: str, shop: BuyerCounter) -> Turn:
    """Straight to the product when only one fits. A bare yes or no names nothing."""
    if (answer := lexicon().yes_or_no(words)) is not None:
        return again() if answer else only(_("All right."))
    if priced := look_for_price(words, shop):
        return priced
    is_more = is_a_sentence(words)
    words = thing(words)
    found = about(words, search(words, shop))
    if not found and (is_more or len(words) > LONGEST_NAME):
        return not_understood(_("Sorry, I did not understand."))
    if not found:
        return not_understood(nothing_called(words, shop))
    return show_found(words, found)


def look_for_price(said: str, shop: BuyerCounter) -> Turn | None:
    """`pagne moins de 5000`; None where no price is spoken of, or of nothing that is sold."""
    wish = thing_at_a_price(said, shop.shop.currency)
    if wish is None:
        return None
    words, prices = wish
    if search(words, shop, prices):
        return to(Found(words, 0, prices.least or 0, prices.most or 0, prices.cheapest_first))
    if any_price := search(words, shop):
        cheapest = min(any_price, key=lambda product: product.from_price.minor)
        dearer = _("*{name}* starts at {price}.", name=cheapest.name, price=cheapest.from_price)
        return again(_("I have nothing at that price."), dearer)
    return None


def chosen_product(said: str, shop: BuyerCounter, quantity: int = 0) -> Turn:
    """A row of a list, or words instead."""
    if not said.startswith(ROW):
        return look_for(said, shop)
    product = shop.product(said.removeprefix(ROW))
    if not quantity or not product.available:
        return open_product(product)
    if len(product.variants) > 1:
        return to(WhichVariant(product.id, quantity))
    sku = product.variants[0].sku
    return keep(last=str(sku)) + done(put_in_cart(sku, quantity, shop))


def show_found(words: str, found: Sequence[ShelfProduct]) -> Turn:
    """The one that is meant; a list to choose from where there are several, or one that is only like what was typed."""
    is_meant = len(found) == 1 and worst_fit(words_of(words), all_words_of(found[0])) > Fit.NOT
    return open_product(found[0]) if is_meant else to(Found(words))


def open_product(product: ShelfProduct, over: bool = False) -> Turn:
    """`over` what is open."""
    go = aside if over else to
    if not product.available:
        return aside(none_of(product))
    return go(WhichVariant(product.id) if len(product.variants) > 1 else Quantity(str(product.variants[0].sku)))
