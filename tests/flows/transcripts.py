"""Runs transcripts against a world. `TRANSCRIPTS=accept pytest …` writes what was really said into the files."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from domain.customer.messages import OutboundMessage
from flows.transcript_lines import BLANKS, answers
from tests.flows.transcript_file import Event, Story, read_story

CAUGHT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Heard:
    """A message that reached somebody of the cast."""

    to: str
    message: OutboundMessage


class World(Protocol):
    """The shop under test. People go by the names of the cast; it must settle before each call returns."""

    def say(self, who: str, text: str) -> None: ...

    def tap(self, who: str, title: str) -> None:
        """On the newest button of that title that this person has been shown; AssertionError if there is none."""

    def pin(self, who: str, latitude: float, longitude: float) -> None: ...

    def send(self, who: str, kind: str, caption: str) -> None:
        """A photo, a voice note, a document."""

    def edit(self, who: str, text: str) -> None:
        """Of what they sent last."""

    def delete(self, who: str) -> None: ...

    def outside(self, what: str) -> None:
        """What stands between `--` and `--`, unless time passes."""

    def advance(self, length: timedelta) -> None: ...

    def round_trip(self) -> None:
        """Read every kept conversation from its JSON and keep it again."""

    def messages(self) -> Sequence[Heard]:
        """What has reached anybody since the last call, in order."""


@dataclass
class Runner:
    """One story through one world."""

    story: Story
    world: World
    accept: bool = field(default_factory=lambda: os.environ.get("TRANSCRIPTS") == "accept")
    caught: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """All of it; AssertionError with a difference at the first answer that is another one."""
        for event in self.story.events:
            self.world.round_trip()
            self._happen(event)
            actual = self._written(event)
            if not self._fits(event.expected, actual):
                self._differs(event, actual)

    def _happen(self, event: Event) -> None:
        what = CAUGHT.sub(lambda found: self.caught.get(found[1], found[0]), event.what)
        if event.kind == "say":
            self.world.say(event.who, what)
        elif event.kind == "tap":
            self.world.tap(event.who, what)
        elif event.kind == "pin":
            latitude, longitude = what.split(",")
            self.world.pin(event.who, float(latitude), float(longitude))
        elif event.kind == "send":
            kind, _colon, caption = what.partition(":")
            self.world.send(event.who, kind, caption.strip())
        elif event.kind == "edit":
            self.world.edit(event.who, what)
        elif event.kind == "delete":
            self.world.delete(event.who)
        elif length := event.later:
            self.world.advance(length)
        else:
            self.world.outside(what)

    def _written(self, event: Event) -> list[str]:
        """What was heard, as the file writes it: first what the one who acted was told."""
        return answers(event.who, [(each.to, each.message) for each in self.world.messages()])

    def _fits(self, expected: Sequence[str], actual: Sequence[str]) -> bool:
        caught = dict(self.caught)
        if not _fit(list(expected), list(actual), caught):
            return False
        self.caught = caught
        return True

    def _differs(self, event: Event, actual: list[str]) -> None:
        if self.accept:
            event.expected = self._accepted(event.expected, actual)
            return
        hoped = [CAUGHT.sub(lambda found: self.caught.get(found[1], found[0]), line) for line in event.expected]
        lines = difflib.unified_diff([event.line, *hoped], [event.line, *actual], "expected", "said", lineterm="", n=50)
        where = f"{self.story.path}: " if self.story.path else ""
        raise AssertionError(f"{where}{event.line}\n" + "\n".join(list(lines)[3:]))

    def _accepted(self, expected: list[str], actual: list[str]) -> list[str]:
        """What was said; lines that fit it already and catch something stay as they are written."""
        kept = [line for line in expected if CAUGHT.search(line)]
        lines = []
        for said in actual:
            fitting = next((line for line in kept if _line_fits(line, said, self.caught)), None)
            lines.append(fitting or self._with_names(said))
        return lines

    def _with_names(self, line: str) -> str:
        for name, value in self.caught.items():
            line = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"{{{name}}}", line)
        return line


def _fit(expected: list[str], actual: list[str], caught: dict[str, str]) -> bool:
    """Line by line; a line that is only `…` stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == "> …":
        return any(_fit(expected[1:], actual[skipped:], caught) for skipped in range(len(actual) + 1))
    return bool(actual) and _line_fits(expected[0], actual[0], caught) and _fit(expected[1:], actual[1:], caught)


def _line_fits(expected: str, actual: str, caught: dict[str, str]) -> bool:
    """`…` is any run of letters, {name} what it was before, or else a word that it catches now."""
    new: set[str] = set()
    form = "".join(_form(part, caught, new) for part in re.split(r"(…|\{\w+\})", expected.translate(BLANKS)))
    found = re.fullmatch(form, actual)
    if found:
        caught.update({name: found[name] for name in new})
    return bool(found)


def _form(part: str, caught: dict[str, str], new: set[str]) -> str:
    name = CAUGHT.fullmatch(part)
    if part == "…":
        return ".*?"
    if not name:
        return re.escape(part)
    if name[1] in caught:
        return re.escape(caught[name[1]])
    if name[1] in new:
        return f"(?P={name[1]})"
    new.add(name[1])
    return rf"(?P<{name[1]}>[\w-]+)"


def run_file(path: Path, world: World) -> None:
    """One transcript file; accepted answers are written back."""
    runner = Runner(read_story(path.read_text("utf-8"), path), world)
    try:
        runner.run()
    finally:
        if runner.accept:
            path.write_text(runner.story.written(), "utf-8")
