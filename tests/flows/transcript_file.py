"""A story as a text file: what people send, what happens outside, and what the shop answers.

shop: Chez Fatou                    header lines, up to the first empty one
language: fr
beside: Njeri Home                  another shop at the same number

# a remark
Awa: bonjour                        Awa writes
> Bonjour Awa !                     the answer to her, line by line
>
> Que cherchez-vous ?
> [Pagnes] [Savons]                 what can be tapped
Awa taps Pagnes
Awa pins 5.35,-4.01
Awa sends image: ma capture         a photo with its caption
Awa edits: bonsoir                  what she sent last reads otherwise now
Awa deletes                         it is gone
-- wallet approves --               the outside world
> Awa: Payé. Commande {order}.      a further message, or one to somebody else, begins with a name
> Fatou: Commande {order} payée …   `…` stands for anything; {name} is caught once, then must be the same
-- 31 minutes later --
Issa: livre {code}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

WRITES = re.compile(r"(?P<who>[^\W\d][\w '’-]*?): ?(?P<what>.*)")
TAPS = re.compile(r"(?P<who>[^\W\d][\w '’-]*?) taps (?P<what>.+)")
PINS = re.compile(r"(?P<who>[^\W\d][\w '’-]*?) pins (?P<what>-?[\d.]+, ?-?[\d.]+)")
SENDS = re.compile(r"(?P<who>[^\W\d][\w '’-]*?) sends (?P<what>\w+(?:: .*)?)")
EDITS = re.compile(r"(?P<who>[^\W\d][\w '’-]*?) edits: ?(?P<what>.*)")
DELETES = re.compile(r"(?P<who>[^\W\d][\w '’-]*?) deletes(?P<what>)")
OUTSIDE = re.compile(r"-- (?P<what>.+?) --")
LATER = re.compile(r"(?P<count>\d+) (?P<unit>second|minute|hour|day)s? later")

KINDS = (
    ("outside", OUTSIDE),
    ("tap", TAPS),
    ("pin", PINS),
    ("send", SENDS),
    ("edit", EDITS),
    ("delete", DELETES),
    ("say", WRITES),
)


class Unreadable(Exception):
    """A line of a transcript that means nothing."""


@dataclass
class Event:
    """One line that makes something happen, the remarks before it, and the answer expected."""

    kind: str
    who: str
    what: str
    line: str
    before: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def later(self) -> timedelta | None:
        """How much time passes, for `-- 31 minutes later --`."""
        found = LATER.fullmatch(self.what) if self.kind == "outside" else None
        return timedelta(**{f"{found['unit']}s": int(found["count"])}) if found else None


@dataclass
class Story:
    """One file. `tail` is what stands after the last answer."""

    header: dict[str, str]
    events: list[Event]
    header_lines: list[str]
    tail: list[str]
    path: Path | None = None

    def written(self) -> str:
        """The file again."""
        lines = list(self.header_lines)
        for event in self.events:
            lines += [*event.before, event.line, *event.expected]
        return "\n".join([*lines, *self.tail]).rstrip("\n") + "\n"


def read_story(text: str, path: Path | None = None) -> Story:
    lines = text.splitlines()
    end = next((place for place, line in enumerate(lines) if not line.strip()), 0)
    header_lines = lines[:end]
    events, tail = _events(lines[end:])
    return Story(dict(_headers(header_lines)), events, header_lines, tail, path)


def _headers(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and not line.startswith("#"):
            yield name.strip(), value.strip()


def _events(lines: list[str]) -> tuple[list[Event], list[str]]:
    events: list[Event] = []
    waiting: list[str] = []
    for line in lines:
        if line.startswith(">"):
            if not events or any(remark.strip() for remark in waiting):
                raise Unreadable(f"an answer to nothing: {line}")
            events[-1].expected.append(line.rstrip())
        elif not line.strip() or line.startswith("#"):
            waiting.append(line)
        else:
            events.append(_event(line.rstrip(), waiting))
            waiting = []
    return events, waiting


def _event(line: str, before: list[str]) -> Event:
    for kind, form in KINDS:
        if found := form.fullmatch(line):
            parts = found.groupdict()
            return Event(kind, parts.get("who", ""), parts["what"], line, before)
    raise Unreadable(line)
