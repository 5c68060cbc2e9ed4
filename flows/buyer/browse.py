"""A buyer looks round: the menu, a category, a product, one of its variants, how many."""

from __future__ import annotations

from domain.catalog.views import ShelfItem, ShelfProduct
from domain.ordering.errors import NotEnough
from domain.shared.sku import ProductSKU
from flows.buyer.counter import BuyerCounter
from flows.buyer.wish import thing
from flows.speech import Text, Wording, _, join
from flows.talk import MORE, Number, Option, Pick, Prompt, Turn, Words, again, done, paged, say, step, to
from flows.understanding.gate import is_about

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
    """What fits the words of a search, best first; `quantity` when the buyer has said it already."""

    words: str
    quantity: int = 0

    def ask(self, shop: BuyerCounter) -> Prompt:
        return Prompt(
            _("Here is what I have for *{words}*:", words=self.words),
            Pick(product_rows(shop.search(self.words)), otherwise=Words()),
            menu=_("Choose"),
        )

    def hear(self, said: str, shop: BuyerCounter) -> Turn:
        return chosen_product(said, shop, self.quantity)


@step("buy.variant")
class WhichVariant:
    """A product that comes in several kinds; `quantity` when the buyer has said it already."""

    product_id: str
    quantity: int = 0

    def ask(self, shop: BuyerCounter) -> Prompt:
        product = shop.product(self.product_id)
        how_many = _("{n} × *{name}*: which one?", n=self.quantity, name=product.name)
        which = _("*{name}*: which one?", name=product.name)
        return Prompt(
            join(how_many if self.quantity else which, product.description),
            Pick([variant_row(item) for item in product.variants][:10]),
            photo=shop.photo(product),
            menu=_("Choose"),
        )

    def hear(self, sku: str, shop: BuyerCounter) -> Turn:
        item = shop.item(ProductSKU(sku))
        if not item.available:
            return again(sold_out(item.name))
        if not self.quantity:
            return to(Quantity(sku))
        return done(put_in_cart(item.sku, self.quantity, shop))


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
            return again(not_enough(short)) if short.left else say(not_enough(short)) + to(Menu())
        return say(added(shop.item(ProductSKU(self.sku)), quantity)) + to(Cart()) + remind_of_cart(shop)


def look_for(words: str, shop: BuyerCounter) -> Turn:
    """Straight to the product when only one fits."""
    words = thing(words)
    found = shop.search(words)
    found = found if is_about(words, (product.name for product in found)) else ()
    if not found and len(words) > LONGEST_NAME:
        return again(_("Sorry, I did not understand."))
    if not found:
        return again(_("I have nothing called *{words}*.", words=words))
    return open_product(found[0]) if len(found) == 1 else to(Found(words))


def chosen_product(said: str, shop: BuyerCounter, quantity: int = 0) -> Turn:
    """A row of a list, or words instead."""
    if not said.startswith(ROW):
        return look_for(said, shop)
    product = shop.product(said.removeprefix(ROW))
    if not quantity or not product.available:
        return open_product(product)
    if len(product.variants) > 1:
        return to(WhichVariant(product.id, quantity))
    return done(put_in_cart(product.variants[0].sku, quantity, shop))


def open_product(product: ShelfProduct) -> Turn:
    if not product.available:
        return say(sold_out(product.name)) + to(Menu())
    return to(WhichVariant(product.id) if len(product.variants) > 1 else Quantity(str(product.variants[0].sku)))


def put_in_cart(sku: ProductSKU, quantity: int, shop: BuyerCounter) -> Text:
    """What has come of it."""
    try:
        shop.add_to_cart(sku, quantity)
    except NotEnough as short:
        return not_enough(short)
    return added(shop.item(sku), quantity)


ROW = "product:"


def product_rows(products: tuple[ShelfProduct, ...]) -> list[Option]:
    return [Option(product.name, f"{ROW}{product.id}", description=at_a_glance(product)) for product in products]


def variant_row(item: ShelfItem) -> Option:
    price: Wording = _("{price}", price=item.price) if item.available else _("{price}, sold out", price=item.price)
    return Option(item.label, str(item.sku), description=price)


def at_a_glance(product: ShelfProduct) -> Text:
    if not product.available:
        return _("{price}, sold out", price=product.from_price)
    if len(product.variants) > 1:
        return _("from {price}", price=product.from_price)
    return _("{price}", price=product.from_price)


def what_is_left(item: ShelfItem) -> Text:
    """Said only when it may matter."""
    return _("Only {left} left.", left=item.available) if item.available <= 5 else join()


def added(item: ShelfItem, quantity: int) -> Text:
    return _("Added: {quantity} × {name}.", quantity=quantity, name=item.name)


def not_enough(short: NotEnough) -> Text:
    if short.left:
        return _("{name}: only {left} left.", left=short.left, name=short.name)
    return sold_out(short.name)


def sold_out(name: str) -> Text:
    return _("{name} is sold out for now.", name=name)
