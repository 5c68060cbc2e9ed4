"""A language is a folder: `locales/<code>/LC_MESSAGES/messages.po` and `locales/<code>/words.toml`.

How it is called and how it writes numbers and dates Babel knows, or `[language]` in its `words.toml` says.
"""

from __future__ import annotations

import gettext
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from flows.speech.fold import clean
from flows.speech.folders import LOCALES, SOURCE
from flows.speech.lexicon import lexicon
from flows.speech.text import Text, Wording
from flows.speech.values import write


@dataclass(frozen=True, slots=True)
class Language:
    """Says texts. What is missing in its catalogue is said in English, never left out."""

    code: str
    name: str
    locale: Locale
    phrases: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]

    def say(self, wording: Wording) -> str:
        """A Text in this language; a plain string is data, cleaned."""
        return wording.render(self) if isinstance(wording, Text) else clean(wording)

    def value(self, value: Any) -> str:
        return value.render(self) if isinstance(value, Text) else write(value, self.locale)

    def word(self, name: str, table: str) -> str:
        """The first word of a list of `words.toml`."""
        return lexicon().word(name, self.code, table)

    def phrase(self, msgid: str, plural: str, count: int) -> str:
        """The pattern for a message id, in the right number."""
        forms = self.phrases.get(msgid)
        if not plural:
            return forms[0] if forms else msgid
        if not forms:
            return msgid if count == 1 else plural
        return forms[min(self.form(count), len(forms) - 1)]


def read_catalog(path: Path, code: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=code)


def load(folder: Path) -> Language:
    """One folder of `locales/`."""
    code, about = folder.name, _about(folder / "words.toml")
    catalog = read_catalog(folder / "LC_MESSAGES" / "messages.po", code)
    phrases = {entry[0]: entry[1] for entry in map(_entry, catalog) if all(entry[1])}
    locale = Locale.parse(about.get("locale", code))
    name = about.get("name") or locale.get_language_name(code) or code
    return Language(code, name[:1].upper() + name[1:], locale, phrases, gettext.c2py(catalog.plural_expr))


def _about(words: Path) -> Mapping[str, str]:
    """What Babel cannot know: `name`, and the `locale` whose numbers and dates are written."""
    return tomllib.loads(words.read_text("utf-8")).get("language", {}) if words.is_file() else {}


def _entry(message: Any) -> tuple[str, tuple[str, ...]]:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return msgid, ("",) if message.fuzzy or not msgid else said


@cache
def languages() -> Mapping[str, Language]:
    """Every language there is, by its code."""
    return {folder.name: load(folder) for folder in sorted(LOCALES.iterdir()) if (folder / "LC_MESSAGES").is_dir()}


def own_name(code: str) -> str:
    """What the language with this code calls itself, for people to choose it by."""
    return languages()[code].name if code in languages() else code


def language(code: str) -> Language:
    """That language, or for `fr_CI` its parent, or English."""
    known = languages()
    return known.get(code) or known.get(code.replace("-", "_").split("_")[0]) or known[SOURCE]
