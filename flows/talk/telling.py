"""Carrying out a turn: its moves change the stack, then whatever question is open is asked, once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from domain.shared.errors import Refusal
from flows.speech import Text, _, language, word_for
from flows.talk.conversation import Conversation, Frame, Reminder
from flows.talk.fields import CannotLoad
from flows.talk.outcomes import (
    NOTHING,
    Again,
    Done,
    HandOver,
    IfIdle,
    Keep,
    Puzzled,
    Quiet,
    Refused,
    Remind,
    Say,
    Speak,
    To,
    Turn,
)
from flows.talk.picking import show
from flows.talk.prompts import Prompt
from flows.talk.replies import Reply, Spoken
from flows.talk.said import merge, put
from flows.talk.steps import Step

if TYPE_CHECKING:
    from flows.talk.dialogue import Dialogue

DEEPEST = 8
PATIENCE = 2
"""So often nothing was understood before a human is offered."""
MOST_KEPT = 200


def carry_on() -> Text:
    return _("Let us carry on from here.")


class Telling:
    """One turn in the making."""

    def __init__(self, dialogue: Dialogue, conversation: Conversation, shop: Any, *, before: Conversation) -> None:
        self.dialogue = dialogue
        self.shop = shop
        self.before = before
        self.now = conversation
        self.stack = list(conversation.stack)
        self.spoken: list[Spoken] = []
        self.said_before = 0  # so many of them greet, and answer nothing
        self.reminders: list[Remind] = []
        self.misses = 0
        self.handed_over = False
        self.is_quiet = False
        self.refusal: Refusal | None = None

    @property
    def speech(self) -> Any:
        return language(self.now.language)

    def welcome(self) -> None:
        """Once in the life of a conversation."""
        if self.dialogue.greeting and not self.now.greeted:
            self.say(self.dialogue.greeting(self.shop))
        self.now = replace(self.now, greeted=True)
        self.said_before = len(self.spoken)

    def take_up_again(self, stands: Text | None, turn: Turn) -> None:
        """Somebody is back after a day: what still stands, before whatever answers them. A bare old question would
        mean nothing to them."""
        is_asked_again = self.stack and not turn.moves
        if words := stands or (carry_on() if is_asked_again else None):
            self.say(words)
        self.said_before = len(self.spoken)

    def say(self, words: Any) -> None:
        prompt = words if isinstance(words, Prompt) else Prompt(words)
        self.spoken.append(Spoken(replace(prompt, expects=None)))

    def tell(self, turn: Turn = NOTHING) -> Reply:
        """Carry out the moves, ask what is open then."""
        self.apply(turn)
        self.ask()
        return self.reply()

    def apply(self, turn: Turn) -> None:
        for move in turn.moves:
            getattr(self, f"_{type(move).__name__.lower()}")(move)

    def _say(self, move: Say) -> None:
        self.say(move.prompt)

    def _to(self, move: To) -> None:
        """The same question stands on the stack once: going to one that lies there already unwinds to it."""
        frame = Frame.of(self._with_what_was_kept(move.step))
        if move.whole:
            self.stack.clear()
        elif self.stack and not move.over:
            self.stack.pop()
        same = [place for place, each in enumerate(self.stack) if each.asks_the_same(frame)]
        self.stack = [*self.stack[: same[0] if same else None], frame][-DEEPEST:]

    def _with_what_was_kept(self, step: Step) -> Step:
        names: tuple[str, ...] = getattr(step, "takes_up", ())
        kept = {name: self.now.kept[name] for name in names if name in self.now.kept and not getattr(step, name)}
        return cast("Step", replace(cast("Any", step), **kept)) if kept else step

    def _keep(self, move: Keep) -> None:
        others = {name: value for name, value in self.now.kept.items() if name != move.name}
        self.now = replace(self.now, kept=others | ({move.name: move.value[:MOST_KEPT]} if move.value else {}))

    def _again(self, move: Again) -> None:
        if self.stack:
            self.stack[-1] = replace(self.stack[-1], question=0)

    def _ifidle(self, move: IfIdle) -> None:
        if not self.stack:
            self.apply(move.turn)

    def _quiet(self, move: Quiet) -> None:
        self.is_quiet = True

    def _done(self, move: Done) -> None:
        if move.whole:
            self.stack.clear()
        elif self.stack:
            self.stack.pop()

    def _puzzled(self, move: Puzzled) -> None:
        self.misses = self.now.misses + 1
        if self.misses > PATIENCE and "human" in self.dialogue.asides:
            self.say(_("To talk to a person, write *{word}*.", word=word_for("human")))

    def _refused(self, move: Refused) -> None:
        self.say(self.dialogue.refused(move.refusal))
        self.refusal = move.refusal

    def _handover(self, move: HandOver) -> None:
        self.handed_over = True
        self.now = replace(self.now, human=True)
        if self.dialogue.humans:
            self.dialogue.humans.called(self.now.lately, self.shop)

    def _remind(self, move: Remind) -> None:
        self.reminders.append(move)

    def _speak(self, move: Speak) -> None:
        self.now = replace(self.now, language=move.language)

    def ask(self) -> None:
        """Statements are said and leave the stack; the first question stays open. No turn ends in silence."""
        if self.now.human or self.is_quiet:
            return
        if not self.stack and len(self.spoken) <= self.said_before:
            self.stack.append(Frame.of(self.dialogue.opening()))
        while self.stack:
            self.stack[-1] = self.stack[-1].as_shown(self.shop)
            prompt = self._prompt(self.stack[-1])
            if prompt and prompt.is_question:
                self._open(self.stack[-1], prompt)
                return
            if prompt:
                self.say(prompt)
            self.stack.pop()

    def _prompt(self, frame: Frame) -> Prompt | None:
        try:
            return frame.load().ask(self.shop)
        except CannotLoad:
            return None
        except Refusal as refusal:
            self.say(self.dialogue.refused(refusal))  # what was answered before stays: only the question is gone
            return None

    def _open(self, frame: Frame, prompt: Prompt) -> None:
        """The same question repeated keeps its number, so that its earlier buttons still answer it. Its photo was
        seen: data is dear."""
        if self.before.top and self.before.top.asks_the_same(frame):
            prompt = replace(prompt, photo=None)
        number = frame.question or self.now.question + 1
        shown = show(prompt.options, self.speech, self.dialogue.is_global)
        self.stack[-1] = replace(frame, question=number, shown=shown)
        self.now = replace(self.now, question=max(number, self.now.question))
        self.spoken.append(Spoken(prompt, shown, number, prompt.numbered))

    def show_notice(self, notice: Prompt) -> None:
        self.misses = self.now.misses
        self.spoken.append(self._offer(notice))

    def _offer(self, prompt: Prompt) -> Spoken:
        """A prompt whose choices are no answers but lead somewhere: they stay good after this turn."""
        shown = show(prompt.options, self.speech, self.dialogue.is_global)
        if strangers := [each.key for each in shown if not self.dialogue.is_global(each.key)]:
            raise ValueError(f"nothing would hear {strangers}")
        self.now = replace(self.now, offered=shown or self.now.offered)
        return Spoken(prompt, shown, self.now.question, numbered=not self.stack)

    def _with_last_choices(self) -> list[Spoken]:
        """Where no question is open, what was said last keeps its choices; everything else that was said has none."""
        bare = [each if each.shown else replace(each, prompt=replace(each.prompt, choices=())) for each in self.spoken]
        last = self.spoken[-1] if self.spoken else None
        if last and not last.shown and last.prompt.choices and not self.stack:
            return [*bare[:-1], self._offer(last.prompt)]
        return bare

    def reply(self) -> Reply:
        spoken = self._with_last_choices()
        now = replace(self.now, stack=tuple(self.stack), misses=self.misses)
        after = now.closing(self.before.stack).within_bounds()
        said = [put(s.prompt, s.shown, s.question, self.speech, s.numbered) for s in spoken]
        reminders = tuple(Reminder(each.after, Frame.of(each.step), after.question) for each in self.reminders)
        return Reply(after, merge(said), reminders, self.handed_over, self.refusal)
