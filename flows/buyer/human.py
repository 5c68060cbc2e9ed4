"""A person of the shop takes over: the bot keeps quiet and passes on what is said, until it is called back."""

from __future__ import annotations

from collections.abc import Sequence

from domain.customer.events import ShopWrote, SupportEnded, SupportUnanswered
from domain.customer.messages import Content, Edited, Location, Media, Tap, Unsupported
from domain.customer.messages import Text as Typed
from domain.shared.events import DomainEvent
from flows.buyer.browse import Menu
from flows.buyer.counter import BuyerCounter
from flows.speech import Text, _, join, word_for
from flows.talk import Humans, Prompt, Turn, hand_over, start
from flows.talk.readers import only_words

STICKER = "sticker"


def human(shop: BuyerCounter) -> Turn:
    return hand_over(
        join(
            _("I have called someone from the shop: they will write to you here."),
            _("Write *menu* to carry on with me."),
        )
    )


def menu(shop: BuyerCounter) -> Turn:
    """Whoever was waiting for a human has come back."""
    shop.back_to_bot()
    return start(Menu())


def call(lately: Sequence[str], shop: BuyerCounter) -> None:
    shop.ask_for_human("\n".join(lately))


def pass_on(said: Content, shop: BuyerCounter) -> None:
    match said:
        case Typed(text=words) | Tap(title=words) | Edited(text=words):
            shop.tell_human(words)
        case Media():
            shop.pass_on(said)
        case Location(pin=pin, label=label):
            shop.tell_human(f"{label} {pin.latitude:.5f},{pin.longitude:.5f}".strip(), "location")
        case Unsupported(kind=kind):
            shop.tell_human("", kind)


def show(content: Content, shop: BuyerCounter) -> Text:
    """A sticker is worth no message to a shop that nobody has called."""
    if not isinstance(content, Media) or content.kind == STICKER:
        return only_words()
    pass_on(content, shop)
    if content.kind == "audio":
        return _("I cannot listen myself: I have passed it on, the shop will listen. Quicker is to write it to me.")
    return _("I cannot look myself: I have passed it on, the shop will look. Quicker is to write it to me.")


humans = Humans(called=call, told=pass_on, shown=show)


# -- what the shop says ------------------------------------------------------------------------------------------------


def notice(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    match event:
        case ShopWrote(name=name, words=words, is_asked_for=is_asked_for):
            return _told(join(_("*{name}*: {words}", name=name, words=words), _how_to_answer(is_asked_for)))
        case SupportUnanswered():
            return _told(_nobody_yet(shop))
        case SupportEnded(by=by) if by != "buyer":
            return _told(_("I am back. Write *menu* whenever you want."))
    return None


def _how_to_answer(is_asked_for: bool) -> Text:
    """While the bot is silent every word goes to the shop anyway."""
    return join() if is_asked_for else _("To answer the shop, write *{word}*.", word=word_for("human"))


def _nobody_yet(shop: BuyerCounter) -> Text:
    hours = shop.shop.hours
    return join(
        _("Sorry, nobody of the shop has been able to answer you yet. Your message is waiting for them."),
        _("Open: {hours}", hours=hours) if hours else join(),
        _("Write *menu* to carry on with me."),
    )


def _told(text: Text) -> Prompt:
    return Prompt(text, kind="notice")
