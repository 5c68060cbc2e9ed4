"""All that a turn may do: the closed list. Outcomes add up: `say(_("Added.")) + to(Cart())`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.shared.errors import Refusal
from flows.speech import Text
from flows.talk.prompts import Prompt
from flows.talk.steps import Step


@dataclass(frozen=True, slots=True)
class Say:
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class To:
    """`whole` forgets what lies below, `over` keeps the open question to come back to."""

    step: Step
    over: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """The open question is asked once more, as a new one."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The open question stays open and is not asked again: what was written was no answer, and no wish either."""


@dataclass(frozen=True, slots=True)
class IfIdle:
    """Only where no question is open."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Done:
    """The open question is closed; the one below it is asked again."""

    whole: bool = False


@dataclass(frozen=True, slots=True)
class Puzzled:
    """It was not understood, once more."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Only the engine's: a rule said no, and the step let it through."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class HandOver:
    """The bot is silent until a person of the shop releases the conversation."""


@dataclass(frozen=True, slots=True)
class Remind:
    after: timedelta
    step: Step


@dataclass(frozen=True, slots=True)
class Speak:
    language: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Said in passing, for a question that comes later."""

    name: str
    value: str


Move = Say | To | Again | Quiet | IfIdle | Done | Puzzled | Refused | HandOver | Remind | Speak | Keep


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step makes of an answer, in order."""

    moves: tuple[Move, ...] = ()

    def __add__(self, other: Turn) -> Turn:
        return Turn(self.moves + other.moves)


NOTHING = Turn()


def say(*texts: Text | Prompt) -> Turn:
    """Say this; the open question stays open and follows in the same message. A Prompt brings a photo or a link."""
    return Turn(tuple(Say(text if isinstance(text, Prompt) else Prompt(text)) for text in texts))


def only(*texts: Text | Prompt) -> Turn:
    """Say this and no more; the open question stays open, unasked."""
    return say(*texts) + Turn((Quiet(),))


def to(step: Step) -> Turn:
    """The answer was good: go on to the next question, or back to one that still lies on the stack."""
    return Turn((To(step),))


def aside(step: Step) -> Turn:
    """Ask something in between; when that is done the open question is asked again."""
    return Turn((To(step, over=True),))


def start(step: Step) -> Turn:
    """Forget what was open and begin here."""
    return Turn((To(step, whole=True),))


def again(*texts: Text | Prompt) -> Turn:
    """Ask the same question once more, after saying why."""
    return say(*texts) + Turn((Again(),))


def not_understood(*texts: Text | Prompt) -> Turn:
    """Like `again`, where the words meant nothing: after a few times a human is offered."""
    return again(*texts) + Turn((Puzzled(),))


def if_idle(turn: Turn) -> Turn:
    """Only where no question is open; else that is asked once more."""
    return Turn((IfIdle(turn),))


def done(*texts: Text | Prompt) -> Turn:
    """This question is answered; go back to what lies below it, if anything does."""
    return say(*texts) + Turn((Done(),))


def finish(*texts: Text | Prompt) -> Turn:
    """The whole dialogue is over; nothing stays open."""
    return say(*texts) + Turn((Done(whole=True),))


def hand_over(*texts: Text | Prompt) -> Turn:
    """Leave the person to a human of the shop."""
    return say(*texts) + Turn((HandOver(),))


def remind(after: timedelta, step: Step) -> Turn:
    """Ask `step` as an aside after a while, unless the person has answered anything by then."""
    return Turn((Remind(after, step),))


def keep(**said: str) -> Turn:
    """Remember this for the steps that take it up (`takes_up = ("place",)`): their empty field of that name gets it."""
    return Turn(tuple(Keep(name, value) for name, value in said.items()))


def speak(language: str) -> Turn:
    """From this turn on, in that language."""
    return Turn((Speak(language),))
