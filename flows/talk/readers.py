"""How a message is understood: small readers, tried in order; the first that knows what to do decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz.distance import OSA

from domain.customer.messages import ComesIn, Deleted, Edited, Media, Unsupported
from domain.shared.errors import Refusal
from flows.speech import Text, _
from flows.talk.expectations import NotUnderstood
from flows.talk.hearing import Hearing, Understood
from flows.talk.outcomes import NOTHING, Puzzled, Refused, Turn, say, start
from flows.talk.picking import chosen, exactly
from flows.talk.taps import key_of, tapped
from flows.talk.telling import carry_on

SHORTEST_TYPO = 5


def came_in(hearing: Hearing) -> Understood | None:
    """Nothing was said yet: the open question is asked, or the opening."""
    if not isinstance(hearing.content, ComesIn):
        return None
    somebody = say(_("Somebody of the shop is talking to you here."), _("Write *menu* to carry on with me."))
    return hearing.understood(somebody if hearing.conversation.human else NOTHING)


def deleted(hearing: Hearing) -> Understood | None:
    """What was answered stays answered; nobody wants to hear about it again."""
    return Understood(hearing.conversation, is_silent=True) if isinstance(hearing.content, Deleted) else None


def with_a_human(hearing: Hearing) -> Understood | None:
    """The bot keeps silent, but for the words that call it back."""
    if not hearing.conversation.human:
        return None
    name = key_of(hearing.content)[0] or hearing.dialogue.words.aside(hearing.text) or ""
    if name not in hearing.dialogue.release:
        if hearing.dialogue.humans:
            hearing.dialogue.humans.told(hearing.said, hearing.shop)
        return Understood(hearing.conversation, is_silent=True)
    hearing.conversation = hearing.conversation.released()
    return None


def edited(hearing: Hearing) -> Understood | None:
    """It has had its answer, and perhaps its effect, as it read then: nothing is changed behind anybody's back."""
    if not isinstance(hearing.content, Edited):
        return None
    return hearing.understood(say(_("I answered what you wrote first. Write it again if you want it changed.")))


def aside_words(hearing: Hearing) -> Understood | None:
    """Menu, cart, help … in whatever language; some of them mean something of their own at the open step."""
    name = hearing.dialogue.words.aside(hearing.text)
    return (hearing.here(name) or hearing.everywhere(name)) if name else None


def interrupted(hearing: Hearing) -> Understood | None:
    """Where nearly any words would be an answer: what surely is none."""
    if not hearing.text or not hearing.takes_free_words:
        return None
    return _first_of(hearing, hearing.dialogue.interrupts)


def greeted(hearing: Hearing) -> Understood | None:
    """A greeting answers nothing: the open question is asked, or the opening."""
    return hearing.understood(NOTHING) if hearing.dialogue.words.greets(hearing.text) else None


def expected(hearing: Hearing) -> Understood | None:
    """An answer to the open question."""
    if hearing.lost or hearing.prompt is None:
        return None
    stack, words = hearing.conversation.stack, hearing.dialogue.words
    pick = chosen(hearing.text, hearing.shown, words) if hearing.prompt.numbered else None
    if option := pick or exactly(hearing.text, hearing.shown):
        return hearing.pick(stack, option)
    if isinstance(hearing.answer, NotUnderstood) or hearing.prompt.takes_any_words:
        return None
    return hearing.hear(stack, hearing.answer)


def offered(hearing: Hearing) -> Understood | None:
    """A choice of the last notice, in words; by number only where no question is open."""
    options, words = hearing.conversation.offered, hearing.dialogue.words
    option = exactly(hearing.text, options) if hearing.conversation.stack else chosen(hearing.text, options, words)
    return hearing.everywhere(option.key) if option else None


def intended(hearing: Hearing) -> Understood | None:
    """A whole intent or a one-line order."""
    if not hearing.text:
        return None
    before = hearing.conversation
    hearing.switch_language()
    if understood := _first_of(hearing, hearing.dialogue.intents):
        return understood
    hearing.conversation = before
    return None


