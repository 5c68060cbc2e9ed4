"""The places a buyer has things brought to: chosen by name, named, forgotten, listed."""

from __future__ import annotations

from domain.shared.address import Address
from flows.buyer.counter import BuyerCounter
from flows.speech import Text, _, join, lexicon, word_for
from flows.talk import Conversation, Turn, say
from flows.talk.fields import CannotLoad
from flows.understanding.places import calls, is_called

LONGEST_NAME, TWO = 20, 2


def known_place(text: str, shop: BuyerCounter) -> Address | None:
    """`maison`, `à la maison`, the same as last time, or one said again as it was."""
    book = shop.buyer.addresses
    if book and calls("same_place", text):
        return book[0]
    named = (each for each in book if (each.name and is_called(each.name, text)) or is_called(each.line, text))
    return next(named, None)


def book_in_words(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn | None:
    """`appelle cette adresse maison`, `oublie l'adresse maison`, `mes adresses`"""
    done = kept_in_words(text, shop, _spoken_of(conversation))
    return say(done) if done else None


def kept_in_words(text: str, shop: BuyerCounter, spoken_of: Address | None = None) -> Text | None:
    """What was done to the book; None where these words are about something else."""
    if calls("my_places", text):
        return the_book(shop)
    if called := lexicon().said_after("forget_place", text):
        return _forget(called, shop)
    name = lexicon().said_after("name_place", text).strip(" .!«»\"'")
    return _name(name, spoken_of or next(iter(shop.buyer.addresses), None), shop) if name else None


def the_book(shop: BuyerCounter) -> Text:
    book = shop.buyer.addresses
    if not book:
        return _("I know no address of yours yet: your next delivery will be the first.")
    named = [_("*{name}*: {place}", name=each.name, place=each.line) if each.name else each.line for each in book]
    forgetting = _("To forget one: *{words} office*.", words=word_for("forget_place", "speech"))
    return join(_("Your addresses:"), *named, how_to_name(), forgetting)


def how_to_name() -> Text:
    return _("To give the last one a name: *{words} office*.", words=word_for("name_place", "speech"))


def worth_a_name(shop: BuyerCounter) -> bool:
    """From the second place on they have to be told apart; with a third one they mostly do not care."""
    book = shop.buyer.addresses
    return len(book) == TWO and not any(each.name for each in book)


def _name(name: str, address: Address | None, shop: BuyerCounter) -> Text | None:
    if len(name) > LONGEST_NAME:
        return _("That is too long: at most {longest} letters.", longest=LONGEST_NAME)
    if address is None:
        return _("I know no address of yours yet: your next delivery will be the first.")
    shop.name_address(address, name)
    return _("Noted: *{name}* is {place}.", name=name, place=address.line)


def _forget(called: str, shop: BuyerCounter) -> Text:
    address = known_place(called, shop)
    if address is None:
        return _("I know no address called {name}.", name=called)
    shop.forget_address(address)
    return _("Forgotten: {place}.", place=address.line)


def _spoken_of(conversation: Conversation) -> Address | None:
    """That of the order in the making, where one is."""
    try:
        step = conversation.top.load() if conversation.top else None
    except CannotLoad:
        return None
    address = getattr(getattr(step, "draft", None), "address", None)
    return address if isinstance(address, Address) else None
