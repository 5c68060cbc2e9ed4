"""Back in stock: who waits is told, first come first, and a piece is kept for them a while."""

from __future__ import annotations

from domain.catalog.allocation import GoodsAllocator
from domain.catalog.errors import OutOfStock
from domain.catalog.events import BackInStock
from domain.catalog.ports import CatalogWork
from domain.catalog.waiting import KEPT_FOR, Waiting
from domain.shared.ids import CustomerId
from domain.shared.sku import ProductSKU


def wait_for(work: CatalogWork, customer_id: CustomerId, sku: ProductSKU) -> None:
    """Asking twice is asking once, and so is asking while one is kept. Raises NotFound."""
    now = work.clock.now()
    work.products.look_at([sku])
    if not any(sku in hold.quantities and not hold.has_lapsed(now) for hold in work.holds.kept_for(customer_id)):
        work.waitings.add(Waiting(customer_id, work.shop_id, sku, now))


def wait_no_longer(work: CatalogWork, customer_id: CustomerId, sku: ProductSKU) -> None:
    """What was kept for them is for the next in line."""
    work.waitings.remove(customer_id, sku)
    for hold in work.holds.kept_for(customer_id):
        if sku in hold.quantities:
            GoodsAllocator(work).release(hold.order_id)


def serve_line(work: CatalogWork, sku: ProductSKU) -> None:
    """As many as there are free pieces are told. What somebody let lapse goes straight to the next: both are one
    transaction, so nobody else gets in between."""
    for waiting in work.waitings.line(sku):
        try:
            _tell(work, waiting)
        except OutOfStock:
            break
    GoodsAllocator(work).let_go(sku)


def _tell(work: CatalogWork, waiting: Waiting) -> None:
    now, sku = work.clock.now(), waiting.sku
    until = now + KEPT_FOR
    GoodsAllocator(work).keep(sku, waiting.customer_id, until)
    work.waitings.remove(waiting.customer_id, sku)
    work.publish(
        BackInStock(
            shop_id=waiting.shop_id, occurred_at=now, sku=str(sku), customer_id=waiting.customer_id, until=until
        )
    )
