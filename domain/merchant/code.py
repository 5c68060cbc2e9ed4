"""A shop's code: the word that people write to be in it, where several shops answer at one number."""

from __future__ import annotations

import re

from domain.shared.errors import Invalid

LONGEST = 12
SHAPE = re.compile(rf"(?=[A-Z0-9]*[A-Z])[A-Z0-9]{{2,{LONGEST}}}")


def code_of(slug: str) -> str:
    """The one that a shop has without choosing: the last word of its short name, `FATOU` of `chez-fatou`."""
    last = _letters(slug.rpartition("-")[2])
    return last if SHAPE.fullmatch(last) else whole_code_of(slug)


def whole_code_of(slug: str) -> str:
    """Where another shop has that one: `CHEZFATOU`."""
    return _letters(slug)


def read_code(text: str) -> str:
    """As a merchant has written it. Raises Invalid."""
    code = text.strip().upper()
    if not SHAPE.fullmatch(code):
        raise Invalid("code", text, f"2 to {LONGEST} letters and digits without accents, such as FATOU")
    return code


def _letters(slug: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", slug.upper())[:LONGEST]
