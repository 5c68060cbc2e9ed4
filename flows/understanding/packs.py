"""What each language brings to be understood by: `intents.toml` and `spelling.toml` of its folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flows.speech.folders import LOCALES

Lists = Mapping[str, tuple[str, ...]]
TABLES = ("examples", "words", "elsewhere")


@dataclass(frozen=True, slots=True)
class Pack:
    """One language. `words` are groups of words that stand for the same thing, `elsewhere` those of talk that is none
    of a shop's business, `short` what is typed in a hurry, `filler` the words that carry no meaning of their own,
    `borrowed` those that every language uses."""

    code: str
    examples: Lists = field(default_factory=dict)
    words: Lists = field(default_factory=dict)
    elsewhere: Lists = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    emoji: Mapping[str, str] = field(default_factory=dict)
    filler: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()


def read_pack(folder: Path) -> Pack:
    """A folder without these files is a language that is only spoken, not yet understood."""
    intents, spelling = _read(folder / "intents.toml"), _read(folder / "spelling.toml")
    examples, words, elsewhere = (
        {name: tuple(said) for name, said in intents.get(table, {}).items()} for table in TABLES
    )
    return Pack(
        folder.name,
        examples,
        words,
        elsewhere,
        spelling.get("short", {}),
        spelling.get("emoji", {}),
        tuple(spelling.get("filler", ())),
        tuple(spelling.get("borrowed", ())),
    )


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


@cache
def packs() -> Mapping[str, Pack]:
    """Every language that ships, by its code."""
    return {folder.name: read_pack(folder) for folder in sorted(LOCALES.iterdir()) if folder.is_dir()}
