"""The people of the shop: the owner, a rider; and an employee who only reads along."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from urllib.parse import quote

from tests.chaos.buyer import WARES
from tests.chaos.phone import NoAnswer, Phone, keys_of

SKUS = ("SAVON", "KARITE", "FOULARD", "HUILE1", "NATTE", "ATTIEKE")
assert len(SKUS) == len(WARES)
PIN = "2580"
OF_AN_ORDER = re.compile(r"\*(\d+)\*")
PAY_OUT = re.compile(r"`versé (\d+)`")
CODE = re.compile(r"code \*(\d+)\*")


@dataclass
class Merchant:
    """Ships what is paid, fills the shelf up, pays back what she is asked for. `did` counts what she was obeyed in."""

    phone: Phone
    luck: random.Random
    closing: threading.Event
    asked: SimpleQueue[str]
    shipped: set[str] = field(default_factory=set)
    did: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        while not self.closing.is_set():
            with suppress(NoAnswer):
                self._look_after_orders()
                self._look_after_money()
                self._do_what_is_asked()
                self.phone.ask(f"stock {self.luck.choice(SKUS)} +{self.luck.randint(1, 4)}")
            self.closing.wait(1)

    def _look_after_orders(self) -> None:
        for order in self.phone.post.get(f"/simulator/orders?shop={quote(self.phone.shop)}")["orders"]:
            if self.closing.is_set():
                return
            if order["state"] == "ready_for_shipment" and order["ref"] not in self.shipped:
                self._send_off(order["ref"])
            elif order["state"] in ("ready_for_shipment", "shipped") and self.luck.random() < 0.4:
                self._obeyed(f"livré {order['ref']}")  # one that is fetched never travels
            elif order["state"] == "shipped" and self.luck.random() < 0.1:
                self._obeyed(f"retour {order['ref']}")
            elif order["state"] == "closed" and self.luck.random() < 0.02:
                self._obeyed(f"rembourser {order['ref']}")
            self._do_what_is_asked()

    def _send_off(self, order: str) -> None:
        if self.luck.random() < 0.1:
            self._obeyed(f"annuler {order}")
        else:
            self._obeyed(f"expedier {order} Issa")
        self.shipped.add(order)

    def _look_after_money(self) -> None:
        if self.luck.random() < 0.3:
            self._obeyed("encaisser Issa")
        for order in PAY_OUT.findall(self.phone.ask("remboursements")["text"]):
            self._obeyed(f"versé {order} TX{order}")

    def _do_what_is_asked(self) -> None:
        while not self.closing.is_set():
            try:
                self._obeyed(self.asked.get_nowait())
            except Empty:
                return

    def _obeyed(self, command: str) -> None:
        """Says yes where a yes is asked for, and her PIN where money would leave: chosen the first time."""
        keys = keys_of(self.phone.ask(command))
        if keys:
            self.phone.ask("oui" if "yes" in keys else PIN)
        self.did[command.split()[0]] += 1


@dataclass
class Rider:
    """Issa: brings parcels. At the door each buyer holds out the phone with the code that closes the delivery."""

    phone: Phone
    closing: threading.Event
    held_out: list[Phone]
    codes: dict[str, str] = field(default_factory=dict)
    delivered: int = 0

    def run(self) -> None:
        while not self.closing.is_set():
            with suppress(NoAnswer):
                self._bring_parcels()
            self.closing.wait(2)

    def _bring_parcels(self) -> None:
        self._read_codes()
        for order in OF_AN_ORDER.findall(self.phone.ask("colis")["text"]):
            if order in self.codes:
                self.phone.ask(f"livré {self.codes[order]}")
                self.delivered += 1

    def _read_codes(self) -> None:
        for phone in self.held_out:
            for shown in phone.look():
                phone.seen = shown["n"]
                order, code = OF_AN_ORDER.search(shown["text"]), CODE.search(shown["text"])
                if order and code:
                    self.codes[order[1]] = code[1]
