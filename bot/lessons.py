"""What the languages taught, kept as bytecode is kept: beside its sources, and made anew when they change."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import flows.speech
import flows.understanding
from flows.speech.folders import LOCALES
from flows.understanding.lesson import Lesson
from flows.understanding.model import learn_all

BESIDE = Path(flows.understanding.__file__).with_name("__pycache__")
KIND = "learned-*.json"


def are_kept(folder: Path = BESIDE) -> bool:
    return _file(folder).exists()


def recall(folder: Path = BESIDE) -> bool:
    """Whether everything is known now. A file that cannot be read is as good as none."""
    try:
        told = json.loads(_file(folder).read_text("utf-8"))
        kept = {code: Lesson.of_plain(each) for code, each in told.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    learn_all(kept)
    return True


def learn_and_keep(folder: Path = BESIDE) -> None:
    """Some five seconds. Where nothing can be kept, or shall be (PYTHONDONTWRITEBYTECODE), the next learns again."""
    lessons = learn_all()
    with suppress(OSError):
        if not sys.dont_write_bytecode:
            _keep(_file(folder), lessons)


def _keep(file: Path, lessons: Mapping[str, Lesson]) -> None:
    """Whole or not at all; what earlier releases kept goes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps({code: each.plain() for code, each in lessons.items()}), "utf-8")
    half.replace(file)
    for other in file.parent.glob(KIND):
        if other != file:
            other.unlink(missing_ok=True)


def _file(folder: Path) -> Path:
    """Named by all that it follows from: the examples, and how they are read and learned."""
    seen = sha256()
    for source in _sources():
        seen.update(source.read_bytes())
    return folder / KIND.replace("*", seen.hexdigest()[:16])


def _sources() -> Iterator[Path]:
    yield Path(flows.speech.__file__).with_name("fold.py")
    yield from sorted(Path(flows.understanding.__file__).parent.glob("*.py"))
    yield from sorted(LOCALES.glob("*/*.toml"))
