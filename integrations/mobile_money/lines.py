"""One line to the wallet for each account: a breaker of its own, so that one shop's trouble is not another's."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Generic, TypeVar

from integrations.http import Http

Account = TypeVar("Account")


class Lines(Generic[Account]):
    """Made when first used; an account that we do not have has none."""

    def __init__(self, base_url: str, accounts: Mapping[str, Account], timeout: tuple[float, float]) -> None:
        self._base_url, self._accounts, self._timeout = base_url, accounts, timeout
        self._made: dict[str, Http] = {}
        self._lock = threading.Lock()

    def account(self, name: str) -> Account | None:
        try:
            return self._accounts[name]
        except KeyError:
            return None

    def to(self, name: str) -> Http:
        """The line of a known account."""
        with self._lock:
            if name not in self._made:
                self._made[name] = Http(self._base_url, timeout=self._timeout)
            return self._made[name]

    def is_up(self, name: str) -> bool:
        return self.account(name) is not None and self.to(name).is_up
