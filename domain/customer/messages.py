"""What goes through a chat, free of any channel: a transport reads its wire into these and writes these to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.shared.address import Pin


@dataclass(frozen=True, slots=True)
class Text:
    """Words that were typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A button or a list row that was tapped. `key` is the id we gave it, `title` what the person saw."""

    key: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A shared position, with the name the sender's phone gave the place."""

    pin: Pin
    label: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, voice note, video, document or sticker. `url` is the provider's and needs its credentials."""

    kind: str
    url: str = ""
    content_type: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something real that we cannot read: a contact card, a kind that is newer than we are."""

    kind: str


@dataclass(frozen=True, slots=True)
class ComesIn:
    """Nothing yet: somebody has come into the shop, from another one of the same number."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody wrote before reads otherwise now. `original` is the provider's id of that message."""

    original: str
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody took back what they wrote before."""

    original: str


Content = Text | Tap | Location | Media | Unsupported | ComesIn | Edited | Deleted


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message from a person to a shop's number.

    `provider_id` is unique for ever within `channel`. `sender` is an E.164 number or a business-scoped user id;
    `recipient` is the shop's number in E.164.
    """

    channel: str
    provider_id: str
    sender: str
    recipient: str
    content: Content
    received_at: datetime
    profile_name: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap. Without taps it is a numbered line, so order matters."""

    key: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to show, by its public URL."""

    kind: str  # image | audio | video | document
    url: str
    content_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address to open, with the word on its button."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to a person. `key` names it for ever: two sends of one key are one message.

    The channel decides between buttons (3 at most), a list (10 rows) and numbered text; not `numbered`, a typed
    number answers something else than the choices. `menu` is the word on the list's button. `kind` is what an
    approved template is chosen by outside WhatsApp's 24-hour window.
    """

    key: str
    channel: str
    sender: str
    recipient: str
    text: str
    choices: tuple[Choice, ...] = ()
    numbered: bool = True
    menu: str = ""
    attachment: Attachment | None = None
    link: Link | None = None
    pin: Pin | None = None
    language: str = field(kw_only=True)
    kind: str = "reply"
    facts: dict[str, str] = field(default_factory=dict)
