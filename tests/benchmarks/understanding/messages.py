"""The labelled messages: one file a language, split once, by a hash that only the message decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from flows.speech import fold

FOLDER = Path(__file__).parent / "messages"
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, and what whoever wrote it wanted."""

    intent: str
    text: str

    @property
    def split(self) -> str:
        return SPLITS[crc32(fold(self.text).encode()) % len(SPLITS)]


def languages() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.tsv"))


def labelled(code: str, split: str | None = None) -> list[Labelled]:
    """All of a language, or one half of them."""
    lines = (FOLDER / f"{code}.tsv").read_text("utf-8").splitlines()
    messages = [Labelled(*line.split("\t")) for line in lines if line and not line.startswith("#")]
    return [each for each in messages if split in (None, each.split)]
