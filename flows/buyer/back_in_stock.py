"""`Préviens-moi`: in words, and what may be tapped once it is back."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalog.events import BackInStock
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent
from domain.shared.sku import ProductSKU
from flows.buyer.browse import Quantity, WhichVariant, open_product
from flows.buyer.counter import BuyerCounter
from flows.buyer.finding import about, search
from flows.buyer.sold_out import SoldOut, promise
from flows.buyer.wish import thing
from flows.speech import _, fold, lexicon
from flows.talk import Conversation, Option, Prompt, Turn, again, aside, done, say
from flows.talk.conversation import Frame
from flows.talk.fields import CannotLoad
from flows.talk.steps import name_of_class


def tell_me(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """Of what is said behind it, else of what was sold out when last asked for."""
    words = lexicon()
    if {fold(text), words.bare(text)} & set(words.spoken("tell_me")):
        return _of_the_last(conversation, shop)
    wanted = words.said_after("tell_me", text)
    return _of_what_is_named(wanted, shop) if wanted else None


def _of_the_last(conversation: Conversation, shop: BuyerCounter) -> Turn:
    skus = next((skus for frame in _newest_first(conversation) if (skus := _missed(frame))), ())
    if not skus:
        return say(_("What shall I tell you about? Write its name."))
    is_open = conversation.top is not None and conversation.top.step == name_of_class(SoldOut)
    if len(skus) > 1:
        return again() if is_open else aside(SoldOut(skus))
    told = promise(skus[0], shop)
    return done(told) if is_open else say(told)


def _of_what_is_named(words: str, shop: BuyerCounter) -> Turn | None:
    found = about(words, search(thing(words), shop))
    return open_product(found[0], over=True) if found else None


def _newest_first(conversation: Conversation) -> Iterator[Frame]:
    return reversed((*conversation.past, *conversation.stack))


def _missed(frame: Frame) -> tuple[str, ...]:
    """What was wanted there and is sold out."""
    try:
        step = frame.load()
    except CannotLoad:
        return ()
    if isinstance(step, WhichVariant) and step.missed:
        return (step.missed,)
    return step.skus if isinstance(step, SoldOut) else ()


def notice(event: DomainEvent, shop: BuyerCounter) -> Prompt | None:
    """Nothing of what the shop has stopped selling meanwhile."""
    if not isinstance(event, BackInStock):
        return None
    try:
        name = shop.item(ProductSKU(event.sku)).name
    except NotFound:
        return None
    until = shop.local(event.until).time()
    return Prompt(
        _("*{name}* is back! I keep one for you until {until}.", name=name, until=until),
        choices=[Option(_("I take it"), key=f"take:{event.sku}"), Option(_("No, thanks"), key=f"leave:{event.sku}")],
        kind="back_in_stock",
    )


def take(sku: str, shop: BuyerCounter) -> Turn:
    return aside(Quantity(sku) if shop.item(ProductSKU(sku)).available else SoldOut((sku,)))


def leave(sku: str, shop: BuyerCounter) -> Turn:
    shop.wait_no_longer(ProductSKU(sku))
    return say(_("All right, it is for somebody else."))
