"""Signs that part what is ordered from what is said of it: a colon, brackets, the numbers of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flows.understanding.wishes.tokens import Token

COLON = re.compile(r":(?!\s*x? ?\d+\s*(?:$|[\n,;.]|x(?! ?\d)))(?!(?<=\d:)\d)", re.MULTILINE)
BRACKETS = re.compile(r"\((?!\s*x? ?\d+\s*\))[^()]*\)")
NUMBERED = re.compile(r"^([ \t]*)(\d{1,2})([ \t]*\)|[ \t]*\.(?=\s))", re.MULTILINE)


def parted(some: Sequence[Token], text: str) -> Sequence[Token]:
    """`Commande du bureau : 2 savons`, but not `savons : 2` or `trois (3) savons`; where a place or a wallet was taken
    out nothing is parted."""
    colons = [match.start() for match in COLON.finditer(text)]
    brackets = [at for match in BRACKETS.finditer(text) for at in (match.start(), match.end() - 1)]
    signs = [Token("part", text[at], at, at + 1) for at in (*colons, *brackets)]
    return sorted([*some, *_outside(signs, some)], key=lambda token: token.start) if signs else some


def _outside(signs: Sequence[Token], some: Sequence[Token]) -> Iterator[Token]:
    return (sign for sign in signs if not any(token.start <= sign.start < token.end for token in some))


def unnumbered(text: str) -> str:
    """`1) riz`, `2) huile`: these count the lines. As long as before."""
    numbers = [match[2] for match in NUMBERED.finditer(text)]
    if len(numbers) < 2 or numbers != [str(n) for n in range(1, len(numbers) + 1)]:
        return text
    return NUMBERED.sub(lambda match: " " * len(match[0]), text)
