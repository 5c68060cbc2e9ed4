"""The words people answer with, of every language at once: asides, yes and no, numbers, greetings, commands."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from flows.speech.agreeing import agreed
from flows.speech.fold import fold
from flows.speech.folders import LOCALES, SOURCE
from flows.speech.telling_apart import Tables, told_apart
from flows.speech.weekdays import weekdays

DIGITS = re.compile(r"(?:x|n°|n|#)?\s*(\d{1,9})\s*x?")


@dataclass(frozen=True)
class Lexicon:
    """What is in every `words.toml`, by language. All words are compared folded."""

    packs: Mapping[str, Tables]

    def among(self, codes: Iterable[str]) -> Lexicon:
        """Only what these languages have. A number is looked for inside a message only in those that are spoken there:
        `dois` is two to a Portuguese, and what a Frenchman must."""
        wanted = frozenset(codes) & set(self.packs)
        if wanted not in self._parts:
            self._parts[wanted] = Lexicon({code: self.packs[code] for code in wanted})
        return self._parts[wanted]

    def aside(self, text: str) -> str | None:
        """The aside that these words call, in whatever language."""
        return self._asides.get(self.bare(text)) or self._asides.get(fold(text))

    def aside_words(self) -> Mapping[str, str]:
        """Every word that calls an aside, with its name."""
        return self._asides

    def word(self, name: str, code: str, table: str = "asides") -> str:
        """The first word for a thing in a language, in English if it has none there."""
        for pack in (self.packs.get(code, {}), self.packs.get(SOURCE, {})):
            if words := pack.get(table, {}).get(name):
                return words if isinstance(words, str) else str(words[0])
        return name

    def greets(self, text: str) -> bool:
        """Nothing but a greeting, however repeated and however polite: `Bonjour bonsoir madame`."""
        rest, greeted = fold(text), False
        while head := next(filter(f"{rest} ".startswith, self._opening.get(rest.partition(" ")[0], ())), ""):
            rest = rest[len(head) :].strip()
            greeted = greeted or head.strip() in self._greetings
        return greeted and not rest

    def yes_or_no(self, text: str) -> bool | None:
        """`oui`, and `ah oui`, `bon ok c'est bon`: nothing but answers that agree, and sounds around them."""
        whole = self._answers.get(self.bare(text), self._answers.get(fold(text)))
        return agreed(self.bare(text), self._answers, self.spoken("sounds")) if whole is None else whole

    def number(self, text: str) -> int | None:
        """`2`, `x2`, `2x`, `deux`, `twenty-one`, `2 pièces svp`; None when it says anything else as well."""
        if text.lstrip().startswith("-"):
            return None
        folded = self.bare(text.replace("-", " "))
        folded = " ".join(word for word in folded.split() if word not in self._pieces) or folded
        if found := DIGITS.fullmatch(folded):
            return int(found[1])
        return self._numbers.get(folded, self._compound(folded))

    def bare(self, text: str) -> str:
        """Folded, without the politeness around it: `le 2 svp` is `2`."""
        words = fold(text).split()
        while words and (lead := self._polite_at(words, 0)):
            words = words[lead:]
        while words and (tail := self._polite_at(words, -1)):
            words = words[:-tail]
        return " ".join(words) or fold(text)

    def seeks(self, text: str) -> bool:
        """Whether these words ask if there is something, rather than wanting it: `avez-vous une lampe ?`"""
        said = f" {fold(text)} "
        asking = self._speech.get("seeking", set()) | self._speech.get("pricing", set())
        return any(f" {words} " in said for words in asking)

    def named(self, text: str) -> str:
        """Without the articles before it: `du riz` is `riz`."""
        words = text.split()
        while words[1:] and (size := self._article_at(words)):
            words = words[size:]
        return " ".join(words)

    def guess(self, text: str, among: Collection[str] | None = None) -> str | None:
        """The language these words are in, when only one is likely; of all there are, or of a few."""
        spoken = (self if among is None else self.among(among))._spoken
        found = Counter(spoken[word] for word in fold(text).split() if word in spoken)
        best = found.most_common(2)
        if not best or (len(best) == 2 and best[0][1] == best[1][1]):
            return None
        return best[0][0]

    def said_after(self, key: str, text: str) -> str:
        """What follows one of the phrases of `[speech]` as it was typed: a name behind `je m'appelle`."""
        words = text.split()
        for size in range(len(words) - 1, 0, -1):
            if fold(" ".join(words[:size])) in self._speech.get(key, ()):
                return " ".join(words[size:])
        return ""

    def time_word(self, word: str) -> str | None:
        """What a word of `[times]` or the name of a weekday stands for: `hours`, `tomorrow`, `0` for a Monday."""
        return self._times.get(fold(word))

    def command(self, word: str) -> tuple[str, ...]:
        """The words of every language for a command, folded, itself first."""
        others = (fold(each) for pack in self.packs.values() for each in pack.get("commands", {}).get(word, ()))
        return tuple(dict.fromkeys((fold(word), *others)))

    def meanings(self, table: str, text: str) -> frozenset[str]:
        """The names in a table that have these words, in whatever language."""
        return frozenset(self._names.get((table, fold(text)), ()))

    def spoken(self, key: str) -> Collection[str]:
        """The words of one list of `[speech]`, of every language."""
        return self._speech.get(key, set())

    def _polite_at(self, words: list[str], end: int) -> int:
        for size in range(min(4, len(words) - 1), 0, -1):
            if " ".join(words[:size] if end == 0 else words[-size:]) in self._polite:
                return size
        return 0

    def _article_at(self, words: list[str]) -> int:
        articles = self._speech.get("articles", ())
        return next((size for size in (2, 1) if size < len(words) and fold(" ".join(words[:size])) in articles), 0)

    def _compound(self, folded: str) -> int | None:
        parts = [word for word in folded.split() if word not in self.spoken("between")]
        values = [self._numbers.get(word, -1) for word in parts]
        if len(values) == 2 and values[0] >= 20 and 0 < values[1] < values[0]:
            return sum(values)
        return None

    def _table(self, name: str) -> Iterable[tuple[str, str]]:
        for pack in self.packs.values():
            for key, words in pack.get(name, {}).items():
                yield from ((fold(word), key) for word in words if fold(word))

    @cached_property
    def _asides(self) -> dict[str, str]:
        return dict(self._table("asides"))

    @cached_property
    def _times(self) -> dict[str, str]:
        return {**dict(weekdays(self.packs)), **dict(self._table("times"))}

    @cached_property
    def _answers(self) -> dict[str, bool]:
        return {word: key == "yes" for word, key in self._table("answers")}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: int(key) for table in ("ordinals", "numbers") for word, key in self._table(table)}

    @cached_property
    def _speech(self) -> dict[str, set[str]]:
        table: dict[str, set[str]] = {}
        for word, key in self._table("speech"):
            table.setdefault(key, set()).add(word)
        return table

    @cached_property
    def _names(self) -> dict[tuple[str, str], set[str]]:
        names: dict[tuple[str, str], set[str]] = {}
        for table in ("states", "periods", "near"):
            for word, key in self._table(table):
                names.setdefault((table, word), set()).add(key)
        return names

    @cached_property
    def _greetings(self) -> set[str]:
        return self._speech.get("greetings", set())

    @cached_property
    def _opening(self) -> dict[str, list[str]]:
        """What a greeting is made of, with a blank behind it, the longest first, by its first word."""
        every = sorted(self._greetings | self._speech.get("polite", set()), key=len, reverse=True)
        heads = {each.partition(" ")[0] for each in every}
        return {head: [f"{each} " for each in every if each.partition(" ")[0] == head] for head in heads}

    @cached_property
    def _polite(self) -> set[str]:
        return self._speech.get("polite", set()) | self._speech.get("seeking", set())

    @cached_property
    def _pieces(self) -> set[str]:
        return self._speech.get("pieces", set())

    @cached_property
    def _spoken(self) -> Mapping[str, str]:
        return told_apart(self.packs)

    @cached_property
    def _parts(self) -> dict[frozenset[str], Lexicon]:
        return {}


def load_words(locales: Path) -> Lexicon:
    """Every `words.toml` below a folder."""
    files = sorted(locales.glob("*/words.toml"))
    return Lexicon({file.parent.name: tomllib.loads(file.read_text("utf-8")) for file in files})


@cache
def lexicon() -> Lexicon:
    """The words that ship with the shop."""
    return load_words(LOCALES)
