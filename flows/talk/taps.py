"""Buttons: what was tapped may be old, and the shelf another one by now."""

from __future__ import annotations

from domain.customer.messages import Content, Tap
from flows.speech import _
from flows.talk.hearing import Hearing, Understood
from flows.talk.outcomes import Turn, say, start
from flows.talk.said import split_button


def tapped(hearing: Hearing) -> Understood | None:
    """A button: good for ever, of a question that is still open, of one whose old taps are welcome, or closed."""
    if not isinstance(hearing.content, Tap):
        return None
    key, number = key_of(hearing.content)
    return (
        hearing.everywhere(key)
        or _tap_on_open(hearing, key, number)
        or _tap_on_past(hearing, key, number)
        or hearing.understood(_closed(hearing))
    )


def key_of(content: Content) -> tuple[str, int]:
    if not isinstance(content, Tap):
        return "", 0
    return split_button(content.key) or (content.key, 0)


def _tap_on_open(hearing: Hearing, key: str, number: int) -> Understood | None:
    stack = hearing.conversation.stack
    for depth, frame in enumerate(stack, 1):
        option = next((each for each in frame.shown if each.key == key), None)
        if frame.question == number and number and option:
            return hearing.hear(stack[:depth], option.value)
    return None


def _tap_on_past(hearing: Hearing, key: str, number: int) -> Understood | None:
    for frame in hearing.conversation.past:
        option = next((each for each in frame.shown if each.key == key), None)
        if frame.question == number and option:
            return hearing.hear((*hearing.conversation.stack[:-1], frame), option.value)
    return None


def _closed(hearing: Hearing) -> Turn:
    told = say(_("That button is no longer in use."))
    return told if hearing.conversation.stack else told + start(hearing.dialogue.opening())
