"""Words that are not yet in any language: a message id and its values, put into words when it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.speech.language import Language

STRANGE = re.compile(r"[^A-Za-z0-9_.:/-]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Text:
    """Anything that can be said in a language."""

    __slots__ = ()

    def render(self, language: Language) -> str:
        raise NotImplementedError


Wording = Text | str
"""A Text, or plain data (a product's name): data is shown as it is, cleaned, and never translated."""


@dataclass(frozen=True, slots=True)
class Phrase(Text):
    """One entry of the catalogue. `plural` and `count` are given together or not at all."""

    msgid: str
    values: tuple[tuple[str, Any], ...] = ()
    plural: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        missing = set(PLACEHOLDER.findall(self.plural or self.msgid)) - {name for name, _ in self.values}
        if missing:
            raise ValueError(f"{self.msgid!r} is said without {', '.join(sorted(missing))}")

    def render(self, language: Language) -> str:
        values = dict(self.values)
        pattern = language.phrase(self.msgid, self.plural, self.count)
        return PLACEHOLDER.sub(lambda found: language.value(values.get(found[1], "")), pattern)


@dataclass(frozen=True, slots=True)
class Joined(Text):
    """Several texts, one after the other; empty ones leave no gap."""

    parts: tuple[Wording, ...]
    separator: str = "\n"

    def render(self, language: Language) -> str:
        return self.separator.join(filter(None, (language.say(part) for part in self.parts)))


@dataclass(frozen=True, slots=True)
class Verbatim(Text):
    """Said letter by letter: an address on the web, a code. Never anything a stranger typed."""

    letters: str

    def render(self, language: Language) -> str:
        return self.letters


@dataclass(frozen=True, slots=True)
class Called(Text):
    """The word that calls something, from `words.toml`."""

    name: str
    table: str

    def render(self, language: Language) -> str:
        return language.word(self.name, self.table)


def _(msgid: str, /, **values: Any) -> Text:
    """`_("How many {name}?", name=product.name)`; the English text is the message id."""
    return Phrase(msgid, tuple(values.items()))


def _n(one: str, many: str, n: int, /, **values: Any) -> Text:
    """`_n("{n} piece left", "{n} pieces left", 3)`; `{n}` is given by itself."""
    return Phrase(one, tuple({"n": n, **values}.items()), many, n)


def join(*parts: Wording, separator: str = "\n") -> Text:
    """Lines of one message."""
    return Joined(parts, separator)


def word_for(name: str, table: str = "asides") -> Text:
    """`word_for("cart")` is `panier` in French: what to write to get there."""
    return Called(name, table)


def verbatim(letters: str) -> Text:
    """A link or a code, which cleaning would damage."""
    return Verbatim(letters)


def name_of(letters: str) -> Text:
    """A provider's own name of something, to be looked up letter by letter: nothing in it can say anything else."""
    return Verbatim(STRANGE.sub("", letters))
