"""A buyer on WhatsApp: writes by Twilio's signed webhook, reads what Twilio was given, answers by number."""

from __future__ import annotations

import hashlib
import random
import re
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.chaos.buyer import WARES
from tests.chaos.payer import Payer
from tests.chaos.phone import FORM, NoAnswer, Post
from tests.chaos.sluggish import SluggishTwilio, Taken
from tests.twilio_webhooks import AUTH_TOKEN, message_form, signature

DOOR = "/webhooks/whatsapp/twilio"
NUMBERED = re.compile(r"^1\. ", re.MULTILINE)
PAY_LINK = re.compile(r"https?://\S+(/p/\S+)")
STEPS = 12
TWICE = 0.1


@dataclass
class Texter:
    """`run` shops until `closing` is set. What Twilio does not hear answered with 2xx it sends again, the same."""

    post: Post
    twilio: SluggishTwilio
    public_url: str
    me: str
    shop: str
    wallet: Payer
    luck: random.Random
    closing: threading.Event
    accepted: list[str] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    gave_up: int = 0

    @property
    def payers(self) -> list[str]:
        return [self.me]

    def run(self) -> None:
        while not self.closing.is_set():
            try:
                self.shop_once()
            except NoAnswer:
                self.gave_up += 1
            self.closing.wait(self.luck.uniform(0.2, 1))

    def shop_once(self) -> None:
        shown = self.ask(f"{self.luck.randint(1, 2)} {self.luck.choice(WARES)}")
        for _ in range(STEPS):
            if link := PAY_LINK.search(shown):
                return self._pay(link[1])
            shown = self.ask("1" if NUMBERED.search(shown) else "Cocody, près de la pharmacie Saint-Jean")
        return None

    def ask(self, words: str) -> str:
        """The words of the answer."""
        return self.answer(self.say(words))

    def say(self, words: str) -> str:
        sid = "SM" + secrets.token_hex(16)
        form = message_form(self.me, self.shop, words, MessageSid=sid)
        headers = {
            "Content-Type": FORM,
            "X-Twilio-Signature": signature(AUTH_TOKEN, self.public_url + DOOR, form),
            "I-Twilio-Idempotency-Token": hashlib.sha256(sid.encode()).hexdigest(),
        }
        send = self.post.send_twice_at_once if self.luck.random() < TWICE else self.post.send_with
        answer = send(DOOR, urlencode(form).encode(), headers)
        assert answer.status == 200, answer.body
        self.accepted.append(f"twilio:{sid}")
        return sid

    def answer(self, sid: str, seconds: float = 60) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [taken for taken in self.twilio.taken_for(self.me) if is_about(taken, sid)]:
                return found[-1].body
            time.sleep(0.1)
        raise NoAnswer

    def _pay(self, path: str) -> None:
        self.did["ordered"] += 1
        if self.post.press(path, self.me):
            self.did["approve"] += self.wallet.act(self.me, "approve")


def is_about(taken: Taken, id: str) -> bool:
    return f":{id}:" in f"{taken.key}:"
