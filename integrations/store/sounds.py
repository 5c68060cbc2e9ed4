"""How a word sounds, roughly, in the spelling of those who write as they speak: `kafé`, `mugz`, `shooka`, `atyéké`."""

from __future__ import annotations

import re
from functools import lru_cache

SPOKEN = (
    ("ph", "f"), ("qu", "k"), ("ck", "k"), ("eau", "o"), ("au", "o"), ("ai", "e"), ("ei", "e"), ("oo", "u"),
    ("ou", "u"), ("ee", "i"), ("w", "v"), ("c", "k"), ("q", "k"), ("y", "i"), ("z", "s"), ("h", ""),
)  # fmt: skip
"""Each is said like the other, in this order."""
DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Of a folded word. Two that sound alike are taken for one; the last `s`, which nobody hears, does not count."""
    for written, spoken in SPOKEN:
        word = word.replace(written, spoken)
    return DOUBLED.sub(r"\1", word).removesuffix("s")
