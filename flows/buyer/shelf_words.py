"""Products and kinds as they are shown, and what is said when one is chosen."""

from __future__ import annotations

from domain.catalog.views import ShelfItem, ShelfProduct
from domain.ordering.errors import NotEnough
from domain.shared.sku import ProductSKU
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import nearest
from flows.speech import Text, Wording, _, join
from flows.talk import Option


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


def nothing_called(words: str, shop: BuyerCounter) -> Text:
    """Said to whoever asked for this alone: where nothing is near it, with what others take."""
    taken = () if nearest(words, shop) else shop.selling()
    names = join(*(product.name for product in taken), separator=", ")
    return join(not_sold(words, shop), _("Others often take: {names}.", names=names) if taken else join())


def not_sold(words: str, shop: BuyerCounter) -> Text:
    """Said plainly, with what is nearest to it."""
    near = nearest(words, shop)
    names = join(*(product.name for product in near), separator=", ")
    return join(
        _("I have nothing called *{words}*.", words=words),
        _("The nearest I have: {names}.", names=names) if near else join(),
    )
