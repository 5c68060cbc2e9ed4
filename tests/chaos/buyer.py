"""A buyer with habits: orders in one line, checks out, pays in one of the ways people pay, or does not."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.payer import Payer
from tests.chaos.phone import Bubble, NoAnswer, Phone, bare, path_of

WARES = ("savon", "beurre de karité", "foulard satin", "huile végétale", "natte colorée", "attiéké frais")
WAYS = {
    "approve": 40,
    "lose_callback": 10,
    "repeat_callback": 8,
    "pay_twice": 8,
    "decline": 8,
    "forge_callback": 6,
    "pay_late": 6,
    "expire": 4,
    "walk away": 10,
}
EQUALS = ({"delivery", "pickup"}, {"money", "mobile"})
A_MENU = 5  # so many choices mean that the talk is back at its beginning
STEPS = 14


@dataclass
class Buyer:
    """`run` shops until `closing` is set. `did` counts what was done at the till."""

    phone: Phone
    wallet: Payer
    luck: random.Random
    closing: threading.Event
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
        link = self._check_out(self.phone.ask(wanted))
        if link is not None:
            self.did["ordered"] += 1
            self._pay(link)

    # -- the dialogue ------------------------------------------------------------------------------------------------

    def _check_out(self, shown: Bubble) -> Bubble | None:
        """The bubble with the payment link; None where the talk took another turn."""
        for _ in range(STEPS):
            if shown["link"]:
                return shown
            said = self._next(shown)
            if said is None:
                return None
            shown = self.phone.answer(said)
        return None

    def _next(self, shown: Bubble) -> str | None:
        """The first choice is the one that leads on; between equals the dice fall."""
        keys = {bare(choice["key"]): choice["key"] for choice in shown["choices"]}
        for equals in EQUALS:
            if equals <= keys.keys():
                return self.phone.tap(keys[self.luck.choice(sorted(equals))])
        if any(key.startswith("+") for key in keys):
            return self.phone.say(self._new_payer())
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
        self._open(shown["link"]["url"])
        self._act(way)
        if way in ("decline", "expire") and self.luck.random() < 0.7:
            self._try_again(shown)
        elif way == "forge_callback":
            self._act("approve")
        if self.luck.random() < 0.1:
            self._cancel(shown)

    def _open(self, link: str) -> None:
        self.phone.post.send(path_of(link), b"", "application/x-www-form-urlencoded")

    def _try_again(self, shown: Bubble) -> None:
        """Once the shop knows that the first try came to nothing: until then there is one under way."""
        before = self.wallet.newest(self.payers[-1])
        deadline = time.monotonic() + 8
        while self.wallet.newest(self.payers[-1]) == before and time.monotonic() < deadline:
            self._open(shown["link"]["url"])
            self.closing.wait(0.5)
        self._act("approve")

    def _act(self, action: str) -> None:
        self.did[action] += self.wallet.act(self.payers[-1], action)

    def _cancel(self, shown: Bubble) -> None:
        number = re.search(r"\*(\d+)\*", shown["text"])
        if number:
            self.phone.ask(f"annuler {number[1]}")
            self.phone.ask("oui")
            self.did["cancel"] += 1
