"""What lost a race, or a moment of the database, is done again: everything it does is keyed, so twice is once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import structlog

from domain.shared.errors import Conflict, OutcomeUnknown, Overtaken, Temporary

T = TypeVar("T")
log = structlog.get_logger()
BATCH, AT_MOST = 100, 5000
PAUSES = (0.0, 0.05, 0.2, 0.8, 2.0)
"""Seconds before each new try: three in all, well within the 15 that Twilio waits for an answer."""
LAST_TRY_AFTER = 4.0
"""A try that waits for a lock may itself take seconds: later than this none is begun."""


def each_by_itself(act: Callable[..., object], items: Iterable[tuple[Any, ...]]) -> int:
    """`act(*item)` for every item: one that fails is logged and stops no other. Returns how many there were."""
    count = 0
    for item in items:
        count += 1
        try:
            act(*item)
        except Exception:
            log.exception("one of many failed", act=getattr(act, "__name__", ""))
    return count


def everything_due(
    find: Callable[[int], Sequence[tuple[Any, ...]]], act: Callable[..., object], at_most: int = AT_MOST
) -> int:
    """`act(*item)` for all that `find(limit)` gives, a batch at a time. What fails stays due: it hides nothing that
    comes behind it. Returns how many there were."""
    seen: set[tuple[Any, ...]] = set()
    while len(seen) < at_most and (fresh := [item for item in find(BATCH + len(seen)) if item not in seen]):
        seen.update(fresh)
        each_by_itself(act, fresh)
    return len(seen)


def again(act: Callable[[], T]) -> T:
    """Raises what the last try raised. For transactions of our own only: never around a call to the outside."""
    began = time.monotonic()
    for pause in PAUSES:
        try:
            return act()
        except (Conflict, Temporary, OutcomeUnknown):
            if time.monotonic() - began > LAST_TRY_AFTER:
                raise
            time.sleep(pause)
    return act()


def once_more_where_overtaken(act: Callable[[], T]) -> T:
    """At once, and for nothing else: who does one thing after the other leaves all other trouble to its next round."""
    for _ in PAUSES:
        try:
            return act()
        except Overtaken:
            continue
    return act()
