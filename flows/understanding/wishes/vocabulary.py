"""The words around an order, of every language at once: `locales/<code>/orders.toml`, numbers of `words.toml` too."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from flows.speech import lexicon
from flows.speech.folders import LOCALES
from flows.understanding.wishes.roles import TABLES, own_first
from flows.understanding.wishes.tokens import spelled

SHORTEST_TYPO = 5
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
        return _by_word((role, (phrase[0] for phrase in phrases)) for role, phrases in self.roles.items())

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
    def alone(self) -> Mapping[str, frozenset[str]]:
        """The roles in which a word stands alone."""
        return _by_word((role, words) for role, words in self.single.items())

    @cached_property
    def in_phrases(self) -> Mapping[str, frozenset[str]]:
        """The roles with a phrase of several words, of whose first two it is one."""
        return _by_word((role, words) for role, words in self.beginnings.items())

    @cached_property
    def beginnings(self) -> Mapping[str, Mapping[str, list[Phrase]]]:
        """For each role its phrases of several words, under each of their first two."""
        found: dict[str, dict[str, list[Phrase]]] = {}
        for role, phrases in self.roles.items():
            for phrase in phrases:
                for word in phrase[:2] if len(phrase) > 1 else ():
                    found.setdefault(role, {}).setdefault(word, []).append(phrase)
        return found


def _by_word(roles: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for role, words in roles:
        for word in words:
            found.setdefault(word, set()).add(role)
    return {word: frozenset(its) for word, its in found.items()}


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
