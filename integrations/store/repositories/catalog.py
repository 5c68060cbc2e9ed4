"""Products with their variants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import and_, select

from domain.catalog.errors import DuplicateSKU
from domain.catalog.product import Product
from domain.catalog.sales import Sales
from domain.catalog.variant import ProductVariant
from domain.shared.errors import NotFound
from domain.shared.ids import ProductId, ShopId
from domain.shared.money import Money
from domain.shared.sku import ProductSKU
from integrations.store.product_words import Called, ProductWords
from integrations.store.repositories.base import Repository, Scope
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.tables.catalog import products, variants
from integrations.store.words import folded


class SqlProducts(Repository[Product]):
    """Locks are taken on products, by id: in one order everywhere. Stock that moves makes no new version of the
    product: two people who edit it collide, a sale meanwhile disturbs neither."""

    what = "product"
    table = products
    parts = (Part(variants, "product_id", ("sku",), order_by="sku", makes_versions=False, counted=("on_hand", "held")),)

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._words = ProductWords(scope.connection)
        self._called: dict[ProductId, Called] = {}

    def add(self, product: Product) -> None:
        taken = self._taken(product)
        if taken is not None:
            raise DuplicateSKU(taken)
        super().add(product)
        self._called[product.id] = called = _called(product)
        self._words.add(product.shop_id, product.id, called)

    def save(self, product: Product) -> None:
        super().save(product)
        called = _called(product)
        if self._called[product.id] != called:
            self._words.replace(product.shop_id, product.id, called)
            self._called[product.id] = called

    def get(self, product_id: ProductId) -> Product:
        return self._get(products.c.id == product_id, product_id)

    def find_by_name(self, name: str) -> Product | None:
        mine = and_(products.c.shop_id == self._scope.shop_id, ~products.c.archived)
        found = self._all(and_(mine, products.c.sorts_as == folded(name)))
        return found[0] if found else None

    def with_skus(self, skus: Iterable[ProductSKU]) -> list[Product]:
        return self._with_skus(skus, self._all)

    def look_at(self, skus: Iterable[ProductSKU]) -> list[Product]:
        return self._with_skus(skus, self._all_at_once)

    def _with_skus(self, skus: Iterable[ProductSKU], read: Callable[[Any], list[Product]]) -> list[Product]:
        wanted = [str(sku) for sku in skus]
        mine = variants.c.shop_id == self._scope.shop_id, variants.c.sku.in_(wanted)
        found = read(products.c.id.in_(select(variants.c.product_id).where(*mine)))
        known = {str(variant.sku) for product in found for variant in product.variants}
        for sku in wanted:
            if sku not in known:
                raise NotFound("product", sku)
        return sorted(found, key=lambda product: product.variants[0].sku)

    def _mine(self) -> Any:
        """Written so that no index begins with it: SQLite takes such a one for a few ids, and reads a whole shelf."""
        return products.c.shop_id.concat("") == self._scope.shop_id

    def _taken(self, product: Product) -> str | None:
        """Two who open the same SKU at once are told apart by the unique key."""
        skus = [str(variant.sku) for variant in product.variants]
        mine = variants.c.shop_id == product.shop_id, variants.c.sku.in_(skus)
        return self._connection.execute(select(variants.c.sku).where(*mine).limit(1)).scalar()

    def to_rows(self, root: Product) -> Rows:
        values = {
            "id": root.id,
            "shop_id": root.shop_id,
            "name": root.name,
            "sorts_as": folded(root.name),
            "category": root.category,
            "description": root.description,
            "photo": root.photo,
            "synonyms": list(root.synonyms),
            "archived": root.archived,
        }
        return Rows(values, ([_variant_row(root, variant) for variant in root.variants],))

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Product:
        product = Product(
            ProductId(row["id"]),
            ShopId(row["shop_id"]),
            row["name"],
            row["category"],
            [_variant(part) for part in parts[0]],
            description=row["description"],
            photo=row["photo"],
            synonyms=tuple(row["synonyms"]),
            archived=row["archived"],
            version=row["version"],
        )
        self._called[product.id] = _called(product)
        return product


def _called(product: Product) -> Called:
    marks = (text for variant in product.variants for text in (str(variant.sku), variant.label))
    return Called(product.name, (product.category, *product.synonyms, *marks), not product.archived)


def _variant_row(product: Product, variant: ProductVariant) -> dict[str, Any]:
    return {
        "product_id": product.id,
        "shop_id": product.shop_id,
        "sku": str(variant.sku),
        "label": variant.label,
        "price_minor": variant.price.minor,
        "currency": variant.price.currency,
        "on_hand": variant.on_hand,
        "held": variant.held,
        "low_at": variant.low_at,
        "sold": variant.sales.parts,
        "sold_in": variant.sales.period,
    }


def _variant(row: Stored) -> ProductVariant:
    return ProductVariant(
        ProductSKU(row["sku"]),
        row["label"],
        Money(row["price_minor"], row["currency"]),
        row["on_hand"],
        row["held"],
        row["low_at"],
        Sales(row["sold"], row["sold_in"]),
    )
