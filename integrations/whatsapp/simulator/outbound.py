"""Messages on the simulated phones, and how they look in the simulator's JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from domain.customer.messages import OutboundMessage
from integrations.whatsapp.layout import (
    BUTTON_LENGTH,
    ROW_LENGTH,
    in_lines,
    layout_of,
    short_titles,
)
from integrations.whatsapp.simulator.inbound import CHANNEL


class PhoneScreens(Protocol):
    """Where the simulated phones keep what they show."""

    def show(self, message: OutboundMessage) -> str:
        """The message's id on its phone. The same key twice is one message."""
        ...

    def find(self, key: str) -> str | None:
        """The id of the message of that key; None where it was never shown."""
        ...


class SimulatorMessenger:
    """Sends to the simulated phones."""

    channel = CHANNEL

    def __init__(self, screens: PhoneScreens) -> None:
        self._screens = screens

    def send(self, message: OutboundMessage) -> str:
        return self._screens.show(message)

    def find(self, message: OutboundMessage, since: datetime) -> str | None:
        return self._screens.find(message.key)


def to_json(n: int, message: OutboundMessage, *, status: str = "sent", at: datetime | None = None) -> dict[str, Any]:
    """The `n`-th message for GET /simulator/messages.

    `title` is the whole title, `label` what fits on WhatsApp's button or row. Above ten choices the text holds
    them as numbered lines, as it would on a phone.
    """
    layout = layout_of(message.choices)
    lines = [message.text] + ([in_lines(message)] if layout == "numbers" else [])
    return {
        "n": n,
        "key": message.key,
        "from": message.sender,
        "to": message.recipient,
        "text": "\n\n".join(line for line in lines if line),
        "layout": layout,
        "choices": _choices(message, BUTTON_LENGTH if layout == "buttons" else ROW_LENGTH),
        "numbered": message.numbered,
        "menu": message.menu,
        "media": _media(message),
        "link": {"url": message.link.url, "title": message.link.title} if message.link else None,
        "location": _location(message),
        "language": message.language,
        "kind": message.kind,
        "status": status,
        "at": at.isoformat() if at else None,
    }


def _choices(message: OutboundMessage, length: int) -> list[dict[str, str]]:
    labels = short_titles([choice.title for choice in message.choices], length)
    return [
        {"key": choice.key, "title": choice.title, "label": label, "description": choice.description}
        for choice, label in zip(message.choices, labels, strict=True)
    ]


def _media(message: OutboundMessage) -> dict[str, str] | None:
    if not (file := message.attachment):
        return None
    return {"kind": file.kind, "url": file.url, "content_type": file.content_type, "name": file.name}


def _location(message: OutboundMessage) -> dict[str, float] | None:
    if not (pin := message.pin):
        return None
    return {"latitude": pin.latitude, "longitude": pin.longitude}
