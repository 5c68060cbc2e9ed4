"""`je veux le blanc à la place du bleu`: kinds of what is in the cart, named without the thing itself."""

from __future__ import annotations

from domain.catalog.views import ShelfProduct
from flows.buyer.counter import BuyerCounter
from flows.buyer.fitting import kind_meant, looks_in
from flows.understanding.wishes import Line


def of_the_cart(line: Line, shop: BuyerCounter) -> tuple[ShelfProduct, ...]:
    """The only thing in the cart that comes in this colour or size; nothing where a thing is named."""
    says = bool(line.sizes) or any(looks_in([word]) for word in line.words)
    is_look = says and all(looks_in([word]) or word in line.spare for word in line.words)
    if not is_look or not (line.act or line.in_place):
        return ()
    ids = dict.fromkeys(shop.item(each.sku).product_id for each in shop.cart().lines)
    fitting = [each for each in map(shop.product, ids) if len(each.variants) > 1 and _comes_so(each, line)]
    return tuple(fitting) if len(fitting) == 1 else ()


def _comes_so(product: ShelfProduct, line: Line) -> bool:
    return kind_meant(product, line.words, line.sizes) is not None
