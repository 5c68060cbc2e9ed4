"""Commands for the shelf: what is there, how many, for how much."""

from __future__ import annotations

from domain.catalog.views import InventoryLevel
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import MOST_LINES, OWNER, merchant
from flows.speech import Text, _, _n, join


@merchant.says(
    "stock <sku> <quantity>",
    "stock <sku> +<more>",
    "stock <sku> -<less>",
    "stock <sku>",
    "stock",
    about=_("How many there are now; so many more or fewer; or just to see it."),
)
def stock(
    shop: MerchantDesk,
    sku: ProductSKU | None = None,
    quantity: int | None = None,
    more: int | None = None,
    less: int | None = None,
) -> Text:
    """What is there; how many there are; so many more or fewer."""
    if sku is None:
        return levels_text(shop.levels())
    if quantity is None and more is None and less is None:
        return level_text(shop.level(sku))
    name = shop.level(sku).name
    counts = (
        shop.set_stock(sku, quantity) if quantity is not None else shop.adjust_stock(sku, (more or 0) - (less or 0))
    )
    return _("{name}: stock {before} → {after}", name=name, before=counts[0], after=counts[1])


@merchant.says("price <sku> <amount>", "price <sku>", roles=OWNER, about=_("What it costs from now on."))
def price(shop: MerchantDesk, sku: ProductSKU, amount: Money | None = None) -> Text:
    """What it costs from now on; placed orders keep their price."""
    level = shop.level(sku)
    if amount is None:
        return _("{name}: {price}", name=level.name, price=level.price)
    old = shop.set_price(sku, amount)
    return _("{name}: price {before} → {after}", name=level.name, before=old, after=amount)


@merchant.says("catalog [<words...>]", about=_("All that you sell, or what has this name."))
def catalog(shop: MerchantDesk, words: str = "") -> Text:
    """Everything on the shelf, or what has these words."""
    return levels_text(shop.levels(words))


@merchant.says(
    "new <sku> <amount> <quantity> <name...>", roles=OWNER, about=_("Something new: its code, price, number and name.")
)
def new(shop: MerchantDesk, sku: ProductSKU, amount: Money, quantity: int, name: str) -> Text:
    """`new WAX2 3500 14 Pagne wax / 2 yards # Pagnes`: behind the slash the kind, behind the hash the category."""
    words, _hash, category = (part.strip() for part in name.partition("#"))
    title, _slash, label = (part.strip() for part in words.partition("/"))
    shop.put_on_shelf(sku, title, label, category or shop.shop_name, amount, quantity)
    return join(_("On the shelf:"), level_text(shop.level(sku)))


def really_retire(shop: MerchantDesk, sku: ProductSKU) -> Text:
    return _("Take *{name}* off the shelf, in all its kinds?", name=shop.level(sku).name)


@merchant.says("retire <sku>", roles=OWNER, confirm=really_retire, about=_("You do not sell it any more."))
def retire(shop: MerchantDesk, sku: ProductSKU) -> Text:
    return _("{name} is off the shelf. Orders that have it keep it.", name=shop.retire(sku))


def level_text(level: InventoryLevel) -> Text:
    held = _(", {held} reserved", held=level.held) if level.held else join()
    return _(
        "{sku} {name}: {on_hand} in stock{held}, {price}",
        sku=str(level.sku),
        name=level.name,
        on_hand=level.on_hand,
        held=held,
        price=level.price,
    )


def levels_text(levels: tuple[InventoryLevel, ...]) -> Text:
    if not levels:
        return _("Nothing in your catalog has that name.")
    rest = len(levels) - MOST_LINES
    more = _n("… and {n} more", "… and {n} more", rest) if rest > 0 else join()
    return join(*(level_text(level) for level in levels[:MOST_LINES]), more)
