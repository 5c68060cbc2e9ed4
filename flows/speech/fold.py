"""Text made comparable and text made safe: what people type, and what merchants write into a message."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SHORT = 60
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "’": "'", "ʼ": "'", "`": "'", "\u00a0": " "})
MARKUP = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])")
APART = re.compile(r"[^\w'#+°👍👎-]+")


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: `" À  Bientôt ! "` becomes `"a bientot"`."""
    return _folded_before(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", text.translate(LIGATURES)).casefold().translate(LIGATURES)
    plain = "".join(each for each in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(each))
    return " ".join(word.strip("-'") or word for word in APART.sub(" ", plain).split())


def clean(text: str) -> str:
    """One line without WhatsApp's markup, control or direction characters: nobody's product name styles our message."""
    return _cleaned_before(text) if len(text) <= SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    visible = "".join(_visible(letter) for letter in text)
    return " ".join(MARKUP.sub("", visible).split(" ")).strip()


def _visible(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in "\n\r\t\v\f" or kind in ("Zl", "Zp"):
        return " "
    return "" if kind in ("Cc", "Cf", "Cs", "Co") and letter != "\u200d" else letter


def squeeze(text: str) -> str:
    """Runs of blanks become one plain space."""
    return re.sub(r"\s+", " ", text).strip()


def squeeze_lines(text: str) -> str:
    """The same, line by line: a list is read as one."""
    return "\n".join(filter(None, map(squeeze, text.splitlines())))


# Names, titles and buttons come again in every turn.
_folded_before = lru_cache(maxsize=20_000)(_folded)
_cleaned_before = lru_cache(maxsize=20_000)(_cleaned)
