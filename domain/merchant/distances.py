"""What bringing it costs by how far it is: so much up to three kilometres, so much up to eight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.shared.errors import Invalid
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Distance:
    """As the crow flies, from where orders are fetched."""

    up_to_km: float
    fee: Money
    max_days: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.up_to_km < 20_000:
            raise Invalid("distance", self.up_to_km, "kilometres, more than none")


def reaching(distances: Sequence[Distance], km: float) -> Distance | None:
    """The shortest that is long enough; None where that is too far."""
    enough = (each for each in distances if km <= each.up_to_km)
    return min(enough, key=lambda each: each.up_to_km, default=None)
