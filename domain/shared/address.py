"""Where a parcel goes, said as people say it: a quarter, a landmark, a pin, who to call."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from domain.shared.errors import Invalid

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Pin:
    """A WhatsApp location: degrees, WGS 84."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise Invalid("pin", f"{self.latitude},{self.longitude}")

    def km_to(self, other: Pin) -> float:
        """Great-circle distance (haversine formula, mean Earth radius 6371 km)."""
        here, there = radians(self.latitude), radians(other.latitude)
        across = radians(other.longitude - self.longitude)
        h = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
        return 2 * 6371.0 * asin(sqrt(h))


@dataclass(frozen=True, slots=True)
class Address:
    """A landmark in words, a pin, or both; `quarter` is the delivery zone it falls in, `contact` whom to call at the
    door, `name` what its owner calls it: home, the office."""

    landmark: str = ""
    quarter: str = ""
    pin: Pin | None = None
    contact: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        if not self.landmark.strip() and self.pin is None:
            raise Invalid("address", self.landmark, "a landmark or a pin is needed")
        if len(self.landmark) > LONGEST:
            raise Invalid("address", self.landmark[:20] + "…", f"at most {LONGEST} characters")

    def is_where(self, other: Address) -> bool:
        """The same place, whoever is called there and whatever it is called."""
        return (self.landmark, self.quarter, self.pin) == (other.landmark, other.quarter, other.pin)

    @property
    def line(self) -> str:
        """One line to read: quarter and landmark, or the pin's degrees where there is nothing else."""
        quarter = "" if self.quarter.casefold() in self.landmark.casefold() else self.quarter
        degrees = f"{self.pin.latitude:.5f},{self.pin.longitude:.5f}" if self.pin else ""
        return ", ".join(part for part in (quarter, self.landmark.strip() or degrees) if part)
