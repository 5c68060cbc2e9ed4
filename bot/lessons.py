"""What the languages taught, kept in the data folder: a start recalls it, and learns again only what has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import flows.speech
import flows.understanding
from flows.speech.folders import LOCALES
from flows.understanding.lesson import Lesson
from flows.understanding.model import learn_all

FOLDER = "learned"


def recall(data_dir: Path) -> bool:
    """Whether everything is known now. A file that cannot be read is as good as none."""
    try:
        told = json.loads(_file(data_dir).read_text("utf-8"))
        kept = {code: Lesson.of_plain(each) for code, each in told.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    learn_all(kept)
    return True


def learn_and_keep(data_dir: Path) -> None:
    """Where the folder is full or read-only, the next start learns again."""
    lessons = learn_all()
    try:
        _keep(_file(data_dir), lessons)
    except OSError:
        return


def _keep(file: Path, lessons: Mapping[str, Lesson]) -> None:
    """Whole or not at all; what earlier releases kept goes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps({code: each.plain() for code, each in lessons.items()}), "utf-8")
    half.replace(file)
    for other in file.parent.glob("*.json"):
        if other != file:
            other.unlink(missing_ok=True)


def _file(data_dir: Path) -> Path:
    """Named by all that it follows from: the examples, and how they are read and learned."""
    seen = sha256()
    for source in _sources():
        seen.update(source.read_bytes())
    return data_dir / FOLDER / f"{seen.hexdigest()[:16]}.json"


def _sources() -> Iterator[Path]:
    yield Path(flows.speech.__file__).with_name("fold.py")
    yield from sorted(Path(flows.understanding.__file__).parent.glob("*.py"))
    yield from sorted(LOCALES.glob("*/*.toml"))
