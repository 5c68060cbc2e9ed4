"""A product keeps its variants: nothing goes below nothing, and every piece that moves is said."""

from __future__ import annotations

import pytest

from domain.catalog import use_cases as shelf
from domain.catalog.errors import BelowHeld, DuplicateSKU, OutOfStock
from domain.catalog.events import (
    InventoryUpdated,
    PriceChanged,
    ProductCreated,
    ProductDeleted,
    ProductStockLow,
    ProductUpdated,
)
from domain.catalog.product import MOST, Product
from domain.catalog.variant import ProductVariant
from domain.ordering import use_cases as ordering
from domain.ordering.events import CartRepriced, ItemRemoved
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import ProductId
from domain.shared.sku import ProductSKU
from tests.domain.builders import NOW, SHOP, names, open_shop
from tests.people import awa, moussa
from tests.shops import a_shop, bag, francs, shillings, wax

RED, BLUE = ProductSKU("WAX6-R"), ProductSKU("WAX6-B")


def a_wax(on_hand: int = 5, held: int = 0, low_at: int = 0) -> Product:
    variants = [
        ProductVariant(RED, "rouge", francs(12_000), on_hand, held, low_at),
        ProductVariant(BLUE, "bleu", francs(13_000), on_hand),
    ]
    return Product(ProductId("p1"), SHOP, "Wax", "Pagnes", variants)


def red(product: Product) -> tuple[int, int]:
    variant = next(variant for variant in product.variants if variant.sku == RED)
    return variant.on_hand, variant.held


# -- opening


def test_a_new_product_says_what_lies_on_its_shelf() -> None:
    variants = [ProductVariant(RED, "", francs(1), 3), ProductVariant(BLUE, "", francs(1))]
    product = Product.create(ProductId("p1"), SHOP, "Wax", "Pagnes", variants, NOW)

    created, *opened = product.collect()

    assert isinstance(created, ProductCreated)
    assert [(event.sku, event.before, event.after, event.reason) for event in opened] == [
        ("WAX6-R", 0, 3, "opened"),
        ("WAX6-B", 0, 0, "opened"),
    ]


