"""Threads that know how long what they do has waited for one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_this_one = threading.local()


def waited() -> float:
    """Seconds that the request of this thread has waited for it; 0 under a server that does not tell."""
    return float(getattr(_this_one, "waited", 0.0))


class PunctualThreads(ThreadPoolExecutor):
    """A pool whose line can be felt by whoever has stood in it."""

    def submit(self, act: Callable[..., Any], /, *what: Any, **how: Any) -> Future[Any]:
        return super().submit(_after_waiting, time.monotonic(), act, *what, **how)


def _after_waiting(since: float, act: Callable[..., Any], *what: Any, **how: Any) -> Any:
    _this_one.waited = time.monotonic() - since
    return act(*what, **how)
