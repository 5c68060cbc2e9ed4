"""What the languages taught is kept: recalled, it understands the same; broken or outdated, it is learned again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot import lessons
from bot.lessons import are_kept, learn_and_keep, recall
from flows.understanding.lesson import Lesson
from flows.understanding.model import learn_all, model

SAY = "from flows.understanding.model import meaning; print(meaning('slt c combien le savon noir', 'fr').candidates)"
RECALL = f"from pathlib import Path; from bot.lessons import recall; assert recall(Path({{folder!r}})); {SAY}"


@pytest.fixture(autouse=True)
def may_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def _answer(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_what_is_recalled_understands_as_what_was_learned(tmp_path: Path) -> None:
    learn_and_keep(tmp_path)
    assert _answer(RECALL.format(folder=str(tmp_path))) == _answer(SAY)


def test_a_lesson_goes_to_json_and_back() -> None:
    lesson = model("pt").lesson
    assert Lesson.of_plain(lesson.plain()) == lesson


def test_what_is_broken_is_as_good_as_none(tmp_path: Path) -> None:
    assert not recall(tmp_path)
    learn_and_keep(tmp_path)
    [file] = tmp_path.glob("learned-*.json")
    file.write_text(file.read_text("utf-8")[:1000], "utf-8")
    assert not recall(tmp_path)


def test_other_examples_are_learned_anew_and_the_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learn_and_keep(tmp_path)
    [old] = tmp_path.glob("learned-*.json")
    added = tmp_path / "more.toml"
    added.write_text("[examples]", "utf-8")
    monkeypatch.setattr(lessons, "_sources", lambda sources=lessons._sources: iter([*sources(), added]))
    assert not recall(tmp_path)
    learn_and_keep(tmp_path)
    [new] = tmp_path.glob("learned-*.json")
    assert new != old


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.write_text("no folder", "utf-8")
    learn_and_keep(folder)
    assert not recall(folder) and not are_kept(folder)
    assert learn_all()


def test_nothing_is_kept_where_no_bytecode_shall_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    learn_and_keep(tmp_path)
    assert not are_kept(tmp_path)
