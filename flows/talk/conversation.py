"""What is remembered between two messages: the open questions, and the choices as they were shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

from domain.shared.errors import Refusal
from flows.speech.folders import SOURCE
from flows.talk.fields import CannotLoad, build, plain
from flows.talk.picking import Shown
from flows.talk.steps import STEPS, Step, fields_of, load_step, name_of

VERSION = 1
REMEMBERED = 5
NEVER_ASKED = -1
LINES, LONGEST_LINE = 3, 160
MOST_SHOWN = 27
"""So many choices at most are kept of all questions together, open and closed: some four kilobytes."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A step that waits, with the number of its question (0: not asked yet) and what was shown with it."""

    step: str
    fields: dict[str, Any] = field(default_factory=dict)
    question: int = 0
    shown: tuple[Shown, ...] = ()

    @classmethod
    def of(cls, step: Step) -> Frame:
        return cls(name_of(step), fields_of(step))

    def load(self) -> Step:
        return load_step(self.step, self.fields)

    def as_shown(self, shop: Any) -> Frame:
        """As it is about to be asked: a step that keeps what it shows is a new question when that is new."""
        if not hasattr(STEPS.get(self.step), "as_shown"):
            return self
        try:
            now = Frame.of(cast("Any", self.load()).as_shown(shop))
        except (CannotLoad, Refusal):
            return self
        return self if self.asks_the_same(now) else now

    def asks_the_same(self, other: Frame) -> bool:
        return (self.step, self.fields) == (other.step, other.fields)

    @property
    def welcomes_old_taps(self) -> bool:
        return bool(getattr(STEPS.get(self.step), "welcome_old_taps", False))


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's talk with one shop in one role. `question` is the last number used; the top of the stack is open.

    `offered` are the choices of the last notice; `past` closed questions whose buttons are still welcome; `lately`
    what the person wrote last, for a human who is called; `kept` what was said in passing, for a question that comes
    later.
    """

    language: str = SOURCE
    stack: tuple[Frame, ...] = ()
    question: int = 0
    offered: tuple[Shown, ...] = ()
    past: tuple[Frame, ...] = ()
    misses: int = 0
    greeted: bool = False
    human: bool = False
    lately: tuple[str, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def top(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def to_json(self) -> dict[str, Any]:
        """As kept; `from_json` gives the same value back."""
        return {"version": VERSION, **plain(self)}

    @classmethod
    def from_json(cls, stored: Any) -> Conversation:
        """From what was kept by this or any earlier release. What cannot be read at all is a new conversation."""
        try:
            return build(cls, stored)  # type: ignore[no-any-return]
        except CannotLoad:
            return cls._what_is_left(stored if isinstance(stored, dict) else {})

    @classmethod
    def _what_is_left(cls, stored: dict[str, Any]) -> Conversation:
        """The parts that can still be read, each by itself."""
        kept = cls()
        for name in stored.keys() & set(cls.__dataclass_fields__):
            try:
                kept = replace(kept, **{name: getattr(build(cls, {name: stored[name]}), name)})
            except CannotLoad:
                continue
        return kept

    def mended(self) -> Conversation:
        """Without the steps on top that the code of today does not know: what lies below is open."""
        stack = list(self.stack)
        while stack and not _loads(stack[-1]):
            stack.pop()
        return self if len(stack) == len(self.stack) else replace(self, stack=tuple(stack))

    def closing(self, before: Sequence[Frame]) -> Conversation:
        """Remembering the questions of `before` that this turn has closed, as far as their taps stay welcome."""
        still = {frame.question for frame in self.stack}
        closed = [each for each in before if each.question and each.question not in still and each.welcomes_old_taps]
        return replace(self, past=(*self.past, *closed)[-REMEMBERED:]) if closed else self

    def within_bounds(self) -> Conversation:
        """However long the talk: what was closed first, and then what lies deepest, is forgotten first."""
        past, stack = self.past, self.stack
        if _choices(past) + _choices(stack) <= MOST_SHOWN:
            return self
        while past and _choices(past) + _choices(stack) > MOST_SHOWN:
            past = past[1:]
        while len(stack) > 1 and _choices(stack) > MOST_SHOWN:
            stack = stack[1:]
        return replace(self, past=past, stack=stack)

    def heard(self, words: str) -> Conversation:
        return replace(self, lately=(*self.lately, words[:LONGEST_LINE])[-LINES:]) if words else self

    def released(self) -> Conversation:
        """The human has finished: the bot speaks again."""
        return replace(self, human=False, misses=0)


def _choices(frames: Sequence[Frame]) -> int:
    return sum(len(frame.shown) for frame in frames)


def _loads(frame: Frame) -> bool:
    try:
        frame.load()
    except CannotLoad:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Reminder:
    """Ask `frame` after a while, if by then the conversation is still at `question`."""

    after: timedelta
    frame: Frame
    question: int

    def to_json(self) -> dict[str, Any]:
        return plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, stored: Any) -> Reminder:
        """What cannot be read reminds of nothing: it is about no question that was ever asked."""
        try:
            return build(cls, stored)  # type: ignore[no-any-return]
        except CannotLoad:
            return cls(timedelta(), Frame(""), question=NEVER_ASKED)
