"""The words around an order, of every language at once: `locales/<code>/orders.toml`, numbers of `words.toml` too."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.distance import OSA

from flows.speech import lexicon
from flows.speech.folders import LOCALES
from flows.understanding.wishes.tokens import spelled

SHORTEST_TYPO = 6
"""Longer words around an order may have a slip; of shorter ones too many others are made."""
FORGIVEN = ("deliver", "remove", "add", "want", "group")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """For each role (`filler`, `unit`, `deliver` …) what its phrases stand for."""

    roles: Mapping[str, Mapping[Phrase, str]]
    longest: int

    def at(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        """What the longest phrase of a role stands for with which these words begin, and how many words it has."""
        phrases = self.roles.get(role, {})
        for size in range(min(self.longest, len(words)), 0, -1):
            if (meant := phrases.get(tuple(words[:size]))) is not None:
                return meant, size
        return self._mistyped(role, words)

    def is_one(self, role: str, *words: str) -> bool:
        return words in self.roles.get(role, {})

    def _mistyped(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        typed = words[0] if words else ""
        if role not in FORGIVEN or len(typed) < SHORTEST_TYPO:
            return None
        known = self.roles.get(role, {}).items()
        near = {meant for [word, *more], meant in known if not more and _is_near(typed, word)}
        return (min(near), 1) if len(near) == 1 else None


def _is_near(typed: str, word: str) -> bool:
    return len(word) >= SHORTEST_TYPO and word[0] == typed[0] and OSA.distance(typed, word, score_cutoff=1) <= 1


@cache
def vocabulary() -> Vocabulary:
    """What ships with the shop."""
    roles: dict[str, dict[Phrase, str]] = {}
    for role, phrase, meant in _entries():
        if words := spelled(phrase):
            roles.setdefault(role, {}).setdefault(words, meant)
    return Vocabulary(roles, max((len(phrase) for table in roles.values() for phrase in table), default=1))


TABLES = {"groups": "group", "numbers": "number", "units": "unit", "measures": "measure", "looks": "look"}
"""Tables whose keys are what their words stand for; in the others each key is a role."""


def _entries() -> Iterator[tuple[str, str, str]]:
    for pack in lexicon().packs.values():
        yield from (("number", phrase, value) for value, listed in pack.get("numbers", {}).items() for phrase in listed)
    for tables in packs().values():
        for name, table in tables.items():
            for key, listed in table.items():
                yield from (_entry(name, key, phrase) for phrase in listed)


def _entry(table: str, key: str, phrase: str) -> tuple[str, str, str]:
    if table in ("wallets", "synonyms"):
        return table, phrase, key
    if table == "prices":
        return f"price.{key}", phrase, key
    return (TABLES[table], phrase, key) if table in TABLES else (key, phrase, key)


@cache
def packs() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Every `orders.toml`, by language."""
    files = sorted(LOCALES.glob("*/orders.toml"))
    return {file.parent.name: tomllib.loads(file.read_text("utf-8")) for file in files}
