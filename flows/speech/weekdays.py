"""What the days of the week are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from babel.dates import get_day_names

from flows.speech.fold import fold
from flows.speech.telling_apart import Tables


def weekdays(packs: Mapping[str, Tables]) -> Iterable[tuple[str, str]]:
    """A `segunda-feira` is called `segunda` too."""
    for code, pack in packs.items():
        for n, name in get_day_names("wide", locale=pack.get("language", {}).get("locale", code)).items():
            yield from ((said, str(n)) for said in (fold(name), fold(name).split("-")[0]))
