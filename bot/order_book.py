"""Any order of a shop, read by one of its people."""

from __future__ import annotations

from bot.receipts import Receipts
from bot.wallets import Front
from domain.merchant.shop import Shop
from domain.merchant.staff import Staff
from domain.ordering.views import OrderView
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId
from integrations.store.unit_of_work import SqlUnitOfWork


class OrderBook:
    """Reading any order of the shop."""

    def __init__(self, work: SqlUnitOfWork, shop: Shop, me: Staff, front: Front) -> None:
        self._work = work
        self._shop = shop
        self._me = me
        self._front = front
        self.receipts = Receipts(work, shop, front)

    @property
    def me(self) -> Staff:
        return self._me

    @property
    def languages(self) -> tuple[str, ...]:
        return self._shop.languages

    def order(self, number: int) -> OrderView:
        order = self._work.order_queries.by_number(number)
        if order is None:
            raise NotFound("order", number)
        return order

    def order_of(self, order_id: OrderId) -> OrderView:
        order = self._work.order_queries.by_id(order_id)
        if order is None:
            raise NotFound("order", order_id)
        return order
