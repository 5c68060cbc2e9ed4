"""The people of the shop: one ships what is paid and fills the shelf up, the other only reads along."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.chaos.buyer import WARES
from tests.chaos.phone import NoAnswer, Phone

SKUS = ("SAVON", "KARITE", "FOULARD", "HUILE1", "NATTE", "ATTIEKE")
assert len(SKUS) == len(WARES)


@dataclass
class Merchant:
    phone: Phone
    luck: random.Random
    closing: threading.Event
    shipped: set[str] = field(default_factory=set)
    delivered: int = 0

    def run(self) -> None:
        while not self.closing.is_set():
            try:
                self._look_after_orders()
                self.phone.ask(f"stock {self.luck.choice(SKUS)} +{self.luck.randint(1, 4)}")
            except NoAnswer:
                pass
            self.closing.wait(1)

    def _look_after_orders(self) -> None:
        for order in self.phone.post.get(f"/simulator/orders?shop={quote(self.phone.shop)}")["orders"]:
            if self.closing.is_set():
                return
            if order["state"] == "ready_for_shipment" and order["ref"] not in self.shipped:
                self.phone.ask(f"expedier {order['ref']} Issa")
                self.shipped.add(order["ref"])
            elif order["state"] in ("ready_for_shipment", "shipped") and self.luck.random() < 0.7:
                self.phone.ask(f"livré {order['ref']}")  # one that is fetched never travels
                self.delivered += 1
