"""Our messages as Twilio's REST takes them: one body of numbered text, a picture or a place beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from domain.customer.messages import Attachment, OutboundMessage
from domain.shared.errors import Permanent
from integrations.whatsapp.layout import cut, in_lines
from integrations.whatsapp.twilio.inbound import KEY, PREFIX

LONGEST_BODY = 1600
SHOWN_WITH_WORDS = ("image/jpeg", "image/png", "image/webp", "video/mp4", "application/pdf")
TOO_LONG = "21617"  # Twilio's own code for it


def render(message: OutboundMessage, status_callback_url: str = "") -> dict[str, object]:
    """The arguments of `messages.create`. An empty `status_callback_url` asks for no receipts.

    Raises Permanent for a body that stays above 1600 characters with nothing left that may be shortened.
    """
    arguments: dict[str, object] = {
        "from_": PREFIX + message.sender,
        "to": PREFIX + message.recipient,
        "body": body_of(message),
    }
    if message.attachment and _goes_with_words(message.attachment):
        arguments["media_url"] = [message.attachment.url]
    elif message.pin:
        arguments["persistent_action"] = [f"geo:{message.pin.latitude:.6f},{message.pin.longitude:.6f}"]
    if status_callback_url:
        arguments["status_callback"] = f"{status_callback_url}?{urlencode({KEY: message.key})}"
    return arguments


def body_of(message: OutboundMessage) -> str:
    """Text, choices, place and link, each on its own lines.

    What does not fit is shortened with a visible …, in this order: descriptions to 40 characters, no
    descriptions, then the text. Numbers, titles, place and link stay whole: without them nobody can answer.
    """
    for body in _ever_shorter(message):
        if size(body) <= LONGEST_BODY:
            return body
    raise Permanent(f"{len(message.choices)} choices do not fit in one message", TOO_LONG)


def _goes_with_words(file: Attachment) -> bool:
    """WhatsApp shows no words beside a voice message, nor every type of file: there the link must do."""
    return file.content_type in ("", *SHOWN_WITH_WORDS)


def _is_wanted(message: OutboundMessage) -> bool:
    """Not where it leads to the very file that is shown."""
    file = message.attachment
    return not (file and message.link and file.url == message.link.url and _goes_with_words(file))


def size(text: str) -> int:
    """UTF-16 units: the larger of the two ways in which 1600 characters may be counted."""
    return len(text.encode("utf-16-le", "replace")) // 2


def _ever_shorter(message: OutboundMessage) -> Iterator[str]:
    for longest in (None, 40, 0):
        yield _body(message, message.text, longest)
    room = LONGEST_BODY - (size(_body(message, "…", 0)) - 1)
    if room > 0:
        yield _body(message, _cut_to(message.text, room), 0)


def _body(message: OutboundMessage, text: str, longest_description: int | None) -> str:
    parts = [
        text.strip(),
        in_lines(message, longest=longest_description),
        f"📍 {message.pin.latitude:.5f}, {message.pin.longitude:.5f}" if message.pin else "",
        f"{message.link.title}: {message.link.url}".removeprefix(": ") if message.link and _is_wanted(message) else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _cut_to(text: str, room: int) -> str:
    return _longest(lambda length: cut(text, length), lambda shown: size(shown) <= room, len(text))


def _longest(make: Callable[[int], str], fits: Callable[[str], bool], most: int) -> str:
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(make(middle)) else (low, middle - 1)
    return make(low)
