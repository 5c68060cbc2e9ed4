"""What a turn leads to."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.errors import Refusal
from flows.talk.conversation import Conversation, Reminder
from flows.talk.picking import Shown
from flows.talk.prompts import Prompt
from flows.talk.said import Said


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn leads to: the conversation as it is now, and the messages, mostly one. `refusal` came of hearing the
    message: what that had changed before must not stay."""

    conversation: Conversation
    outgoing: tuple[Said, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    handed_over: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt that goes out with this turn. What is only said has no number; its choices are good at any time."""

    prompt: Prompt
    shown: tuple[Shown, ...] = ()
    question: int = 0
    numbered: bool = True
