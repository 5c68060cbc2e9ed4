"""What is left of a French, English or Portuguese word when number and gender are taken off it: `bijoux`, `tissée`,
`berries`, `sabões`. Swahili says one and many alike, or by another word.
"""

from __future__ import annotations

from functools import lru_cache

SHORTEST = 3
"""So much of a word always stays."""
ENDINGS = (
    ("nches", "nc"), ("nche", "nc"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "z"),
    ("s", ""), ("x", ""), ("ing", ""), ("ie", ""), ("y", ""), ("ee", ""), ("ife", "if"), ("ive", "if"), ("eave", "eaf"),
    ("lve", "lf"), ("e", ""), ("eau", "a"), ("au", "a"), ("al", "a"),
)  # fmt: skip
"""Each is tried once, in this order: what one leaves another may shorten."""
LONG_BEFORE = {"ing": 4, "x": 4, "al": 4}
"""So much must be left before these."""
NASAL = ("ao", "oes", "aes")
"""`sabão` and `sabões`; no stem of its own, for `shoes` is of another family."""


def akin(one: str, other: str) -> bool:
    """Whether two folded words are forms of one."""
    return stem(one) == stem(other) or (_nasal(one) is not None and _nasal(one) == _nasal(other))


def _nasal(word: str) -> str | None:
    ending = next((each for each in NASAL if word.endswith(each)), None)
    return word.removesuffix(ending) if ending and len(word) >= SHORTEST + 1 else None


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Of a folded word. Two words with one stem are taken for one; it need not be a word itself."""
    for ending, left in ENDINGS:
        rest = len(word) - len(ending)
        is_doubled = ending == "s" and word.endswith("ss")
        if word.endswith(ending) and not is_doubled and rest + len(left) >= max(SHORTEST, LONG_BEFORE.get(ending, 0)):
            word = word[:rest] + left
    if len(word) > SHORTEST and word[-1] == word[-2]:
        return word[:-1]
    return word
