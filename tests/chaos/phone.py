"""A phone at the simulator's door: it sends until it is heard, and shows what comes back."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.bot.pay_form import hidden_fields
from tests.wallet import Answer, fetch

Bubble = dict[str, Any]
FORM = "application/x-www-form-urlencoded"
BROKEN = (OSError, http.client.HTTPException)


class NoAnswer(Exception):
    """Patience is over."""


@dataclass
class Post:
    """How people and providers reach the shop: again and again, the same thing, until it is taken.

    `tries` counts every request, `taken` those that were answered with 2xx or 3xx.
    """

    url: str
    patience: float = 60.0
    tries: int = 0
    taken: int = 0

    def send(self, path: str, body: bytes, content_type: str) -> Answer:
        return self._until_taken(lambda: fetch("POST", self.url + path, body, {"Content-Type": content_type}))

    def get(self, path: str) -> Any:
        return self._look(path).json()

    def press(self, link: str, payer: str = "") -> bool:
        """The button of the payment page; False where it shows none."""
        path = urlsplit(link).path
        fields = hidden_fields(self._look(path).body.decode())
        if fields:
            self.send(path, urlencode({**fields, "payer": payer}).encode(), FORM)
        return bool(fields)

    def _look(self, path: str) -> Answer:
        return self._until_taken(lambda: fetch("GET", self.url + path))

    def _until_taken(self, call: Callable[[], Answer]) -> Answer:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            self.tries += 1
            try:
                answer = call()
            except BROKEN:
                answer = None
            if answer and answer.status < 500:
                self.taken += 1
                return answer
            time.sleep(0.2)
        raise NoAnswer


@dataclass
class Phone:
    """One person's chat with one shop. `accepted` are the ids of the messages that the shop said it has."""

    post: Post
    me: str
    shop: str
    accepted: list[str] = field(default_factory=list)
    seen: int = 0
    sent: int = 0

    def say(self, text: str) -> str:
        return self._send(text=text)

    def tap(self, key: str) -> str:
        return self._send(tap=key)

    def ask(self, text: str) -> Bubble:
        return self.answer(self.say(text))

    def answer(self, id: str, seconds: float = 60) -> Bubble:
        """The last bubble of the reply to one message."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [bubble for bubble in self.look() if bubble["key"].startswith(f"reply:simulator:{id}:")]:
                return found[-1]
            time.sleep(0.1)
        raise NoAnswer

    def look(self) -> list[Bubble]:
        """Everything past what was `seen` when the last message went off."""
        who = f"address={quote(self.me)}&with={quote(self.shop)}&after={self.seen}"
        found: list[Bubble] = self.post.get(f"/simulator/messages?{who}")["messages"]
        return found

    def _send(self, **content: str) -> str:
        self.sent += 1
        id = f"{self.me.lstrip('+')}-{self.sent}"
        body = json.dumps({"from": self.me, "to": self.shop, "id": id, **content}).encode()
        answer = self.post.send("/simulator/messages", body, "application/json")
        assert answer.status == 200, answer.body
        self.seen = answer.json()["n"]
        self.accepted.append(id)
        return id


def bare(key: str) -> str:
    """`v1:=checkout#2` is `checkout`."""
    return re.sub(r"^v1:=?|#\d+$", "", key)


def keys_of(shown: Bubble) -> dict[str, str]:
    """What can be tapped, by its bare name."""
    return {bare(choice["key"]): choice["key"] for choice in shown["choices"]}
