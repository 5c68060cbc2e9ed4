"""pawaPay's public keys, kept for a day and asked for anew where a callback names one that is not among them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.shared.clock import Clock
from domain.shared.errors import Trouble
from integrations.http import Reply

KEPT = timedelta(days=1)
PAUSE = timedelta(minutes=1)
"""Whoever invents key names makes us ask this often, and no oftener."""


class PublicKeys:
    """PEM by id. One call at a time; where it fails, what is known stays known."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keys: Mapping[str, bytes] = {}
        self._asked_at: datetime | None = None
        self._lock = threading.Lock()

    def get(self, key_id: str, ask: Callable[[], Reply]) -> bytes | None:
        """`ask` is `GET /v2/public-key/http`: `[{"id": "HTTP_EC_P256_KEY:1", "key": "<PEM>"}]`."""
        with self._lock:
            if self._is_due(key_id):
                self._asked_at = self._clock.now()
                self._keys = _fetched(ask) or self._keys
            return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        if self._asked_at is None:
            return True
        return self._clock.now() - self._asked_at >= (KEPT if key_id in self._keys else PAUSE)


def _fetched(ask: Callable[[], Reply]) -> dict[str, bytes]:
    try:
        reply = ask()
        listed = reply.json() if reply.ok else []
    except Trouble:
        return {}
    return {each["id"]: each["key"].encode() for each in listed if _is_key(each)} if isinstance(listed, list) else {}


def _is_key(each: Any) -> bool:
    return isinstance(each, dict) and isinstance(each.get("id"), str) and isinstance(each.get("key"), str)
