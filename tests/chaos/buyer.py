"""A buyer with habits: orders in one line, checks out, pays in one of the ways people pay, or does not.

What only the shop can do about it, the buyer asks the shop for.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from queue import SimpleQueue

from tests.chaos.payer import Payer
from tests.chaos.phone import Bubble, NoAnswer, Phone, keys_of

WARES = ("savon", "beurre de karité", "foulard satin", "huile végétale", "natte colorée", "attiéké frais")
WAYS = {
    "approve": 24,
    "lose_callback": 8,
    "repeat_callback": 6,
    "pay_twice": 8,
    "decline": 7,
    "forge_callback": 5,
    "pay_late": 6,
    "expire": 4,
    "pay_less": 10,
    "pay_more": 10,
    "pay_other_currency": 8,
    "reverse": 8,
    "walk away": 6,
}
EQUALS = ({"delivery", "pickup"}, {"money", "mobile", "at_the_door"})
A_MENU = 5  # so many choices mean that the talk is back at its beginning
STEPS = 14
PATIENCE = 1.5
"""Seconds from one press to the next: the page takes six in a minute."""


@dataclass
class Buyer:
    """`run` shops until `closing` is set. `did` counts what was done at the till."""

    phone: Phone
    wallet: Payer
    luck: random.Random
    closing: threading.Event
    asked_of_shop: SimpleQueue[str]
    did: Counter[str] = field(default_factory=Counter)
    payers: list[str] = field(default_factory=list)
    gave_up: int = 0

    def run(self) -> None:
        while not self.closing.is_set():
            try:
                self.shop_once()
            except NoAnswer:
                self.gave_up += 1
            self.closing.wait(self.luck.uniform(0.1, 0.5))

    def shop_once(self) -> None:
        if self.luck.random() < 0.3:
            self.phone.say("bonjour")  # and straight on, without waiting for the answer
        wanted = f"{self.luck.randint(1, 2)} {self.luck.choice(WARES)}"
        shown = self._check_out(self.phone.ask(wanted))
        if shown is not None:
            self.did["ordered"] += 1
            if shown["link"]:
                self._pay(shown)
            if self.luck.random() < 0.1:
                self._cancel(shown)
        if self.luck.random() < 0.3:
            self._take_credit_back()
        if self.luck.random() < 0.05:
            self._ask_for_money_back()

    # -- the dialogue ------------------------------------------------------------------------------------------------

    def _check_out(self, shown: Bubble) -> Bubble | None:
        """The bubble with the payment link, or that nothing is to be paid now; None where the talk took another
        turn."""
        for _ in range(STEPS):
            if shown["link"] or shown["kind"] == "paid":
                return shown
            said = self._next(shown)
            if said is None:
                return None
            shown = self.phone.answer(said)
        return None

    def _next(self, shown: Bubble) -> str | None:
        """The first choice is the one that leads on; between equals the dice fall."""
        keys = keys_of(shown)
        for equals in EQUALS:
            if len(equals & keys.keys()) > 1:
                return self.phone.tap(keys[self.luck.choice(sorted(equals & keys.keys()))])
        if "another" in keys:
            number = self._new_payer()
            return self.phone.tap(keys["another"]) if self.luck.random() < 0.2 else self.phone.say(number)
        if not keys:
            return self.phone.say("Cocody, près de la pharmacie Saint-Jean")
        return self.phone.tap(next(iter(keys.values()))) if len(keys) < A_MENU else None

    def _new_payer(self) -> str:
        """A number of its own for every order, so that the newest prompt on it is this order's."""
        self.payers.append(f"+22507{self.phone.me[-4:]}{len(self.payers):04d}")
        return self.payers[-1]

    # -- the till ----------------------------------------------------------------------------------------------------

    def _pay(self, shown: Bubble) -> None:
        way = self.luck.choices(list(WAYS), list(WAYS.values()))[0]
        if way == "walk away":
            self.did[way] += 1
            return
        self._press(shown)
        if way == "reverse":
            self._act("approve")
            self.closing.wait(self.luck.uniform(0, 4))
        self._act(way)
        if way in ("decline", "expire", "pay_less") and self.luck.random() < 0.8:
            self._try_again(shown)
        elif way == "forge_callback":
            self._act("approve")
        elif way == "pay_other_currency":
            self._ask_shop("rembourser", shown)

    def _press(self, shown: Bubble) -> None:
        self.phone.post.press(shown["link"]["url"], self.payers[-1])

    def _try_again(self, shown: Bubble) -> None:
        """Or pays the rest: once the shop knows how the first try ended. Until then its page has no button."""
        before = self.wallet.newest(self.payers[-1])
        deadline = time.monotonic() + 8
        while self.wallet.newest(self.payers[-1]) == before and time.monotonic() < deadline:
            self._press(shown)
            self.closing.wait(PATIENCE)
        self._act("approve")

    def _act(self, action: str) -> None:
        self.did[action] += self.wallet.act(self.payers[-1], action)

    # -- afterwards --------------------------------------------------------------------------------------------------

    def _cancel(self, shown: Bubble) -> None:
        self.phone.ask(f"annuler {number_in(shown)}")
        self.phone.ask("oui")
        self.did["cancel"] += 1

    def _take_credit_back(self) -> None:
        if key := keys_of(self.phone.ask("mon avoir")).get("take_back"):
            self.phone.answer(self.phone.tap(key))
            self.did["take back"] += 1

    def _ask_for_money_back(self) -> None:
        """Of the newest order that has arrived."""
        if orders := [key for name, key in keys_of(self.phone.ask("je veux mon argent")).items() if name.isdigit()]:
            shown = self.phone.answer(self.phone.tap(orders[0]))
            self.phone.ask("c'est cassé")
            self._ask_shop(self.luck.choice(["approuver", "refuser"]), shown)

    def _ask_shop(self, command: str, shown: Bubble) -> None:
        self.asked_of_shop.put(f"{command} {number_in(shown)}")
        self.did[command] += 1


def number_in(shown: Bubble) -> str:
    """The order's."""
    number = re.search(r"\*(\d+)\*", shown["text"])
    assert number, shown["text"]
    return number[1]
