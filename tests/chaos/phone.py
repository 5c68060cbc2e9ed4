"""A phone at the simulator's door: it sends until it is heard, and shows what comes back."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.bot.pay_form import hidden_fields
from tests.wallet import Answer, fetch

Bubble = dict[str, Any]
FORM = "application/x-www-form-urlencoded"
TOO_MANY = 429
BROKEN = (OSError, http.client.HTTPException)


class NoAnswer(Exception):
    """Patience is over."""


@dataclass
class Post:
    """How people and providers reach the shop: again and again, the same thing, until it is taken, by one of its doors.

    `tries` counts every request, `taken` those that were answered and need not be sent again; `slowest` of these.
    """

    url: str
    patience: float = 60.0
    tries: int = 0
    taken: int = 0
    slowest: float = 0.0
    other_urls: tuple[str, ...] = ()

    def send(self, path: str, body: bytes, content_type: str) -> Answer:
        return self.send_with(path, body, {"Content-Type": content_type})

    def send_with(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return self._until_taken(lambda url: fetch("POST", url + path, body, headers))

    def send_twice_at_once(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """As a provider does that has not heard the answer yet: by every door that there is."""
        urls = self.other_urls or (self.url,)
        others = [replace(self, url=url, other_urls=()) for url in urls]
        with ThreadPoolExecutor(len(others)) as hands:
            twins = [hands.submit(other.send_with, path, body, headers) for other in others]
            answer = self.send_with(path, body, headers)
            return max([answer, *(twin.result() for twin in twins)], key=lambda answer: answer.status)

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
        return self._until_taken(lambda url: fetch("GET", url + path))

    def _until_taken(self, call: Callable[[str], Answer]) -> Answer:
        deadline = time.monotonic() + self.patience
        urls = (self.url, *self.other_urls)
        while time.monotonic() < deadline:
            self.tries += 1
            began = time.monotonic()
            try:
                answer = call(urls[self.tries % len(urls)])
            except BROKEN:
                answer = None
            if answer and answer.status < 500 and answer.status != TOO_MANY:
                self.taken += 1
                self.slowest = max(self.slowest, time.monotonic() - began)
                return answer
            time.sleep(0.2)
        raise NoAnswer


@dataclass
class Phone:
    """One person's chat with one shop. `accepted` are the messages that the shop said it has: `simulator:<id>`.

    A share of them, `twice`, arrives by two doors at once.
    """

    post: Post
    me: str
    shop: str
    accepted: list[str] = field(default_factory=list)
    seen: int = 0
    sent: int = 0
    twice: float = 0.0

    def say(self, text: str) -> str:
        return self._send(text=text)

    def tap(self, key: str) -> str:
        return self._send(tap=key)

    def ask(self, text: str) -> Bubble:
        return self.answer(self.say(text))

    def answer(self, id: str, seconds: float = 60) -> Bubble:
        """The last bubble of the reply to one message, or the apology for it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [bubble for bubble in self.look() if f":simulator:{id}:" in f"{bubble['key']}:"]:
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
        send = self.post.send_twice_at_once if random.random() < self.twice else self.post.send_with
        answer = send("/simulator/messages", body, {"Content-Type": "application/json"})
        assert answer.status == 200, answer.body
        self.seen = answer.json()["n"]
        self.accepted.append(f"simulator:{id}")
        return id


def bare(key: str) -> str:
    """`v1:=checkout#2` is `checkout`."""
    return re.sub(r"^v1:=?|#\d+$", "", key)


def keys_of(shown: Bubble) -> dict[str, str]:
    """What can be tapped, by its bare name."""
    return {bare(choice["key"]): choice["key"] for choice in shown["choices"]}
