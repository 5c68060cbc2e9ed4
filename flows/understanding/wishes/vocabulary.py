"""The words around an order, of every language at once: `locales/<code>/orders.toml`, numbers of `words.toml` too."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.speech import lexicon
from flows.speech.folders import LOCALES
from flows.understanding.wishes.roles import TABLES, own_first
from flows.understanding.wishes.tokens import spelled

SHORTEST_TYPO, LONG = 5, 9
"""Longer words around an order may have a slip, long ones two; of shorter ones too many others are made."""

SHORTEST_ELISION = 3
POLITE = ("filler", "want")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """For each role (`filler`, `unit`, `deliver` …) what its phrases stand for."""

    roles: Mapping[str, Mapping[Phrase, str]]

    def at(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        """What the longest phrase of a role stands for with which these words begin, and how many words it has."""
        reach = self.reach.get(role, {}).get(words[0], 0) if words else 0
        for size in range(min(reach, len(words)), 0, -1):
            if (meant := self.roles[role].get(tuple(words[:size]))) is not None:
                return meant, size
        return None

    def roles_of(self, words: Sequence[str], among: Sequence[str]) -> Sequence[str]:
        """Those of which something may begin here."""
        begun = self.begun.get(words[0]) if words else None
        return [role for role in among if role in begun] if begun else ()

    @cached_property
    def begun(self) -> Mapping[str, frozenset[str]]:
        """The roles that have a phrase which begins with a word."""
        found: dict[str, set[str]] = {}
        for role, phrases in self.roles.items():
            for phrase in phrases:
                found.setdefault(phrase[0], set()).add(role)
        return {word: frozenset(roles) for word, roles in found.items()}

    def is_one(self, role: str, *words: str) -> bool:
        return words in self.roles.get(role, {})

    @cached_property
    def reach(self) -> Mapping[str, Mapping[str, int]]:
        """For each role how long its longest phrase is that begins with a word."""
        found: dict[str, dict[str, int]] = {}
        for role, phrases in self.roles.items():
            for phrase in phrases:
                begun = found.setdefault(role, {})
                begun[phrase[0]] = max(len(phrase), begun.get(phrase[0], 0))
        return found

    @cached_property
    def every_word(self) -> frozenset[str]:
        return frozenset(word for phrases in self.roles.values() for phrase in phrases for word in phrase)

    @cached_property
    def long_words(self) -> tuple[str, ...]:
        return tuple(sorted(word for word in self.every_word if len(word) >= SHORTEST_TYPO))

    @cached_property
    def single(self) -> Mapping[str, Mapping[str, str]]:
        """For each role its words that stand alone; those of politeness may."""
        return {
            role: {
                word: meant
                for phrase, meant in phrases.items()
                if len(phrase) == 1 or role in POLITE
                for word in phrase
            }
            for role, phrases in self.roles.items()
        }

    @cached_property
    def beginnings(self) -> Mapping[str, Mapping[str, list[Phrase]]]:
        """For each role its phrases of several words, under each of their first two."""
        found: dict[str, dict[str, list[Phrase]]] = {}
        for role, phrases in self.roles.items():
            for phrase in phrases:
                for word in phrase[:2] if len(phrase) > 1 else ():
                    found.setdefault(role, {}).setdefault(word, []).append(phrase)
        return found


@dataclass(frozen=True)
class Forgiving(Vocabulary):
    """The same for words around an order that may be misspelt; not those of `spared`, which are on the shelf."""

    exact: Vocabulary = field(kw_only=True)
    spared: Collection[str] = ()

    def at(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        if found := self.exact.at(role, words):
            return found
        return self._phrase(role, words) or self._word(role, words[0]) if words else None

    def roles_of(self, words: Sequence[str], among: Sequence[str]) -> Sequence[str]:
        return among

    def _may_be_wrong(self, typed: str) -> bool:
        return len(typed) >= SHORTEST_TYPO and typed not in self.exact.every_word and typed not in self.spared

    def _word(self, role: str, typed: str) -> tuple[str, int] | None:
        """A word of politeness may stand for its phrase."""
        if not self._may_be_wrong(typed):
            return None
        known = self.exact.single.get(role, {})
        about = near_words(typed)
        if role == "number" and not all(word in known for word in about):
            return None
        near = {known[word] for word in about if word in known}
        return (min(near), 1) if len(near) == 1 or (near and role in POLITE) else None

    def _phrase(self, role: str, words: Sequence[str]) -> tuple[str, int] | None:
        """`onstead of`: all its words but one as they should be."""
        begun = self.exact.beginnings.get(role, {})
        for phrase in (phrase for word in words[:2] for phrase in begun.get(word, ())):
            here = words[: len(phrase)]
            wrong = [(typed, word) for typed, word in zip(here, phrase, strict=False) if typed != word]
            if len(here) == len(phrase) and len(wrong) == 1 and self._may_be_wrong(wrong[0][0]) and is_near(*wrong[0]):
                return self.roles[role][phrase], len(phrase)
        return None


def is_near(typed: str, word: str) -> bool:
    """A slip away, and as long; two where there is room for them."""
    slips = 2 if min(len(typed), len(word)) >= LONG else 1
    return len(word) >= SHORTEST_TYPO and OSA.distance(typed, word, score_cutoff=slips) <= slips


@lru_cache(maxsize=5_000)
def near_words(typed: str) -> tuple[str, ...]:
    """Of the words around orders."""
    about = process.extract(typed, vocabulary().long_words, scorer=OSA.distance, score_cutoff=2, limit=None)
    return tuple(word for word, _slips, _place in about if is_near(typed, word))


EVERY: frozenset[str] = frozenset()
"""Of no language in particular: all there are."""


@cache
def vocabulary(spoken: frozenset[str] = EVERY, own: str = "") -> Vocabulary:
    """What ships with the shop, or what a few languages bring of it: `dois` is two to a Portuguese, and what a
    Frenchman must. `own`: the one that is written."""
    every = vocabulary(spoken).roles if own in packs() else _roles(spoken)
    return Vocabulary(own_first(every, _roles(frozenset((own,)))) if own in packs() else every)


def _roles(spoken: frozenset[str]) -> dict[str, dict[Phrase, str]]:
    roles: dict[str, dict[Phrase, str]] = {}
    for role, phrase, meant in _entries(spoken):
        for words in filter(None, map(spelled, ways_to_type(phrase))):
            roles.setdefault(role, {}).setdefault(words, meant)
    return roles


def ways_to_type(phrase: str) -> Iterator[str]:
    """`dont want`, `jaimerais`: few take the trouble of an apostrophe."""
    yield phrase
    if "'" in phrase and len(phrase) > SHORTEST_ELISION:
        yield phrase.replace("'", "")


def forgiving(spared: Collection[str], spoken: frozenset[str] = EVERY, own: str = "") -> Vocabulary:
    exact = vocabulary(spoken, own)
    return Forgiving(exact.roles, exact=exact, spared=spared)


def _entries(spoken: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    for code, pack in lexicon().packs.items():
        numbers = pack.get("numbers", {}).items() if code in (spoken or lexicon().packs) else ()
        yield from (("number", phrase, value) for value, listed in numbers for phrase in listed)
        yield from (("hello", phrase, "hello") for phrase in pack.get("speech", {}).get("greetings", ()))
    for tables in (tables for code, tables in packs().items() if code in (spoken or packs())):
        for name, table in tables.items():
            for key, listed in table.items():
                yield from (_entry(name, key, phrase) for phrase in listed)
                yield from (("filler", phrase, key) for phrase in listed if key in ("polite", "each", "may"))


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
