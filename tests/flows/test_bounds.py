"""What is kept of a talk does not grow with it."""

from __future__ import annotations

import json

from flows.talk import Conversation
from flows.talk.conversation import REMEMBERED, Frame
from flows.talk.picking import Shown
from flows.talk.telling import DEEPEST

ENOUGH = 4 * 1024


def a_list(question: int) -> Frame:
    """A full page of a shelf, with the longest titles that a list can show."""
    rows = tuple(Shown(f"product:{n:032}", f"{n} Pagne tissé de Korh"[:24], f"{n:032}") for n in range(9))
    return Frame("buy.category", {"category": "Tissus et pagnes", "after": f"{0:032}"}, question, rows)


def frames(first: int, count: int) -> tuple[Frame, ...]:
    return tuple(a_list(first + n) for n in range(count))


def size(conversation: Conversation) -> int:
    return len(json.dumps(conversation.to_json(), ensure_ascii=False, separators=(",", ":")).encode())


def test_however_many_lists_are_open_and_remembered_they_fit() -> None:
    everything = Conversation(stack=frames(10, DEEPEST), past=frames(1, REMEMBERED), question=20)
    kept = everything.within_bounds()
    assert size(everything) > 2 * ENOUGH
    assert size(kept) <= ENOUGH


def test_the_open_question_is_never_forgotten() -> None:
    kept = Conversation(stack=frames(10, DEEPEST), past=frames(1, REMEMBERED), question=20).within_bounds()
    assert kept.top == a_list(10 + DEEPEST - 1)


def test_what_was_closed_first_is_forgotten_first() -> None:
    kept = Conversation(stack=frames(10, 2), past=frames(1, REMEMBERED), question=20).within_bounds()
    assert kept.stack == frames(10, 2)
    assert kept.past == frames(5, 1)


def test_what_fits_is_kept_as_it_is() -> None:
    talk = Conversation(stack=frames(10, 2), past=frames(1, 1), question=20)
    assert talk.within_bounds() is talk
