"""What a turn has said, in the person's language and in as few messages as it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.customer.messages import Attachment, Choice, Link, OutboundMessage
from domain.shared.address import Pin
from flows.speech import Language, _
from flows.talk.picking import Shown
from flows.talk.prompts import Prompt
from flows.talk.titles import BUTTON, BUTTONS, DESCRIPTION, ROW, end, shorten

PREFIX = "v1:"


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `numbered` is False where a bare number would answer something else than the choices."""

    text: str
    choices: tuple[Choice, ...] = ()
    menu: str = ""
    attachment: Attachment | None = None
    link: Link | None = None
    pin: Pin | None = None
    kind: str = "reply"
    facts: dict[str, str] = field(default_factory=dict)
    numbered: bool = True


def button(key: str, question: int) -> str:
    """A button's id: which choice, of which question."""
    return f"{PREFIX}{key}#{question}"


def split_button(tapped: str) -> tuple[str, int] | None:
    """A button's id taken apart; None for one that this version did not make."""
    key, hash_mark, number = tapped.removeprefix(PREFIX).rpartition("#")
    ours = tapped.startswith(PREFIX) and hash_mark and number.isascii() and number.isdigit() and len(number) < 12
    return (key, int(number)) if ours else None


def put(prompt: Prompt, shown: Sequence[Shown], question: int, language: Language, numbered: bool = True) -> Said:
    """One prompt in words, its choices as buttons of one question."""
    pairs = zip(shown, prompt.options, strict=True)
    choices = tuple(Choice(button(s.key, question), s.title, language.say(o.description)) for s, o in pairs)
    return Said(
        text=language.say(prompt.text),
        choices=choices,
        menu=end(language.say(prompt.menu or _("Choose")), BUTTON) if choices else "",
        attachment=prompt.attachment,
        link=Link(prompt.link.url, end(language.say(prompt.link.title), BUTTON)) if prompt.link else None,
        pin=prompt.pin,
        kind=prompt.kind,
        facts={name: language.say(words) for name, words in prompt.facts.items()},
        numbered=numbered,
    )


def merge(said: Sequence[Said]) -> tuple[Said, ...]:
    """As one message, unless two of them bring a photo, a link, a pin or choices: a message holds one of each."""
    merged: list[Said] = []
    for each in said:
        if merged and _fit(merged[-1], each):
            merged[-1] = _both(merged[-1], each)
        else:
            merged.append(each)
    return tuple(merged)


def _fit(one: Said, other: Said) -> bool:
    singles = ("attachment", "link", "pin", "choices")
    return not any(getattr(one, name) and getattr(other, name) for name in singles)


def _both(one: Said, other: Said) -> Said:
    return replace(
        other,
        text="\n\n".join(filter(None, (one.text, other.text))),
        choices=one.choices or other.choices,
        menu=one.menu or other.menu,
        attachment=one.attachment or other.attachment,
        link=one.link or other.link,
        pin=one.pin or other.pin,
        kind=one.kind if one.kind != "reply" else other.kind,
        facts={**one.facts, **other.facts},
        numbered=one.numbered and other.numbered,
    )


def to_outbound(said: Said, *, key: str, channel: str, sender: str, recipient: str, language: str) -> OutboundMessage:
    """For the outbox. Titles are cut to a button's width (three at most) or a list row's, and stay distinct."""
    width = BUTTON if len(said.choices) <= BUTTONS else ROW
    titles = shorten([choice.title for choice in said.choices], width)
    pairs = zip(said.choices, titles, strict=True)
    return OutboundMessage(
        key=key,
        channel=channel,
        sender=sender,
        recipient=recipient,
        text=said.text,
        choices=tuple(Choice(c.key, title, end(c.description, DESCRIPTION)) for c, title in pairs),
        numbered=said.numbered,
        menu=said.menu,
        attachment=said.attachment,
        link=said.link,
        pin=said.pin,
        language=language,
        kind=said.kind,
        facts=said.facts,
    )
