"""A story written as a transcript: who sent what, after how long, and what everybody was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.replay.alike import MAY_DIFFER, says_the_same
from bot.replay.causes import Cause, Story
from bot.replay.masks import Masks
from bot.replay.outside import OPENS
from domain.customer.messages import (
    Choice,
    ComesIn,
    Deleted,
    Edited,
    InboundMessage,
    Location,
    Media,
    OutboundMessage,
    Tap,
    Text,
    Unsupported,
)
from domain.merchant.shop import Shop
from domain.shared.address import Pin
from flows.transcript_lines import BLANKS, answers, presentable
from integrations.store.chats import Went

MINUTE = timedelta(minutes=1)
UNITS = ("day", 1440), ("hour", 60), ("minute", 1)


class Teller:
    """`cast` are names by identity, the buyer's last. It tells a story once: what it masks, it learns on the way."""

    def __init__(self, shop: Shop, cast: Mapping[str, str], masks: Masks, base_url: str, began: datetime) -> None:
        self._shop, self._cast, self._masks, self._base_url = shop, cast, masks, base_url
        self._buyer = list(cast.values())[-1]
        self._titles: dict[tuple[str, str], str] = {}
        self._lines: list[str] = []
        self._places = [zone.name for zone in shop.zones]
        self._clock = began

    def tell(self, story: Story) -> list[str]:
        """From the first message on."""
        waiting = list(story.by_itself)
        for cause in story.causes:
            come = [went for went in waiting if (went.created_at, went.id) < cause.place[:2]]
            waiting = [went for went in waiting if went not in come]
            self._pass_time((cause.at - self._clock) // MINUTE, come)
            self._act(cause)
        if waiting:
            self._pass_time(-((self._clock - waiting[-1].created_at) // MINUTE), waiting)
        return self._lines

    def _pass_time(self, minutes: int, come: list[Went]) -> None:
        if minutes > 0:
            name, length = next(unit for unit in UNITS if minutes % unit[1] == 0)
            count = minutes // length
            self._lines.append(f"-- {count} {name}{'s' if count > 1 else ''} later --")
            self._clock += minutes * MINUTE
        self._answers("", come)

    def _act(self, cause: Cause) -> None:
        if isinstance(cause.sent, str):
            buyer = f"{self._buyer} " if cause.sent == OPENS else ""
            self._lines.append(f"-- {buyer}{self._masks.said(cause.sent)} --")
            return self._answers("", cause.heard)
        who = self._cast[cause.sent.sender]
        self._lines.append(self._sent(who, cause.sent))
        return self._answers(who, cause.heard)

    def _sent(self, who: str, message: InboundMessage) -> str:
        match message.content:
            case Text(text):
                return f"{who}: {self._typed(text, who)}"
            case Tap(key, title):
                return self._tapped(who, self._titles.get((message.sender, key), ""), title)
            case Location(pin):
                place = self._elsewhere(pin)
                self._masks.replace(_written(pin), _written(place))
                return f"{who} pins {place.latitude},{place.longitude}"
            case Media(kind, _, _, caption):
                return f"{who} sends {kind}" + (f": {self._typed(caption, who)}" if caption.strip() else "")
            case Unsupported(kind):
                return f"{who} sends {kind if kind.isalpha() else 'sticker'}"
            case Edited(_, text):
                return f"{who} edits: {self._typed(text, who)}"
            case Deleted():
                return f"{who} deletes"
            case ComesIn():  # never sent: how a mall lets somebody in
                return ""

    def _tapped(self, who: str, shown: str, said: str) -> str:
        """A button that was shown longer ago than this story begins is only what it said."""
        return f"{who} taps {shown}" if shown else f"{who}: {self._typed(said, who)}"

    def _typed(self, text: str, who: str) -> str:
        masked = self._masks.typed(text, who).translate(BLANKS)
        if not says_the_same(text, masked, self._shop.language, self._places):
            self._lines.append(MAY_DIFFER)
        return masked

    def _elsewhere(self, pin: Pin) -> Pin:
        """The middle of the same zone; outside of all zones, some ten kilometres round."""
        zone = self._shop.zone_at(pin)
        middle = zone.middle if zone else None
        return middle or Pin(round(pin.latitude, 1), round(pin.longitude, 1))

    def _answers(self, who: str, heard: list[Went]) -> None:
        told = [(self._cast[went.recipient], self._masked(went)) for went in heard]
        self._lines += answers(who, told)

    def _masked(self, went: Went) -> OutboundMessage:
        message, said = presentable(went.message, self._base_url), self._masks.said
        choices = tuple(Choice(c.key, said(c.title), said(c.description)) for c in message.choices)
        self._titles |= {(went.recipient, choice.key): choice.title.translate(BLANKS) for choice in choices}
        is_ours = message.pin is None or message.pin == self._shop.pickup_pin
        pin = message.pin if is_ours or message.pin is None else self._elsewhere(message.pin)
        return replace(message, text=said(message.text), choices=choices, pin=pin)


def _written(pin: Pin) -> str:
    """As an address without words is."""
    return f"{pin.latitude:.5f},{pin.longitude:.5f}"
