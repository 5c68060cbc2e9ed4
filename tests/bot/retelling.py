"""A conversation that was had is exported, had again in a shop of its own, and exported again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.replay.alike import MAY_DIFFER
from bot.replay.export import Export, export
from tests.bot.world import a_world, a_world_for
from tests.flows.transcript_file import read_story
from tests.flows.transcripts import Runner, run_file

BUYER = {"Chez Fatou": "Awa", "Njeri Home": "Achieng"}


def had(folder: Path, demo: Path, path: Path) -> Export:
    """The story of a transcript, told to the demo shop, as it lies in the boxes then."""
    story = read_story(path.read_text("utf-8"), path)
    with a_world(folder, demo, story.header["shop"]) as world:
        run_file(path, world)
        return export(world.it, world.cast[BUYER[story.header["shop"]]])


def had_again(folder: Path, told: Export) -> Export:
    """The two files beside each other are a test: as under `tests/transcripts`."""
    folder.mkdir()
    story = folder / "story.txt"
    story.write_text(told.transcript, "utf-8")
    story.with_suffix(".toml").write_text(told.shop, "utf-8")
    with a_world_for(story, folder, folder) as world:
        Runner(read_story(told.transcript), world, accept=False).run()
        return export(world.it, world.cast["Awa"])


def without_remarks(told: Export) -> Export:
    """What is masked already says in a second story what it said in the first."""
    return replace(told, transcript=told.transcript.replace(f"{MAY_DIFFER}\n", ""))
