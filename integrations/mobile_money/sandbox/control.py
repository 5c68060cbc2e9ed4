"""The simulator's side of the wallet's control interface: the payer's phone, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from domain.shared.errors import Refusal
from integrations.http import Http, Reply
from integrations.mobile_money.sandbox.wire import error_code


class ActionRefused(Refusal):
    """The wallet knows no such action, or no prompt that it fits; `word` is its code for that."""

    def __init__(self, status: int, word: str, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.word = word
        self.why = why


class WalletControl:
    """Raises Trouble when the wallet cannot be reached, ActionRefused when it says no."""

    def __init__(self, base_url: str, key: str, timeout: tuple[float, float] = (2, 10)) -> None:
        self._http = Http(base_url, headers={"Authorization": f"Bearer {key}"}, timeout=timeout)

    def prompts(self, payer: str) -> list[Mapping[str, Any]]:
        """Newest first: `shop`, `amount`, `currency`, `state`, `launch_url`, `expires_at`, …"""
        return list(_fields(self._http.call("GET", "/control/prompts", params={"payer": payer}))["prompts"])

    def act(self, payer: str, action: str, reason: str | None = None) -> Mapping[str, Any]:
        """The payer's newest prompt after it."""
        path = f"/control/prompts/{quote(payer, safe='+')}"
        return _fields(self._http.call("POST", path, json={"action": action, "reason": reason}))

    def faults(self, **doors: Any) -> None:
        """`faults(start="lost_answer", times=2)`; `faults(start=None)` ends it."""
        _fields(self._http.call("POST", "/control/faults", json=doors))


def _fields(reply: Reply) -> Mapping[str, Any]:
    if reply.ok:
        fields: Mapping[str, Any] = reply.json()
        return fields
    code = error_code(reply) or "unreadable"
    raise ActionRefused(reply.status, code, reply.json()["error"]["message"] if error_code(reply) else code)