def _first_of(hearing: Hearing, intents: Sequence[Any]) -> Understood | None:
    turns = (_intent(hearing, intent) for intent in intents)
    return next((hearing.understood(turn) for turn in turns if turn), None)


def _intent(hearing: Hearing, intent: Any) -> Turn | None:
    try:
        return intent(hearing.text, hearing.conversation, hearing.shop)  # type: ignore[no-any-return]
    except Refusal as refusal:
        return Turn((Refused(refusal),))


def any_words(hearing: Hearing) -> Understood | None:
    """What a list that also takes words (a search) hears, when they are no order and no intent."""
    if hearing.lost or hearing.prompt is None or isinstance(hearing.answer, NotUnderstood):
        return None
    return hearing.hear(hearing.conversation.stack, hearing.answer)


def mistyped_aside(hearing: Hearing) -> Understood | None:
    """One typing error away from an aside that only asks."""
    said = hearing.dialogue.words.bare(hearing.text)
    if len(said) < SHORTEST_TYPO:
        return None
    words = hearing.dialogue.words.aside_words().items()
    names = {name for word, name in words if len(word) >= SHORTEST_TYPO and OSA.distance(said, word) <= 1}
    harmless = [name for name in names if isinstance(hearing.dialogue.asides.get(name), type)]
    return hearing.everywhere(harmless[0]) if len(names) == 1 and harmless else None


def media(hearing: Hearing) -> Understood | None:
    """A photo, a voice note, for the dialogue to take: unless its caption is an order or an answer."""
    taker, content = hearing.dialogue.media, hearing.media
    if taker is None or content is None:
        return None
    turn = hearing.refusable(lambda: taker(content, hearing.shop) or NOTHING)
    return hearing.understood(turn) if turn.moves else None


def unreadable(hearing: Hearing) -> Understood | None:
    """A photo without a caption, a voice note, a sticker: politely declined, and passed on where somebody is there."""
    if not isinstance(hearing.content, Media | Unsupported):
        return None
    humans = hearing.dialogue.humans
    declined = humans.shown(hearing.content, hearing.shop) if humans else only_words()
    return hearing.understood(say(declined))


def only_words() -> Text:
    return _("I can only read text and taps. Please write it.")


def nothing_open(hearing: Hearing) -> Understood | None:
    """Words that ask for nothing known, with no question open: the opening."""
    if hearing.conversation.stack:
        return None
    knows_us = hearing.conversation.greeted and not hearing.lost
    sorry = say(_("Sorry, I did not understand.")) if knows_us else NOTHING
    return hearing.understood(sorry + start(hearing.dialogue.opening()))


def taken_up_again(hearing: Hearing) -> Understood | None:
    """The step this was an answer to is gone since the last release: the one below it is asked."""
    return hearing.understood(say(carry_on())) if hearing.lost else None


def puzzled(hearing: Hearing) -> Understood:
    """What would be an answer, with numbers; after a few misses, a human."""
    hint = hearing.answer.hint if isinstance(hearing.answer, NotUnderstood) else None
    return hearing.understood(say(hint or _("Sorry, I did not understand.")) + Turn((Puzzled(),)))


Reader = Callable[[Hearing], Understood | None]

READERS: tuple[Reader, ...] = (
    came_in,
    deleted,
    with_a_human,
    edited,
    tapped,
    aside_words,
    greeted,
    interrupted,
    expected,
    offered,
    intended,
    mistyped_aside,
    media,
    any_words,
    unreadable,
    nothing_open,
    taken_up_again,
)


def understand(hearing: Hearing) -> Understood:
    """By the first reader that can; puzzled when none can."""
    return understand_and_tell(hearing)[1]


def understand_and_tell(hearing: Hearing) -> tuple[str, Understood]:
    """The same, with the name of the reader that did."""
    for reader in READERS:
        if understood := reader(hearing):
            return reader.__name__, understood
    return puzzled.__name__, puzzled(hearing)
