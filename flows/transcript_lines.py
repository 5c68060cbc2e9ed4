"""How a transcript writes what the shop says: text, then photo, link, pin, then what can be tapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.customer.messages import Choice, Link, OutboundMessage

BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
SHOWN_AS = "https://shop.example"
SECRET_PATH = re.compile(r"/([ptf])/[\w-]{22}")
RECEIPT = re.compile(r"\b(\d+)-([0-9A-Z]{4}-[0-9A-Z]{4})\b")


def answers(who: str, heard: Iterable[tuple[str, OutboundMessage]]) -> list[str]:
    """First what the one who acted was told; a further message, or one to somebody else, begins with a name."""
    ordered = sorted(heard, key=lambda each: (each[0] != who, each[0]))
    lines: list[str] = []
    for place, (to, message) in enumerate(ordered):
        lines += _quoted("" if place == 0 and to == who else f"{to}: ", as_lines(message))
    return lines


def as_lines(message: OutboundMessage) -> list[str]:
    lines = message.text.translate(BLANKS).split("\n")
    if message.attachment:
        lines.append(f"<{message.attachment.kind}: {message.attachment.name or message.attachment.url}>")
    if message.link:
        lines.append(f"<{message.link.title}: {message.link.url}>")
    if message.pin:
        lines.append(f"<pin: {message.pin.latitude},{message.pin.longitude}>")
    return lines + _taps(message.choices)


def presentable(message: OutboundMessage, base_url: str) -> OutboundMessage:
    """Without the address and the secrets of one installation."""

    def shown(url: str) -> str:
        return RECEIPT.sub(r"\1-…", SECRET_PATH.sub(r"/\1/…", url.replace(base_url, SHOWN_AS)))

    file, link = message.attachment, message.link
    return replace(
        message,
        text=shown(message.text),
        attachment=replace(file, url=shown(file.url)) if file else None,
        link=Link(shown(link.url), link.title) if link else None,
    )


def _taps(choices: Sequence[Choice]) -> list[str]:
    """Buttons side by side; rows that say more than their title one below the other."""
    said = [(f"[{each.title.translate(BLANKS)}]", each.description.translate(BLANKS)) for each in choices]
    if any(more for _title, more in said):
        return [f"{title} {more}".rstrip() for title, more in said]
    return [" ".join(title for title, _more in said)] if said else []


def _quoted(name: str, lines: list[str]) -> list[str]:
    first, *others = lines
    return [f"> {name}{first}".rstrip(), *(f"> {line}".rstrip() for line in others)]
