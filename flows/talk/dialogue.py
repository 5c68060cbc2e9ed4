"""A dialogue answers: `turn` takes what a person sends, `notice` what the shop has to say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.customer.messages import ComesIn, Content, Media
from domain.shared.errors import Refusal
from flows.speech import Lexicon, Text, _, languages, lexicon
from flows.talk.conversation import Conversation, Reminder
from flows.talk.fields import CannotLoad
from flows.talk.hearing import Hearing
from flows.talk.outcomes import Again, Refused, Turn, aside
from flows.talk.prompts import Prompt
from flows.talk.readers import understand
from flows.talk.replies import Reply
from flows.talk.steps import Step
from flows.talk.telling import Telling

Aside = type[Any] | Callable[[Any], Turn]
"""A step without fields, asked in between; or a function of the shop."""

GlobalTap = Callable[[str, Any], Turn]
"""`(what stands after the colon of the key, shop)`: a tap that is good for ever, like `product:wax6`."""

Here = Callable[[Any, Any], Turn | None]
"""`(the open step, shop)`: what a word means there, or None: what it means anywhere."""

Intent = Callable[[str, Conversation, Any], Turn | None]
"""A whole message that says what it wants, or None: this is not one of mine."""


def not_possible(refusal: Refusal) -> Text:
    return _("That is not possible.")


def every_language(shop: Any) -> Collection[str]:
    return languages()


@dataclass(frozen=True)
class Humans:
    """How people of the shop come in. `called` gets the last things that were said, `told` what is said to them
    while the bot is silent, `shown` what the bot cannot read."""

    called: Callable[[Sequence[str], Any], None]
    told: Callable[[Content, Any], None]
    shown: Callable[[Content, Any], Text]


@dataclass(frozen=True)
class Dialogue:
    """The steps of one role and everything that is understood between them.

    `asides` are called by the words that `words.toml` lists for their name, in every language, or by a tap of that
    key. `here` says what some of them mean at the step that is open. `interrupts` are heard before an open question
    takes any words for its answer, `intents` after. `release` names the asides that end a talk with a human. `refused`
    puts into words a Refusal that a step let through. `greeting` is said once, before whatever answers the first
    message; `returned` to somebody who comes back after a day, last heard then: what still stands and what does not.
    `languages` are those that the shop speaks: whoever begins in one of them is answered in it.
    """

    opening: Callable[[], Step]
    asides: Mapping[str, Aside] = field(default_factory=dict)
    taps: Mapping[str, GlobalTap] = field(default_factory=dict)
    here: Mapping[str, Here] = field(default_factory=dict)
    interrupts: Sequence[Intent] = ()
    intents: Sequence[Intent] = ()
    greeting: Callable[[Any], Text | Prompt] | None = None
    returned: Callable[[datetime, Any], Text | None] | None = None
    release: Sequence[str] = ("menu",)
    humans: Humans | None = None
    refused: Callable[[Refusal], Text] = not_possible
    media: Callable[[Media, Any], Turn | None] | None = None
    words: Lexicon = field(default_factory=lexicon)
    languages: Callable[[Any], Collection[str]] = every_language

    def turn(
        self, conversation: Conversation, content: Content, shop: Any, *, away_since: datetime | None = None
    ) -> Reply:
        """Understand one message and answer it. Never raises for anything a person can send."""
        stands = self._what_stands(away_since, shop)
        understood = understand(Hearing(self, conversation, content, shop, is_back=away_since is not None))
        if understood.is_silent:
            return Reply(conversation)
        telling = Telling(self, understood.conversation, shop, before=conversation)
        telling.welcome()
        if away_since is not None:
            telling.take_up_again(stands, understood.turn)
        return telling.tell(understood.turn)

    def _what_stands(self, away_since: datetime | None, shop: Any) -> Text | None:
        """Looked up before the message changes anything."""
        return self.returned(away_since, shop) if self.returned and away_since is not None else None

    def refuse(self, conversation: Conversation, content: Content, refusal: Refusal, shop: Any) -> Reply:
        """The answer to a message that came to nothing: why, and the open question once more."""
        telling = Telling(self, Hearing(self, conversation, content, shop).conversation, shop, before=conversation)
        telling.welcome()
        return telling.tell(Turn((Refused(refusal), Again())))

    def begin(self, conversation: Conversation, shop: Any) -> Reply:
        """Open the dialogue without a message, for a person who has just been let in."""
        telling = Telling(self, conversation, shop, before=conversation)
        telling.welcome()
        return telling.tell()

    def notice(self, conversation: Conversation, notice: Text | Prompt, shop: Any) -> Reply:
        """Something has happened: it is shown, and the open question stays open. Its choices must be global."""
        telling = Telling(self, conversation, shop, before=conversation)
        telling.show_notice(notice if isinstance(notice, Prompt) else Prompt(notice, kind="notice"))
        return telling.reply()

    def remind(self, conversation: Conversation, reminder: Reminder, shop: Any) -> Reply:
        """A reminder is due: nothing, when the person has gone on since or talks to a human."""
        if conversation.human or conversation.question != reminder.question:
            return Reply(conversation)
        try:
            step = reminder.frame.load()
        except CannotLoad:
            return Reply(conversation)
        return Telling(self, conversation.mended(), shop, before=conversation).tell(aside(step))

    def awaits_words(self, conversation: Conversation, shop: Any) -> bool:
        """Whether nearly any word may be the answer to the open question: a name, a place."""
        return not conversation.human and Hearing(self, conversation, ComesIn(), shop).takes_free_words

    def global_turn(self, key: str, shop: Any) -> Turn | None:
        """Where a key leads that is good at any time, or None. `pay` is a word, `pay:1042` a tap."""
        name, colon, argument = key.partition(":")
        if colon:
            return self.taps[name](argument, shop) if name in self.taps else None
        return self.aside_turn(name, shop) if name in self.asides else None

    def is_global(self, key: str) -> bool:
        name, colon, _argument = key.partition(":")
        return name in (self.taps if colon else self.asides)

    def aside_turn(self, name: str, shop: Any) -> Turn:
        entry = self.asides[name]
        return aside(entry()) if isinstance(entry, type) else entry(shop)
