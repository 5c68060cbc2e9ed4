"""What the shop's people are told of those who write to it, and of what runs out."""

from __future__ import annotations

from domain.catalog import events as catalog
from domain.customer import events as customer
from domain.customer.files import type_of_name
from domain.customer.messages import Attachment
from domain.shared.events import DomainEvent
from flows.merchant.desk import MerchantDesk
from flows.speech import Text, _, join, word_for
from flows.talk import Link, Prompt

KIND = "staff_notice"
STICKER = "sticker"


def of_people(event: DomainEvent, shop: MerchantDesk) -> Text | Prompt | None:
    match event:
        case catalog.ProductStockLow(sku=sku, name=name, left=left):
            return _("📉 {name} ({sku}): only {left} left.", name=name, sku=sku, left=left)
        case customer.TurnFailed(identity=identity):
            return _("⚠️ A message from {contact} broke something on our side. Please write to them.", contact=identity)
        case customer.SupportRequested(customer_id=customer_id, name=name, last_words=last_words, number=number):
            contact = shop.contact_of(customer_id)
            asks = _("🙋 {name} ({contact}) wants to talk to someone.", name=name or "?", contact=contact)
            return join(asks, *map(_quoted, last_words.splitlines()), _how_to_answer(number))
        case customer.BuyerWrote():
            return _written(event, shop)
        case customer.SupportUnanswered(name=name, number=number):
            waits = _("⏳ {name} (@{number}) is still waiting for an answer.", name=name or "?", number=str(number))
            return join(waits, _how_to_answer(number))
    return None


def _written(event: customer.BuyerWrote, shop: MerchantDesk) -> Prompt:
    name = event.name or shop.contact_of(event.customer_id)
    who = _("{name} (@{number}):", name=name, number=str(event.number))
    is_missed = event.is_lost and event.media != STICKER
    lost = _("It cannot be fetched: ask for it again.") if is_missed else join()
    text = join(join(who, _something(event.media), event.words, separator=" "), lost)
    if not event.file:
        return Prompt(text, kind=KIND)
    url = shop.file_link(event.file)
    file = Attachment("image" if event.media == STICKER else event.media, url, type_of_name(event.file))
    return Prompt(text, document=file, link=Link(url, _("Open")), kind=KIND)


def _quoted(words: str) -> Text:
    return _("« {words} »", words=words)


def _how_to_answer(number: int) -> Text:
    done = word_for("release", "commands")
    return _("Answer here: *@{number} your answer*. Then write *{done}*.", number=str(number), done=done)


def _something(media: str) -> Text:
    """What came in and is no words."""
    match media:
        case "":
            return join()
        case "image":
            return _("📷 a photo")
        case "video":
            return _("🎬 a video")
        case "document":
            return _("📄 a document")
        case "audio":
            return _("🎤 a voice message")
        case "sticker":
            return _("🙂 a sticker")
        case "location":
            return _("📍 a place:")
        case _:
            return _("📎 something that I cannot read")
