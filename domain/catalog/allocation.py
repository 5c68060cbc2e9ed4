"""Goods as something to hold: the allocator that checkout and payment ask for pieces on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.catalog.errors import OutOfStock
from domain.catalog.events import StockTaken, StockUnavailable
from domain.catalog.hold import Hold, HoldState
from domain.catalog.ports import CatalogWork
from domain.catalog.product import Product
from domain.shared.errors import NotFound
from domain.shared.ids import CustomerId, OrderId
from domain.shared.sku import ProductSKU


class GoodsAllocator:
    """Holds all lines of an order or none, in SKU order, within the caller's transaction."""

    def __init__(self, work: CatalogWork) -> None:
        self._work = work

    def hold(
        self, order_id: OrderId, quantities: Mapping[ProductSKU, int], until: datetime, buyer: CustomerId | None = None
    ) -> None:
        """What is kept for `buyer` is theirs to order. Raises OutOfStock that names every line that is short, and holds
        nothing."""
        self._take(Hold(order_id, self._work.shop_id, dict(quantities), until), buyer)

    def keep(self, sku: ProductSKU, customer_id: CustomerId, until: datetime) -> None:
        """One piece for somebody who has not ordered yet. Raises OutOfStock."""
        own = OrderId(self._work.ids.new())
        self._take(Hold(own, self._work.shop_id, {sku: 1}, until, kept_for=customer_id))

    def let_go(self, sku: ProductSKU) -> None:
        """Whatever has lapsed is for sale again, counted as such."""
        self._freed_shelf({sku: 1})

    def extend(self, order_id: OrderId, until: datetime) -> None:
        """A hold that still stands stands longer."""
        hold = self._held(order_id)
        if hold.state == HoldState.HELD:
            hold.until = max(hold.until, until)
            self._work.holds.save(hold)

    def confirm(self, order_id: OrderId) -> None:
        """The goods leave the shelf; a hold that was released is taken again if it can be.

        Says StockTaken, or StockUnavailable and changes nothing. Confirming twice is confirming once.
        """
        hold = self._held(order_id)
        if hold.state == HoldState.CONFIRMED:
            return
        if hold.state == HoldState.RELEASED and not self._held_again(hold):
            return
        shelf = self._shelf(hold.quantities)
        for sku, quantity in hold.quantities.items():
            shelf[sku].sell(sku, quantity, order_id, self._now)
        self._finish(hold, shelf, HoldState.CONFIRMED)
        self._work.publish(StockTaken(shop_id=hold.shop_id, occurred_at=self._now, order_id=order_id))

    def release(self, order_id: OrderId) -> None:
        """What was held is for sale again, what was sold comes back. Releasing twice is releasing once."""
        hold = self._work.holds.find(order_id)
        if hold is None or hold.state == HoldState.RELEASED:
            return
        shelf = self._shelf(hold.quantities)
        for sku, quantity in hold.quantities.items():
            if hold.state == HoldState.HELD:
                shelf[sku].release(sku, quantity)
            else:
                shelf[sku].restock(sku, quantity, order_id, self._now)
        self._finish(hold, shelf, HoldState.RELEASED)

    def _take(self, hold: Hold, buyer: CustomerId | None = None) -> None:
        shelf = self._freed_shelf(hold.quantities, buyer)
        self._hold_all(shelf, hold.quantities)
        self._work.holds.add(hold)
        self._save(shelf)

    @property
    def _now(self) -> datetime:
        return self._work.clock.now()

    def _held(self, order_id: OrderId) -> Hold:
        hold = self._work.holds.find(order_id)
        if hold is None:
            raise NotFound("hold", order_id)
        return hold

    def _shelf(self, skus: Iterable[ProductSKU]) -> dict[ProductSKU, Product]:
        return _by_sku(self._work.products.with_skus(sorted(skus)))

    def _hold_all(self, shelf: dict[ProductSKU, Product], quantities: Mapping[ProductSKU, int]) -> None:
        if short := _short(shelf, quantities):
            raise OutOfStock(short)
        for sku, quantity in sorted(quantities.items()):
            shelf[sku].hold(sku, quantity, self._now)

    def _held_again(self, hold: Hold) -> bool:
        shelf = self._freed_shelf(hold.quantities)
        if short := _short(shelf, hold.quantities):
            self._work.publish(
                StockUnavailable(shop_id=hold.shop_id, occurred_at=self._now, order_id=hold.order_id, skus=tuple(short))
            )
            return False
        self._hold_all(shelf, hold.quantities)
        self._save(shelf)
        return True

    def _freed_shelf(
        self, quantities: Mapping[ProductSKU, int], buyer: CustomerId | None = None
    ) -> dict[ProductSKU, Product]:
        """Holds past their time count as released, whether or not the sweep has come by, and so does what is kept for
        `buyer`: whatever else they hold goes back with them, so holds are locked first, then every product at once.
        Without any, nothing is locked."""
        lapsed = self._work.holds.lapsed(self._now, quantities, buyer)
        if not lapsed:
            return _by_sku(self._work.products.look_at(sorted(quantities)))
        shelf = self._shelf({*quantities, *(sku for hold in lapsed for sku in hold.quantities)})
        for hold in lapsed:
            for sku, quantity in hold.quantities.items():
                shelf[sku].release(sku, quantity)
            self._finish(hold, shelf, HoldState.RELEASED)
        return shelf

    def _finish(self, hold: Hold, shelf: dict[ProductSKU, Product], state: HoldState) -> None:
        hold.state = state
        self._work.holds.save(hold)
        self._save(shelf)

    def _save(self, shelf: dict[ProductSKU, Product]) -> None:
        for product in {id(product): product for product in shelf.values()}.values():
            self._work.products.save(product)


def _by_sku(products: Iterable[Product]) -> dict[ProductSKU, Product]:
    return {variant.sku: product for product in products for variant in product.variants}


def _short(shelf: dict[ProductSKU, Product], quantities: Mapping[ProductSKU, int]) -> dict[str, int]:
    """How many are left of each SKU of which there are not enough."""
    left = {sku: shelf[sku].available(sku) for sku in sorted(quantities)}
    return {str(sku): left[sku] for sku in left if left[sku] < quantities[sku]}
