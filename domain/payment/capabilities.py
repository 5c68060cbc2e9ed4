"""What a wallet is able to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.shared.money import Money

LOOKS_AT_A_PUSH = (5, 10, 15, 30, 60, 120, 300)
LOOKS_AT_A_LINK = (30, 60, 120, 300, 600, 900, 1800)
"""Seconds from one status query to the next; the last repeats until the attempt expires."""


class RefundKind(StrEnum):
    """What a wallet can give back: where NONE, the shop has to pay it out by itself."""

    NONE = "none"
    FULL = "full"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a wallet is able to do: which buyers it can be offered to follows from this.

    `countries` are ISO 3166-1 alpha-2, empty for everywhere. `limits` are the smallest and the largest amount by
    currency: one that is not listed is not taken. `whole_units`: no fraction of a major unit. `is_push`: the payer's
    phone rings, there is no page to open. `believed_missing_after`: how long after it was started an attempt of which
    the provider still has never heard did not arrive.
    """

    limits: Mapping[str, tuple[Money, Money]]
    countries: frozenset[str] = frozenset()
    whole_units: bool = False
    is_push: bool = False
    refund: RefundKind = RefundKind.PARTIAL
    can_find: bool = True
    can_cancel: bool = False
    believed_missing_after: timedelta = timedelta(minutes=2)
    looks: tuple[int, ...] = LOOKS_AT_A_PUSH
    queries_a_minute: int = 120

    def takes(self, amount: Money) -> bool:
        smallest, largest = self.limits.get(amount.currency, (amount, amount))
        fits = amount.currency in self.limits and smallest <= amount <= largest
        return fits and not (self.whole_units and amount.major % 1)

    def serves(self, country: str) -> bool:
        return not self.countries or country in self.countries
