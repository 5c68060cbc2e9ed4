"""Which session a refund was asked for: Wave knows no refunds by name, each session has one or none."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from domain.shared.ids import RefundId


@dataclass(frozen=True, slots=True)
class SentRefund:
    """`day` is the UTC day on which it was asked for first; `is_done`: Wave confirmed it."""

    ref: str
    day: date
    is_done: bool = False


class SentRefunds:
    """Kept while this process lives. Once forgotten, a refund is asked for again: Wave gives it once all the same."""

    def __init__(self) -> None:
        self._sent: dict[RefundId, SentRefund] = {}
        self._lock = threading.Lock()

    def keep(self, refund_id: RefundId, ref: str, day: date, *, is_done: bool = False) -> None:
        with self._lock:
            first = self._sent.get(refund_id)
            self._sent[refund_id] = SentRefund(ref, first.day if first else day, is_done)

    def of(self, refund_id: RefundId) -> SentRefund | None:
        with self._lock:
            return self._sent.get(refund_id)
