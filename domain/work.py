"""The unit of work with everything in it: what reactions across contexts are handed."""

from __future__ import annotations

from typing import Protocol

from domain.catalog.ports import CatalogWork
from domain.customer.ports import CustomerWork
from domain.fulfillment.ports import Fulfiller, FulfillmentWork
from domain.merchant.ports import MerchantWork
from domain.ordering.ports import OrderingWork
from domain.payment.ports import PaymentWork
from domain.processes.ports import Processes


class ShopWork(MerchantWork, CatalogWork, OrderingWork, PaymentWork, FulfillmentWork, CustomerWork, Protocol):
    @property
    def processes(self) -> Processes: ...

    @property
    def fulfiller(self) -> Fulfiller: ...
