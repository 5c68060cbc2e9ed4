"""One written form of a command, like `stock <sku> +<more>`: what it takes, and how it is shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from flows.speech import Language, Lexicon, Text, lexicon

PIECE = re.compile(r"(?P<open>\[)?(?P<before>[^\s<>\[\]]*)(?:<(?P<name>\w+)(?P<rest>\.\.\.)?>)?(?P<close>\])?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a parameter with what is written right before it; optional in brackets."""

    before: str = ""
    name: str = ""
    takes_rest: bool = False
    optional: bool = False

    @property
    def is_sign(self) -> bool:
        """Like `=`: no space need stand beside it."""
        return not self.name and not any(letter.isalnum() for letter in self.before)


@dataclass(frozen=True)
class Pattern:
    """`wide` parameters may hold spaces (an amount: `15 000 F`)."""

    written: str
    wide: frozenset[str] = frozenset()
    words: Lexicon | None = None

    @property
    def lexicon(self) -> Lexicon:
        return self.words or lexicon()

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(_piece(part) for part in self.written.split())

    @cached_property
    def command(self) -> str:
        """The first word, the command's own name."""
        return self.pieces[0].before.split("|")[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(piece.name for piece in self.pieces if piece.name)

    @cached_property
    def command_words(self) -> tuple[str, ...]:
        """The first words that call it, in every language; none for a form that begins with a parameter."""
        return () if self.pieces[0].name else self._words(self.pieces[0].before)

    def match(self, line: str) -> dict[str, str] | None:
        """What each parameter was given, as typed; None when the line is not of this form."""
        typed = " ".join(unicodedata.normalize("NFC", line).split())
        found = self._regex.fullmatch(level(typed))
        if not found:
            return None
        return {name: typed[slice(*found.span(name))] for name in self.names if found[name] is not None}

    def examples(self, language: Language) -> tuple[str, ...]:
        """As somebody has written it, without and with what may be left out: `comptes`, `comptes semaine`."""
        whole = [self._said(piece, language.code) for piece in self.pieces]
        needed = [said for said, piece in zip(whole, self.pieces, strict=True) if not piece.optional]
        return " ".join(needed), " ".join(whole)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        parts = (self._part(before, piece) for before, piece in pairwise(self.pieces))
        return re.compile(self._bare(self.pieces[0]) + "".join(parts))

    def _part(self, before: Piece, piece: Piece) -> str:
        gap = r"\s*" if before.is_sign or piece.is_sign else r"\s+"
        part = gap + self._bare(piece)
        return f"(?:{part})?" if piece.optional else part

    def _bare(self, piece: Piece) -> str:
        return self._parameter(piece) if piece.name else self._word(piece)

    def _parameter(self, piece: Piece) -> str:
        body = ".+" if piece.takes_rest else r"\S.*?" if piece.name in self.wide else r"\S+"
        lead = rf"{re.escape(piece.before)}\s*" if piece.before else ""
        return f"{lead}(?P<{piece.name}>{body})"

    def _word(self, piece: Piece) -> str:
        words = sorted(self._words(piece.before), key=len, reverse=True)
        return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words) + ")"

    def _words(self, written: str) -> tuple[str, ...]:
        known = (word for each in written.split("|") for word in (each, *self.lexicon.command(each)) if word)
        return tuple(dict.fromkeys(level(word) for word in known))

    def _said(self, piece: Piece, code: str) -> str:
        return (
            piece.before + self.lexicon.word(piece.name, code, "examples") if piece.name else self._called(piece, code)
        )

    def _called(self, piece: Piece, code: str) -> str:
        return self.lexicon.word(piece.before.split("|")[0], code, "commands")


def _piece(part: str) -> Piece:
    found = PIECE.fullmatch(part)
    if not found or bool(found["open"]) != bool(found["close"]):
        raise ValueError(f"{part!r} is neither a word nor a <parameter>")
    return Piece(found["before"], found["name"] or "", bool(found["rest"]), bool(found["open"]))


def level(text: str) -> str:
    """Lower case without accents, letter for letter: places in it are places in the text as typed."""
    return "".join(_base(letter) for letter in unicodedata.normalize("NFC", text))


def _base(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if len(base) == 1 else letter


@dataclass(frozen=True, slots=True)
class Examples(Text):
    """The forms of a command as somebody of the reader's language would write them, one a line."""

    patterns: tuple[Pattern, ...]

    def render(self, language: Language) -> str:
        written = (each for pattern in self.patterns for each in pattern.examples(language))
        return "\n".join(dict.fromkeys(f"`{each}`" for each in written))


@dataclass(frozen=True, slots=True)
class CommandWord(Text):
    """A command's name in the reader's language; of one that begins with a parameter, its first sign."""

    pattern: Pattern

    def render(self, language: Language) -> str:
        called = self.pattern.lexicon.word(self.pattern.command, language.code, "commands")
        return f"`{called}`"