@pytest.mark.parametrize(
    ("name", "variants", "refusal"),
    [
        ("Wax", [], Invalid),
        (" ", [ProductVariant(RED, "", francs(1))], Invalid),
        ("Wax", [ProductVariant(RED, "", francs(0))], Invalid),
        ("Wax", [ProductVariant(RED, "", francs(1), -1)], Invalid),
        ("Wax", [ProductVariant(RED, "", francs(1), MOST + 1)], Invalid),
        ("Wax", [ProductVariant(RED, "", francs(1), 2, held=1)], Invalid),
        ("Wax", [ProductVariant(RED, "", francs(1)), ProductVariant(RED, "", francs(1))], DuplicateSKU),
        ("Wax", [ProductVariant(RED, "", francs(1)), ProductVariant(BLUE, "", shillings("1"))], Invalid),
    ],
)
def test_a_product_that_makes_no_sense_is_not_created(
    name: str, variants: list[ProductVariant], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        Product.create(ProductId("p1"), SHOP, name, "Pagnes", variants, NOW)


def test_the_variants_that_are_shown_are_copies() -> None:
    product = a_wax(on_hand=5)
    product.variants[0].on_hand = -1
    assert [variant.on_hand for variant in product.variants] == [5, 5]


def test_two_variants_sell_apart() -> None:
    product = a_wax(on_hand=1)
    product.hold(RED, 1, NOW)
    assert (product.available(RED), product.available(BLUE)) == (0, 1)


# -- holding and selling


def test_as_many_as_are_available_can_be_held_and_not_one_more() -> None:
    product = a_wax(on_hand=5, held=2)
    with pytest.raises(OutOfStock) as short:
        product.hold(RED, 4, NOW)
    assert (short.value.left, red(product)) == (3, (5, 2))
    product.hold(RED, 3, NOW)
    assert red(product) == (5, 5)


def test_what_was_held_is_sold_or_released() -> None:
    product = a_wax(on_hand=5, held=3)
    product.sell(RED, 1, "order", NOW)
    product.release(RED, 2)
    assert red(product) == (4, 0)


@pytest.mark.parametrize("quantity", [0, -1, 4])
def test_more_than_is_held_or_less_than_one_piece_never_moves(quantity: int) -> None:
    product = a_wax(on_hand=5, held=3)
    for move in (lambda: product.release(RED, quantity), lambda: product.sell(RED, quantity, "order", NOW)):
        with pytest.raises(Invalid):
            move()
    assert red(product) == (5, 3)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_less_than_one_piece_is_held_or_brought_back(quantity: int) -> None:
    product = a_wax()
    for move in (lambda: product.hold(RED, quantity, NOW), lambda: product.restock(RED, quantity, "order", NOW)):
        with pytest.raises(Invalid):
            move()
    assert red(product) == (5, 0)


def test_nothing_of_an_archived_product_is_available() -> None:
    product = a_wax(on_hand=5)
    product.archive(NOW)
    with pytest.raises(OutOfStock):
        product.hold(RED, 1, NOW)


def test_an_unknown_variant_is_not_found() -> None:
    with pytest.raises(NotFound):
        a_wax().available(ProductSKU("OTHER"))


# -- counting


@pytest.mark.parametrize(("pieces", "refusal"), [(-1, Invalid), (MOST + 1, Invalid), (2, BelowHeld)])
def test_stock_cannot_be_set_beyond_its_bounds_nor_under_what_is_held(pieces: int, refusal: type[Exception]) -> None:
    product = a_wax(on_hand=5, held=3)
    with pytest.raises(refusal):
        product.set_stock(RED, pieces, "fatou", NOW)
    assert red(product) == (5, 3)


@pytest.mark.parametrize("pieces", [3, MOST])
def test_stock_can_be_set_up_to_its_bounds(pieces: int) -> None:
    assert a_wax(on_hand=5, held=3).set_stock(RED, pieces, "fatou", NOW) == (5, pieces)


def test_an_adjustment_answers_before_and_after_and_who_it_was() -> None:
    product = a_wax(on_hand=5)
    assert product.adjust_stock(RED, +3, "fatou", NOW) == (5, 8)
    [moved] = product.collect()
    assert isinstance(moved, InventoryUpdated)
    assert (moved.before, moved.after, moved.reason, moved.reference) == (5, 8, "adjusted", "fatou")
    assert moved.about == "WAX6-R"


def low(product: Product) -> list[int]:
    return [event.left for event in product.collect() if isinstance(event, ProductStockLow)]


def test_low_stock_is_said_once_when_the_threshold_is_crossed_downwards() -> None:
    product = a_wax(on_hand=5, low_at=3)
    product.hold(RED, 1, NOW)
    assert low(product) == []
    product.hold(RED, 1, NOW)
    assert low(product) == [3]
    product.hold(RED, 1, NOW)
    product.sell(RED, 3, "order", NOW)
    assert low(product) == []


def test_low_stock_is_said_again_after_it_was_filled_up() -> None:
    product = a_wax(on_hand=5, low_at=3)
    product.set_stock(RED, 2, "fatou", NOW)
    product.set_stock(RED, 9, "fatou", NOW)
    product.set_stock(RED, 3, "fatou", NOW)
    assert low(product) == [2, 3]


# -- prices and words


def test_a_new_price_says_old_and_new() -> None:
    product = a_wax()
    assert product.set_price(RED, francs(15_000), NOW) == francs(12_000)
    changed, updated = product.collect()
    assert isinstance(changed, PriceChanged)
    assert isinstance(updated, ProductUpdated)
    assert (changed.old, changed.new, updated.changed) == (francs(12_000), francs(15_000), ("price",))


def test_the_same_price_is_no_news() -> None:
    product = a_wax()
    product.set_price(RED, francs(12_000), NOW)
    assert product.collect() == []


@pytest.mark.parametrize("price", [francs(0), francs(-1), shillings("100")])
def test_a_price_is_more_than_nothing_in_the_products_currency(price: object) -> None:
    with pytest.raises(Invalid):
        a_wax().set_price(RED, price, NOW)  # type: ignore[arg-type]


def test_a_product_is_renamed_but_never_to_nothing() -> None:
    product = a_wax()
    product.rename("Wax hollandais", NOW)
    product.describe("6 yards", NOW)
    with pytest.raises(Invalid):
        product.rename("  ", NOW)
    assert (product.name, product.description) == ("Wax hollandais", "6 yards")
    assert [event.changed for event in product.collect() if isinstance(event, ProductUpdated)] == [
        ("name",),
        ("description",),
    ]


def test_archiving_twice_is_archiving_once() -> None:
    product = a_wax()
    product.archive(NOW)
    product.archive(NOW)
    [deleted] = product.collect()
    assert isinstance(deleted, ProductDeleted)
    assert set(deleted.skus) == {"WAX6-R", "WAX6-B"}


# -- what a merchant does


def test_a_sku_is_sold_once_in_a_shop() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    with pytest.raises(DuplicateSKU):
        shop.do(shelf.create_product, "Autre wax", "Pagnes", [ProductVariant(wax.sku, "", francs(1))])


def test_a_created_product_can_be_bought() -> None:
    shop = open_shop(a_shop())
    black = ProductVariant(bag.sku, "noir", francs(18_500), 2)
    shop.do(shelf.create_product, "Sac", "Sacs", [black], synonyms=("bag",))
    cart = shop.do(ordering.add_item_to_cart, awa.customer_id, bag.sku, 2)
    assert (cart.lines[0].name, cart.subtotal) == ("Sac noir", francs(37_000))


def test_of_two_who_edit_one_product_the_second_is_told_to_read_it_again() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    id = ProductId("product-wax6")
    shop.do(shelf.update_product, id, 0, name="Wax hollandais", description="6 yards")
    with pytest.raises(Conflict):
        shop.do(shelf.update_product, id, 0, name="Wax vlisco")
    shop.do(shelf.update_product, id, 1, name="Wax vlisco")


def test_a_sale_meanwhile_disturbs_nobody_who_edits() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    shop.do(shelf.adjust_stock, wax.sku, -1, "fatou")
    shop.do(shelf.update_product, ProductId("product-wax6"), 0, name="Wax hollandais")


def test_stock_is_adjusted_or_counted() -> None:
    shop = open_shop(a_shop().selling(wax, stock=4))
    assert shop.do(shelf.adjust_stock, wax.sku, +5, "fatou") == (4, 9)
    with pytest.raises(Invalid):
        shop.do(shelf.adjust_stock, wax.sku, -999, "fatou")
    assert shop.do(shelf.set_stock, wax.sku, 2, "koffi") == (9, 2)
    with pytest.raises(NotFound):
        shop.do(shelf.set_stock, bag.sku, 2, "koffi")


def test_a_new_price_reaches_open_carts_and_no_placed_order() -> None:
    shop = open_shop(a_shop().selling(wax, stock=9))
    placed = shop.sells_to(moussa, {wax: 1})
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 2)

    assert shop.do(shelf.set_product_price, wax.sku, francs(15_000)) == wax.price

    [told] = shop.said(CartRepriced)
    assert (told.customer_id, told.old, told.new) == (awa.customer_id, wax.price, francs(15_000))
    assert placed.order.subtotal == wax.price
    with shop.work() as work:
        cart = work.carts.open_of(awa.customer_id)
    assert cart is not None and cart.subtotal == francs(30_000)


def test_an_archived_product_leaves_open_carts_and_stays_on_old_orders() -> None:
    shop = open_shop(a_shop().selling(wax, stock=9))
    placed = shop.sells_to(moussa, {wax: 1})
    shop.do(ordering.add_item_to_cart, awa.customer_id, wax.sku, 2)

    shop.do(shelf.archive_product, ProductId("product-wax6"))

    assert [event.empty for event in shop.said(ItemRemoved)] == [True]
    assert placed.order.items[0].name == "Wax 6 yards"
    assert "CartRepriced" not in names(shop.store.events)
