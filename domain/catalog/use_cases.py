"""What a merchant does to the shelf."""

from __future__ import annotations

from collections.abc import Iterable

from domain.catalog.errors import TooManySynonyms
from domain.catalog.events import SynonymsChanged
from domain.catalog.ports import CatalogWork
from domain.catalog.product import Product
from domain.catalog.synonyms import MOST_WORDS, Synonyms
from domain.catalog.variant import ProductVariant
from domain.shared.errors import Conflict, NotFound
from domain.shared.ids import ProductId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU


def create_product(
    work: CatalogWork,
    name: str,
    category: str,
    variants: Iterable[ProductVariant],
    *,
    description: str = "",
    photo: str = "",
    synonyms: tuple[str, ...] = (),
) -> ProductId:
    """Raises Invalid, DuplicateSKU."""
    product = Product.create(
        ProductId(work.ids.new()),
        work.shop_id,
        name,
        category,
        variants,
        work.clock.now(),
        description=description,
        photo=photo,
        synonyms=synonyms,
    )
    work.products.add(product)
    return product.id


def put_on_shelf(work: CatalogWork, name: str, category: str, variant: ProductVariant) -> None:
    """One more kind of a product that is there by this name, else a new product. Raises Invalid, DuplicateSKU."""
    product = work.products.find_by_name(name)
    if product is None:
        create_product(work, name, category, [variant])
    else:
        product.add_variant(variant, work.clock.now())
        work.products.save(product)


def retire_product(work: CatalogWork, sku: ProductSKU) -> str:
    """The whole product that has this SKU leaves the shelf. Returns its name. Raises NotFound."""
    [product] = work.products.with_skus([sku])
    product.archive(work.clock.now())
    work.products.save(product)
    return product.name


def update_product(
    work: CatalogWork,
    product_id: ProductId,
    seen: int,
    *,
    name: str | None = None,
    description: str | None = None,
) -> None:
    """`seen` is the version that the editor looked at: raises Conflict when it is no longer that one."""
    product = work.products.get(product_id)
    if product.version != seen:
        raise Conflict(f"product {product_id}")
    if name is not None:
        product.rename(name, work.clock.now())
    if description is not None:
        product.describe(description, work.clock.now())
    work.products.save(product)


def archive_product(work: CatalogWork, product_id: ProductId) -> None:
    product = work.products.get(product_id)
    product.archive(work.clock.now())
    work.products.save(product)


def set_product_price(work: CatalogWork, sku: ProductSKU, price: Money) -> Money:
    """Returns the old price. Raises NotFound, Invalid."""
    [product] = work.products.with_skus([sku])
    old = product.set_price(sku, price, work.clock.now())
    work.products.save(product)
    return old


def adjust_stock(work: CatalogWork, sku: ProductSKU, change: int, by: str) -> tuple[int, int]:
    """`change` pieces came (or went). Returns on-hand before and after. Raises NotFound, Invalid, BelowHeld."""
    [product] = work.products.with_skus([sku])
    counts = product.adjust_stock(sku, change, by, work.clock.now())
    work.products.save(product)
    return counts


def set_stock(work: CatalogWork, sku: ProductSKU, pieces: int, by: str) -> tuple[int, int]:
    """The shelf was counted: `pieces` lie there. Returns on-hand before and after."""
    [product] = work.products.with_skus([sku])
    counts = product.set_stock(sku, pieces, by, work.clock.now())
    work.products.save(product)
    return counts


def call_also(work: CatalogWork, told: Synonyms) -> tuple[str, ...]:
    """In place of what was said of this word before, which is returned. Raises TooManySynonyms."""
    known = work.other_words.find(told.word)
    if known is None and len(work.other_words.all()) >= MOST_WORDS:
        raise TooManySynonyms(MOST_WORDS)
    before = known.others if known else ()
    work.other_words.put(told)
    _say_synonyms(work, told.word, before, told.others)
    return before


def call_no_longer(work: CatalogWork, word: str) -> Synonyms:
    """What was said of it. Raises NotFound."""
    known = work.other_words.find(word)
    if known is None:
        raise NotFound("synonym", word)
    work.other_words.remove(known.word)
    _say_synonyms(work, known.word, known.others, ())
    return known


def _say_synonyms(work: CatalogWork, word: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    said = SynonymsChanged(shop_id=work.shop_id, occurred_at=work.clock.now(), word=word, before=before, after=after)
    work.publish(said)
