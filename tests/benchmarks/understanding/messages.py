"""The labelled messages: one file a language, split once, by a hash that only the message decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from flows.speech import fold

FOLDER = Path(__file__).parent / "messages"
HALVES = ("dev", "test")
STRANGERS = "strangers"
"""Of people who had seen neither the code nor our own messages: nothing is ever written against theirs."""
SPLITS = (*HALVES, STRANGERS)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, and what whoever wrote it wanted."""

    intent: str
    text: str

    @property
    def split(self) -> str:
        return HALVES[crc32(fold(self.text).encode()) % len(HALVES)]


def languages() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.tsv"))


def labelled(code: str, split: str | None = None) -> list[Labelled]:
    """All of ours in a language, or one half of them; or the strangers'."""
    if split == STRANGERS:
        return _read(FOLDER / STRANGERS / f"{code}.tsv")
    return [each for each in _read(FOLDER / f"{code}.tsv") if split in (None, each.split)]


def _read(file: Path) -> list[Labelled]:
    lines = file.read_text("utf-8").splitlines()
    return [Labelled(*line.split("\t")) for line in lines if line and not line.startswith("#")]
