"""`Préviens-moi`: in words, and what may be tapped once it is back."""

from __future__ import annotations

from domain.catalog.events import BackInStock
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent
from domain.shared.sku import ProductSKU
from flows.buyer.browse import Quantity, open_product
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
    step = _last_sold_out(conversation)
    if step is None:
        return say(_("What shall I tell you about? Write its name."))
    is_open = conversation.top is not None and _sold_out(conversation.top) == step
    if len(step.skus) > 1:
        return again() if is_open else aside(step)
    told = promise(step.skus[0], shop)
    return done(told) if is_open else say(told)


def _of_what_is_named(words: str, shop: BuyerCounter) -> Turn | None:
    found = about(words, search(thing(words), shop))
    return open_product(found[0], over=True) if found else None


def _last_sold_out(conversation: Conversation) -> SoldOut | None:
    frames = reversed((*conversation.past, *conversation.stack))
    return next((step for frame in frames if (step := _sold_out(frame))), None)


def _sold_out(frame: Frame) -> SoldOut | None:
    if frame.step != name_of_class(SoldOut):
        return None
    try:
        step = frame.load()
    except CannotLoad:
        return None
    return step if isinstance(step, SoldOut) and step.skus else None


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
