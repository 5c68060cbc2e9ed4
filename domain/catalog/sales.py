"""How much of a thing was sold of late: what was sold four weeks ago counts half as much as what is sold today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PERIOD = timedelta(days=28)
PIECE = 16
"""Parts of a piece: a single one is forgotten after as many halvings as it has bits, some five months."""


@dataclass(frozen=True, slots=True)
class Sales:
    """`parts` of pieces, as they count in `period`. Folded from what was sold and came back, in the order in which it
    happened: whoever folds the same events anew gets the same."""

    parts: int = 0
    period: int = 0

    def plus(self, pieces: int, at: datetime) -> Self:
        """So many were sold, or came back where it is less than nothing: never more than count."""
        now = max(self.period, (at - BEGIN) // PERIOD)
        return type(self)(max(0, (self.parts >> (now - self.period)) + pieces * PIECE), now)

    @property
    def weight(self) -> int:
        """To compare things with each other, today or any other day: both halve alike."""
        return self.parts << self.period


NONE = Sales()
