"""The commands of a shop's people: one line each, answered before -> after."""

from __future__ import annotations

from domain.shared.sku import ProductSKU
from flows.grammar import Grammar
from flows.merchant.desk import MerchantDesk

MOST_LINES = 30
OWNER = ("owner",)


def sku_of(word: str, shop: MerchantDesk) -> ProductSKU:
    """As typed, if it is one; the shop says whether it sells it."""
    return ProductSKU.typed(word)


merchant = Grammar("merchant", converters={ProductSKU: sku_of})
