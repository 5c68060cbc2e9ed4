"""What a buyer names, and how many of it: the words around a thing are taken off it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.speech import Lexicon, fold, lexicon

BEFORE = re.compile(r"(?P<count>\d{1,3}|[^\W\d]+)\s*(?:x\s+|\s+)(?P<what>.+)", re.IGNORECASE)
CLOSE = re.compile(r"(?P<count>\d{1,3})\s*x?\s*(?P<what>[^\W\d].+)", re.IGNORECASE)
BEHIND = re.compile(r"(?P<what>.+?)\s*[x×*]\s*(?P<count>\d{1,3})", re.IGNORECASE)
A_THING = re.compile(r"[^\W\d_]{3}")
"""`5 kg` is how much of something, not something."""
OF = re.compile(r"(?:de |d'|of )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A number of pieces of something, in the buyer's words."""

    quantity: int
    words: str


def wish(part: str, words: Lexicon) -> Wish | None:
    """`2 riz`, `2x riz`, `deux riz`, `riz x2`; None without a quantity."""
    for form in (BEHIND, CLOSE, BEFORE):
        if found := form.fullmatch(part.strip(" .!?")):
            quantity = words.number(found["count"])
            if quantity and A_THING.search(found["what"]):
                return Wish(quantity, OF.sub("", found["what"], count=1) if OF.match(found["what"]) else found["what"])
    return None


def without_wanting(text: str) -> str:
    """Without the greeting and the politeness around it: `bonjour je voudrais 2 riz svp`."""
    words = text.split()
    bare = lexicon().bare(text).split()
    skip = len(words) - len(bare)
    for start_at in range(skip + 1):
        if fold(" ".join(words[start_at : start_at + len(bare)])) == " ".join(bare):
            return " ".join(words[start_at : start_at + len(bare)])
    return text


def thing(text: str) -> str:
    """What is looked for, in the buyer's words: `bonjour, avez-vous du riz ?` is about `riz`."""
    words = without_wanting(text).strip(" .!?")
    words = lexicon().said_after("pricing", words) or words
    counted = wish(words, lexicon())
    return lexicon().named(counted.words if counted else words)
