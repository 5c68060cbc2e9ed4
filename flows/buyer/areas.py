"""Where the shop delivers, as buyers name it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.merchant.shop import Zone
from flows.speech import fold


def areas_in(text: str, zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """Those that are named, in the shop's order. The longest name counts: `Deux Plateaux` is no `Plateau`."""
    words, found = f" {fold(text)} ", set()
    names = [(fold(name), zone.name) for zone in zones for name in (zone.name, *zone.aliases)]
    for name, zone in sorted(names, key=lambda pair: -len(pair[0])):
        if name and f" {name} " in words:
            words = words.replace(f" {name} ", " | ")
            found.add(zone)
    return tuple(zone for zone in zones if zone.name in found)


def is_only_an_area(text: str, zone: Zone) -> bool:
    """Its name and no more: nobody finds a door by that."""
    return bool(zone.name) and fold(text) == fold(zone.name)
