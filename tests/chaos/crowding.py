"""Too much at once, and what nobody should send: fifty messages in a second, a flood of forgeries, a word that is a
bug, the same webhook at two machines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.chaos.phone import BROKEN, NoAnswer, Phone, Post
from tests.chaos.planted import POISON
from tests.chaos.scene import Fault, Scene
from tests.chaos.talk import ALL_AT_ONCE, FORGED, STRANGER
from tests.twilio_webhooks import message_form
from tests.wallet import fetch

MANY = 50
FLOODERS = 2


@dataclass
class Crowding:
    """`phones` are those who wrote; `let_in` counts forgeries that were taken, `complaints` says what was not heard."""

    scene: Scene
    shop: str
    phones: list[Phone] = field(default_factory=list)
    forged: int = 0
    let_in: int = 0
    complaints: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def others(self) -> list[Fault]:
        return [self.write_fifty_at_once, self.send_by_two_doors_at_once, self.poison_a_chat, self.flood_with_forgeries]

    def write_fifty_at_once(self) -> bool:
        """One person, within a second."""
        me = self._somebody(ALL_AT_ONCE)
        hands = [Phone(me.post, me.me, self.shop, sent=n) for n in range(MANY)]
        self.phones += hands

        def write() -> None:
            with ThreadPoolExecutor(MANY) as pool:
                list(pool.map(lambda hand: hand.say("panier"), hands))

        return self._meanwhile(write)

    def send_by_two_doors_at_once(self) -> bool:
        """Each message of one chat, and each once only."""
        me = self._somebody()
        me.twice = 1.0
        return self._meanwhile(lambda: [me.ask(words) for words in ("bonjour", "2 savon", "panier")])

    def poison_a_chat(self) -> bool:
        """What makes a turn stumble is apologised for, and the chat goes on."""
        me = self._somebody()

        def write() -> None:
            me.say("2 savon")
            me.ask(POISON)
            if "Savon" not in me.ask("panier")["text"]:
                self.complaints.append(f"{me.me} lost the cart to a poisoned message")

        return self._meanwhile(write)

    def flood_with_forgeries(self) -> bool:
        """Nobody has signed them: they leave nothing behind."""
        over = threading.Event()
        for _ in range(FLOODERS):
            self._meanwhile(lambda: self._flood(over))
        return self.scene.lasts(over.set)

    def finish(self) -> None:
        for thread in self.threads:
            thread.join(120)

    @property
    def accepted(self) -> list[str]:
        return [id for phone in self.phones for id in phone.accepted]

    def _flood(self, over: threading.Event) -> None:
        door = f"{self.scene.town.url}/webhooks/whatsapp/twilio"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "c2lnbmVkIQ=="}
        for n in count():
            form = message_form(f"{STRANGER}{n % 10**8:08d}", self.shop, "menu", MessageSid=f"{FORGED}{n:026d}")
            with suppress(*BROKEN):
                self.let_in += fetch("POST", door, urlencode(form).encode(), headers).status < 400
            self.forged += 1
            if over.wait(0.005):
                return

    def _somebody(self, begins: str = "+225079") -> Phone:
        """Who has never written yet."""
        post = Post(self.scene.town.url, other_urls=tuple(town.url for town in self.scene.towns[1:]))
        phone = Phone(post, f"{begins}{len(self.phones):07d}", self.shop)
        self.phones.append(phone)
        return phone

    def _meanwhile(self, act: Callable[[], object]) -> bool:
        def bear() -> None:
            try:
                act()
            except NoAnswer:
                self.complaints.append("somebody waited for the shop for ever")

        self.threads.append(threading.Thread(target=bear, daemon=True))
        self.threads[-1].start()
        return True
