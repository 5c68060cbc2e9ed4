"""What is spoken where: Babel's table of official languages, as far as there is a folder for them."""

from __future__ import annotations

from functools import cache

from babel.languages import get_official_languages

from flows.speech.language import languages


@cache
def spoken_in(region: str) -> tuple[str, ...]:
    """The languages of a country (ISO 3166) that the shop can speak, the most widely spoken first: `sw, en` in `KE`."""
    return tuple(code for code in get_official_languages(region, de_facto=True) if code in languages())
