"""What happens to the books as a whole; what happens to one payment stands in `events.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.shared.events import DomainEvent
from domain.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksDisagree(DomainEvent):
    """What a wallet lists and what is booked here are not the same: `kind` is one of `reconciliation.OrphanKind`.

    `ours` or `theirs` is None where that side knows nothing of `reference`.
    """

    reference: str
    provider: str
    account: str
    day: date
    kind: str
    ours: Money | None = None
    theirs: Money | None = None
