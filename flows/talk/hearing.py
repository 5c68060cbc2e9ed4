"""One message on its way to being understood, with all that is known about the open question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from domain.customer.messages import Content, Media, Tap
from domain.customer.messages import Text as Typed
from domain.shared.errors import Refusal
from flows.speech import languages
from flows.speech.fold import squeeze, squeeze_lines
from flows.talk.conversation import Conversation, Frame
from flows.talk.expectations import NotUnderstood, number_hint
from flows.talk.fields import CannotLoad
from flows.talk.outcomes import NOTHING, Again, Refused, Turn
from flows.talk.picking import Shown
from flows.talk.prompts import Prompt
from flows.talk.said import split_button
from flows.understanding.tongue import spoken, spoken_at_first

if TYPE_CHECKING:
    from flows.talk.dialogue import Dialogue


@dataclass(frozen=True, slots=True)
class Understood:
    """What to do, and with which conversation. Silent while a human has the word."""

    conversation: Conversation
    turn: Turn = NOTHING
    is_silent: bool = False


class Hearing:
    """One message on its way to being understood."""

    def __init__(
        self, dialogue: Dialogue, conversation: Conversation, content: Content, shop: Any, *, is_back: bool = False
    ) -> None:
        self.dialogue = dialogue
        self.shop = shop
        self.is_back = is_back
        self.said = content
        self.content = as_words(content, dialogue)
        self.media = content if isinstance(content, Media) else None
        self.text = squeeze_lines(self.content.text) if isinstance(self.content, Typed) else ""
        mended = conversation.mended()
        self.lost = len(mended.stack) < len(conversation.stack)
        spoken = self._in_their_language(mended)
        self.conversation = spoken.heard(squeeze(self.text)) if dialogue.humans else spoken

    def _in_their_language(self, conversation: Conversation) -> Conversation:
        """Of somebody who writes for the first time; the others keep theirs until a whole wish is in another one."""
        if conversation.greeted:
            return conversation
        guess = spoken_at_first(self.text, self.dialogue.words, self.dialogue.languages(self.shop))
        return replace(conversation, language=guess) if guess else conversation

    def switch_language(self) -> None:
        """To what this message is clearly written in. Never for an answer: an address is in no language."""
        code = spoken(self.text, self.dialogue.languages(self.shop))
        if code and code in languages():
            self.conversation = replace(self.conversation, language=code)

    @cached_property
    def prompt(self) -> Prompt | None:
        """The open question, put anew."""
        try:
            return self.conversation.top.load().ask(self.shop) if self.conversation.top else None
        except (CannotLoad, Refusal):
            return None

    @cached_property
    def answer(self) -> Any:
        """The message as an answer to the open question, or NotUnderstood."""
        if self.prompt is None or self.conversation.top is None or self.lost:
            return NotUnderstood()
        if self.prompt.expects is None:
            return NotUnderstood(number_hint(len(self.shown)))
        return self.prompt.expects.read(self.content, self.shown, self.dialogue.words)

    @property
    def shown(self) -> tuple[Shown, ...]:
        return self.conversation.top.shown if self.conversation.top else ()

    def understood(self, turn: Turn) -> Understood:
        return Understood(self.conversation, turn)

    def refusable(self, act: Callable[[], Turn]) -> Turn:
        try:
            return act()
        except Refusal as refusal:
            return Turn((Refused(refusal), Again()))

    def hear(self, stack: tuple[Frame, ...], value: Any) -> Understood | None:
        """The top of this stack gets its answer; its question is closed by that, whatever comes of it. A yes to what
        was asked a day ago is no yes to what is true today: that is asked anew."""
        try:
            step: Any = stack[-1].load()
        except CannotLoad:
            return None
        heard = replace(self.conversation, stack=(*stack[:-1], replace(stack[-1], question=0)), offered=())
        if self.is_back and value is True:
            return Understood(heard)
        return Understood(heard, self.refusable(lambda: step.hear(value, self.shop)))

    def pick(self, stack: tuple[Frame, ...], option: Shown) -> Understood | None:
        """A choice was made: a global one leads where it always leads, any other is the answer."""
        if self.dialogue.is_global(option.key):
            return self.everywhere(option.key)
        return self.hear(stack, option.value)

    @property
    def takes_free_words(self) -> bool:
        """Nearly any words would be an answer to the open question."""
        return not self.lost and bool(self.prompt and self.prompt.expects and self.prompt.expects.is_open)

    def here(self, name: str) -> Understood | None:
        """What a word that is good anywhere means at the open step, where that is something of its own."""
        act = self.dialogue.here.get(name)
        if act is None or self.conversation.top is None or self.lost:
            return None
        try:
            step = self.conversation.top.load()
        except CannotLoad:
            return None
        turn = self.refusable(lambda: act(step, self.shop) or NOTHING)
        return self.understood(turn) if turn.moves else None

    def everywhere(self, key: str) -> Understood | None:
        turn = self.refusable(lambda: self.dialogue.global_turn(key, self.shop) or NOTHING)
        return self.understood(turn) if self.dialogue.is_global(key) else None


def as_words(content: Content, dialogue: Dialogue) -> Content:
    """A photo's caption is read as words; so is a button that we did not make."""
    if isinstance(content, Media) and content.caption.strip():
        return Typed(content.caption)
    if isinstance(content, Tap) and not split_button(content.key) and not dialogue.is_global(content.key):
        return Typed(content.title or content.key)
    return content
