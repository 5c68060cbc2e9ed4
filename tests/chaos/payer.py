"""The wallet in a payer's hand: what they do with the newest prompt on their phone."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.chaos.phone import BROKEN
from tests.wallet import Answer, fetch

RINGS_WITHIN = 5.0
COMES_BACK_WITHIN = 30.0


@dataclass(frozen=True)
class Payer:
    """Without the shop's client: people have no circuit breaker. `key` opens the wallet's control interface."""

    url: str
    key: str

    def act(self, number: str, action: str) -> bool:
        """Whether it was done: not where no prompt rings in time, or it is over already."""
        ring_by, give_up = time.monotonic() + RINGS_WITHIN, time.monotonic() + COMES_BACK_WITHIN
        while time.monotonic() < give_up:
            answer = self._call("POST", f"/control/prompts/{quote(number)}", {"action": action})
            if answer and answer.status < 300:
                return True
            if answer and (answer.status != 404 or time.monotonic() > ring_by):
                return False
            time.sleep(0.2)
        return False

    def newest(self, number: str) -> str:
        """The id of the prompt; nothing where there is none, or the wallet is away."""
        answer = self._call("GET", f"/control/prompts?payer={quote(number)}")
        prompts = answer.json()["prompts"] if answer and answer.status == 200 else []
        return str(prompts[0]["id"]) if prompts else ""

    def _call(self, method: str, path: str, body: Any = None) -> Answer | None:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        try:
            return fetch(method, self.url + path, json.dumps(body).encode() if body else None, headers)
        except BROKEN:
            return None
