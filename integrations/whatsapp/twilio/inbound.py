"""Twilio's webhooks, read: a person's message, and how far one of ours got."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.customer.messages import (
    Content,
    InboundMessage,
    Location,
    Media,
    Tap,
    Text,
    Unsupported,
)
from domain.shared.address import Pin
from domain.shared.errors import Invalid
from integrations.whatsapp.twilio.form import Form
from integrations.whatsapp.wire import PHONE, DeliveryReport, is_address
from integrations.words import shown

CHANNEL = "twilio"
KEY = "key"  # our message's key in the query of the status callback
PREFIX = "whatsapp:"
LONGEST_ID = 100

WITH_WORDS = {"", "text", "interactive", "button"}
MEDIA_KINDS = {"image", "audio", "video", "document", "sticker"}
# Statuses by which nothing is known to have moved; a newer one that we do not know is taken for one of them.
STATUSES = {
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
    "canceled": "failed",
}


def read_message(pairs: Iterable[tuple[str, str]], now: datetime) -> InboundMessage:
    """Raises Invalid, naming the field, for a form that no message has. Unknown fields are passed over."""
    form = Form(pairs)
    return InboundMessage(
        channel=CHANNEL,
        provider_id=_id(form),
        sender=_sender(form),
        recipient=_shop(form),
        content=_content(form),
        received_at=now,
        profile_name=form.get("ProfileName").strip(),
    )


def read_status(pairs: Iterable[tuple[str, str]], query: Iterable[tuple[str, str]] = ()) -> DeliveryReport:
    """`query` is that of the callback's address, where our own key stands. Raises Invalid."""
    form = Form(pairs)
    status = form.need("MessageStatus").lower()
    return DeliveryReport(
        provider_id=_id(form),
        key=Form(query).get(KEY) or None,
        status=STATUSES.get(status, "queued"),
        error_code=form.get("ErrorCode"),
    )


def _id(form: Form) -> str:
    message_sid = form.need("MessageSid")
    if len(message_sid) > LONGEST_ID:
        raise Invalid("MessageSid", shown(message_sid), f"at most {LONGEST_ID} characters")
    return message_sid


def _sender(form: Form) -> str:
    """The number, or for a person who hides it the id that WhatsApp gives them towards this business."""
    for name in ("From", "ExternalUserId"):
        address = form.get(name).strip()
        bare = address.removeprefix(PREFIX)
        if bare != address and is_address(bare):
            return bare
    given = form.need("From")
    raise Invalid("From", shown(given), "is no WhatsApp address")


def _shop(form: Form) -> str:
    address = form.need("To")
    number = address.removeprefix(PREFIX)
    if number == address or not PHONE.fullmatch(number):
        raise Invalid("To", shown(address), "is no WhatsApp number")
    return number


def _content(form: Form) -> Content:
    kind, words = form.get("MessageType").strip().lower(), form.get("Body")
    if form.get("Latitude") or form.get("Longitude"):
        return _location(form)
    if key := form.get("ListId") or form.get("ButtonPayload"):
        return Tap(key, form.get("ListTitle") or form.get("ButtonText") or words)
    if _count(form.get("NumMedia")):
        return _media(form, kind)
    if kind in WITH_WORDS and words.strip():
        return Text(words)
    return Unsupported(kind[:40] or "empty")


def _location(form: Form) -> Content:
    try:
        pin = Pin(float(form.get("Latitude")), float(form.get("Longitude")))
    except (ValueError, Invalid):
        return Unsupported("location")
    return Location(pin, form.get("Label") or form.get("Address"))


def _media(form: Form, kind: str) -> Content:
    content_type = form.get("MediaContentType0").strip().lower()
    kind = content_type.partition("/")[0] if kind in WITH_WORDS else kind
    kind = {"voice": "audio", "application": "document"}.get(kind, kind)
    url = form.get("MediaUrl0").strip()
    if kind not in MEDIA_KINDS or not url or content_type == "text/vcard":
        return Unsupported(kind[:40] or "media")
    return Media(kind, url, content_type, form.get("Body"))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
