"""Other words that a shop's buyers have for what it sells: in this shop, whoever asks for `tissu` means `pagne`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from domain.shared.errors import Invalid

MOST_WORDS, MOST_OTHERS = 100, 10
"""So many words of a shop have others, so many each."""
LONGEST, MOST_PARTS = 40, 3
"""Letters of one, and words that it is made of."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Whoever asks for one of the `others` is shown what is called `word`, too."""

    word: str
    others: tuple[str, ...]

    @classmethod
    def of(cls, word: str, others: Iterable[str]) -> Self:
        """As typed. Raises Invalid."""
        head = checked(word)
        told: dict[str, str] = {}
        for other in map(checked, filter(str.strip, others)):
            told.setdefault(other.casefold(), other)
        told.pop(head.casefold(), None)
        if not told:
            raise Invalid("synonym", head)
        if len(told) > MOST_OTHERS:
            raise Invalid("synonyms", ", ".join(told.values()), f"at most {MOST_OTHERS}")
        return cls(head, tuple(told.values()))


def checked(words: str) -> str:
    """One word, or a few together. Raises Invalid."""
    plain = " ".join(words.split())
    has_letters = any(letter.isalnum() for letter in plain)
    if not has_letters or len(plain) > LONGEST or len(plain.split()) > MOST_PARTS or "=" in plain:
        raise Invalid("synonym", plain[:LONGEST])
    return plain
