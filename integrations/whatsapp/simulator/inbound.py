"""The simulator's JSON, read with the same care as a real transport's webhook."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.customer.messages import Content, Deleted, Edited, InboundMessage, Location, Media, Tap, Text, Unsupported
from domain.shared.address import Pin
from domain.shared.errors import Invalid
from integrations.whatsapp.wire import is_address
from integrations.words import shown, storable

CHANNEL = "simulator"
LONGEST_TEXT = 4096
LONGEST_ID = 100
LONGEST_KEY = 256
LONGEST_LABEL = 300
LONGEST_URL = 2000
MEDIA_KINDS = {"image", "audio", "video", "document", "sticker"}

Json = Mapping[str, Any]


def read_message(data: object, now: datetime, new_id: Callable[[], str]) -> InboundMessage:
    """`{"from", "to", "text" | "tap" | "location" | "media" | "edit" | "delete", "id"?, "name"?, "title"?}`.

    `title` is what the tapped button said; `edit` and `delete` name the `id` of what was sent
    before. Raises Invalid, naming the field.
    """
    if not isinstance(data, Mapping):
        raise Invalid("message", type(data).__name__, "must be a JSON object")
    return InboundMessage(
        channel=CHANNEL,
        provider_id=_words(data, "id", LONGEST_ID) if data.get("id") is not None else new_id(),
        sender=_address(data, "from"),
        recipient=_address(data, "to"),
        content=_content(data),
        received_at=now,
        profile_name=_words(data, "name", LONGEST_LABEL, default=""),
    )


def _content(data: Json) -> Content:
    readers = {
        "text": _text,
        "tap": _tap,
        "location": _location,
        "media": _media,
        "edit": _edited,
        "delete": _deleted,
    }
    given = [name for name in readers if data.get(name) is not None]
    if len(given) != 1:
        field = given[1] if given else "text"
        raise Invalid(field, ", ".join(given), f"exactly one of {', '.join(readers)} is needed")
    return readers[given[0]](data)


def _text(data: Json) -> Content:
    return Text(_words(data, "text", LONGEST_TEXT))


def _tap(data: Json) -> Content:
    return Tap(_words(data, "tap", LONGEST_KEY), _words(data, "title", LONGEST_LABEL, default=""))


def _location(data: Json) -> Content:
    place = _part(data, "location")
    latitude, longitude = (_degrees(place, name) for name in ("latitude", "longitude"))
    try:
        pin = Pin(latitude, longitude)
    except Invalid as error:
        raise Invalid("location", error.given, "latitude is within 90, longitude within 180 degrees") from None
    return Location(pin, _words(place, "label", LONGEST_LABEL, default=""))


def _media(data: Json) -> Content:
    media = _part(data, "media")
    kind = _words(media, "kind", LONGEST_KEY, default="image")
    url = _words(media, "url", LONGEST_URL, default="")
    content_type = _words(media, "content_type", LONGEST_KEY, default="")
    caption = _words(media, "caption", LONGEST_TEXT, default="")
    return Media(kind, url, content_type, caption) if kind in MEDIA_KINDS else Unsupported(kind[:40])


def _edited(data: Json) -> Content:
    edit = _part(data, "edit")
    return Edited(_words(edit, "id", LONGEST_ID), _words(edit, "text", LONGEST_TEXT))


def _deleted(data: Json) -> Content:
    return Deleted(_words(_part(data, "delete"), "id", LONGEST_ID))


def _part(data: Json, name: str) -> Json:
    value = data[name]
    if not isinstance(value, Mapping):
        raise Invalid(name, shown(value), "must be a JSON object")
    return value


def _address(data: Json, name: str) -> str:
    """E.164, in which a person may have typed spaces and dashes, or a business-scoped user id."""
    given = _words(data, name, LONGEST_ID)
    bare = re.sub(r"[\s().-]", "", given)
    address = bare if bare.startswith("+") else given.strip()
    if not is_address(address):
        raise Invalid(name, given, "must be a phone number like +2250700000001")
    return address


def _words(data: Json, name: str, longest: int, default: str | None = None) -> str:
    value = data.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise Invalid(name, shown(value), "must be a string" if value is not None else "is missing")
    if default is None and not value.strip():
        raise Invalid(name, shown(value), "is empty")
    if len(value) > longest:
        raise Invalid(name, shown(value), f"at most {longest} characters")
    if storable(value) != value:
        raise Invalid(name, shown(value), "holds a character that cannot be kept")
    return value


def _degrees(place: Json, name: str) -> float:
    value = place.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(name, shown(value), "must be a number of degrees")
    return float(max(-1000, min(1000, value)))
