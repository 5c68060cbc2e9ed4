"""Transcripts are the specification: each story is told to the real application, line by line.

Those of `fr` and `en` to the demo shops; a real one that was exported (`kept/`) to the shop whose file stands
beside it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.speech import languages
from tests.bot.retelling import had, had_again, without_remarks
from tests.bot.world import a_world_for
from tests.flows.transcript_file import read_story
from tests.flows.transcripts import run_file

FOLDER = Path(__file__).parent.parent / "transcripts"
STORIES = {"/".join(path.relative_to(FOLDER).with_suffix("").parts): path for path in sorted(FOLDER.rglob("*.txt"))}

HAD_AGAIN = {
    f"{language}/{story}"
    for language in ("fr", "en")
    for story in ("acceptance", "courier", "money_that_does_not_fit", "repairs/return_after_a_day")
}


@pytest.mark.parametrize("name", sorted(STORIES.keys() - HAD_AGAIN))
def test_story(name: str, demo: Path, tmp_path: Path) -> None:
    with a_world_for(STORIES[name], tmp_path, demo) as world:
        run_file(STORIES[name], world)


@pytest.mark.parametrize("name", sorted(HAD_AGAIN))
def test_story_that_is_exported_and_had_again(name: str, demo: Path, tmp_path: Path) -> None:
    """In a shop of its own, and exported from there: the same."""
    told = had(tmp_path, demo, STORIES[name])
    assert len(read_story(told.transcript).events) > 5
    assert without_remarks(had_again(tmp_path / "again", told)) == without_remarks(told)


def stories_in(code: str) -> set[str]:
    return {story for language, _slash, story in (name.partition("/") for name in STORIES) if language == code}


def test_every_story_is_told_in_french_and_in_english() -> None:
    assert stories_in("fr") == stories_in("en")


@pytest.mark.parametrize("code", languages())
def test_every_language_tells_the_whole_story_and_none_that_the_others_do_not_know(code: str) -> None:
    assert "acceptance" in stories_in(code)
    assert stories_in(code) <= stories_in("en")
