"""What was sent, by whom, and what each of it led to: a conversation put back together from the boxes.

Of the shop's people only those messages are taken that had to do with this buyer: they led to something in the
buyer's story, or name one of the buyer's orders or tickets. What happened outside is known from the events it led to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.kept_messages import TRACE, read_kept
from bot.replay.outside import OPENS, outside_words
from domain.customer.messages import InboundMessage, Text
from domain.shared.errors import Refusal
from integrations.store.chats import Came, Chats, Happened, Went

SHELF = "PriceChanged", "InventoryUpdated"
OUTSIDE = 10**9
"""What happened outside comes after what was said, where both stand at the same moment."""
UNKNOWN = -1
BARE = re.compile(r"\W*(?:\d{4,6}|\w{1,10})\W*")
"""A yes, a PIN: the answer to what was asked before."""
Place = tuple[datetime, int, int]


@dataclass(slots=True)
class Cause:
    """A message, or something outside in the words of a transcript; and what it led to. `place` puts them in order."""

    place: Place
    sent: InboundMessage | str
    heard: list[Went] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.place[0]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose story it is. `orders` are numbers by id; `opened` when which payment link led to a wallet."""

    identity: str
    customer_id: str
    orders: dict[str, int]
    opened: Sequence[tuple[datetime, str]] = ()


@dataclass(slots=True)
class Story:
    """`by_itself`: what time has brought. `shelf`: what was done to it meanwhile."""

    causes: list[Cause]
    by_itself: list[Went]
    tickets: list[int]
    shelf: list[Happened]


class Gathering:
    """One buyer's story in the making."""

    def __init__(self, chats: Chats, buyer: Buyer, staff: Iterable[str]) -> None:
        self._buyer, self._staff = buyer, frozenset(staff)
        self._came = dict(self._of_the_cast(chats.came()))
        self._went = chats.went([buyer.identity, *self._staff])
        self._events = chats.happened()
        self._ours = [event for event in self._events if self._is_ours(event.payload)]
        called = (event.payload["number"] for event in self._ours if event.name in ("SupportRequested", "BuyerWrote"))
        self._tickets = sorted({*called} - {0, *buyer.orders.values()})

    def story(self) -> Story:
        causes = self._sent()
        by_trace = {came.raw.get(TRACE): cause for came, cause in causes}
        by_key = {(came.source, came.provider_id): cause for came, cause in causes}
        outside = dict(self._outside(set(by_trace)))
        by_itself = []
        traces = {event.event_id: event.trace_id for event in self._events}
        ours = {event.event_id for event in self._ours}
        for went in self._went:
            kind, *about = went.key.split(":")
            trace = traces.get(about[0]) if kind in ("notice", "payer") else None
            cause = by_trace.get(trace) or outside.get(trace) if trace else by_key.get(_answered(went.key))
            if cause is not None:
                cause.heard.append(went)
            elif went.recipient == self._buyer.identity or (about and about[0] in ours):
                by_itself.append(went)
        every = [*(cause for _came, cause in causes), *outside.values(), *self._opened()]
        return Story(_in_order(every), by_itself, self._tickets, self._of_the_shelf(every))

    def _of_the_shelf(self, causes: list[Cause]) -> list[Happened]:
        began = min((cause.at for cause in causes), default=None)
        return [event for event in self._events if event.name in SHELF and began and event.occurred_at >= began]

    def _of_the_cast(self, came: Iterable[Came]) -> Iterator[tuple[int, tuple[Came, InboundMessage]]]:
        for each in came:
            try:
                message = read_kept(each.source, each.provider_id, each.raw, each.received_at)
            except (Refusal, ValueError):
                continue
            if message.sender == self._buyer.identity or message.sender in self._staff:
                yield each.id, (each, message)

    def _is_ours(self, payload: dict[str, Any]) -> bool:
        about = payload.get("customer_id") == self._buyer.customer_id
        return about or payload.get("order_id") in self._buyer.orders

    def _sent(self) -> list[tuple[Came, Cause]]:
        chosen = self._chosen()
        kept = [(came, message) for id, (came, message) in self._came.items() if id in chosen]
        return [(came, Cause((came.received_at, 0, came.id), message)) for came, message in kept]

    def _chosen(self) -> set[int]:
        """The buyer's own, and what the staff did in their story, with the question before a bare answer."""
        traces = {event.trace_id for event in self._ours} | self._changing_their_goods()
        chosen: set[int] = set()
        before: dict[str, list[int]] = {}
        for id, (came, message) in self._came.items():
            theirs = before.setdefault(message.sender, [])
            if message.sender == self._buyer.identity or came.raw.get(TRACE) in traces or self._names(message):
                chosen |= {id, *self._asked_before(message, theirs)}
            theirs.append(id)
        return chosen

    def _changing_their_goods(self) -> set[str]:
        """The price or the count of something that the buyer had in the cart."""
        own = {came.raw.get(TRACE) for came, message in self._came.values() if message.sender == self._buyer.identity}
        skus = {event.payload["sku"] for event in self._events if event.trace_id in own and "sku" in event.payload}
        changed = (event for event in self._events if event.name in SHELF and event.payload["sku"] in skus)
        return {event.trace_id for event in changed}

    def _asked_before(self, message: InboundMessage, theirs: list[int]) -> Iterator[int]:
        for id in reversed(theirs):
            if message.sender == self._buyer.identity or not _is_bare(message):
                return
            yield id
            message = self._came[id][1]

    def _names(self, message: InboundMessage) -> bool:
        said = message.content.text if isinstance(message.content, Text) else ""
        return bool(
            {*self._buyer.orders.values(), *self._tickets} & {int(each) for each in re.findall(r"\d{1,9}", said)}
        )

    def _outside(self, known: set[Any]) -> Iterator[tuple[str, Cause]]:
        """What neither the buyer nor the staff did, by its trace."""
        traces: dict[str, list[Happened]] = {}
        for event in self._ours:
            if event.trace_id not in known:
                traces.setdefault(event.trace_id, []).append(event)
        for place, (trace, events) in enumerate(traces.items(), OUTSIDE):
            if words := outside_words(events, self._buyer.orders):
                yield trace, Cause((events[0].occurred_at, UNKNOWN, place), words)

    def _opened(self) -> Iterator[Cause]:
        """After the first message with the link that has not led to a wallet yet."""
        links = [went for went in self._went if went.recipient == self._buyer.identity and went.message.link]
        for place, (at, link) in enumerate(sorted(self._buyer.opened), OUTSIDE):
            shown = [went for went in links if went.message.link and went.message.link.url.endswith(link)]
            if shown:
                yield Cause((at, shown[0].id, place), OPENS)
                links = [went for went in links if went is not shown[0] or len(shown) == 1]


def _answered(key: str) -> tuple[str, str]:
    """`reply:<channel>:<id>:<n>`, `apology:<channel>:<id>`."""
    kind, _colon, rest = key.partition(":")
    source, _colon, provider_id = rest.partition(":")
    return (source, provider_id.rpartition(":")[0] if kind == "reply" else provider_id)


def _is_bare(message: InboundMessage) -> bool:
    return isinstance(message.content, Text) and bool(BARE.fullmatch(message.content.text))


def _in_order(causes: list[Cause]) -> list[Cause]:
    """By the clock; what stands at the same moment by what was heard of it. What nothing was heard of stands after
    what came in before it, and before what happened next."""
    sent = sorted((cause for cause in causes if not isinstance(cause.sent, str)), key=lambda cause: cause.place)
    last = 0
    for cause in sent:
        last = max(last, _first_heard(cause, last))
        cause.place = cause.at, last, cause.place[2]
    following = last
    for cause in sorted((cause for cause in causes if isinstance(cause.sent, str)), key=_number, reverse=True):
        following = cause.place[1] if cause.place[1] != UNKNOWN else _first_heard(cause, following)
        cause.place = cause.at, following, cause.place[2]
    return sorted(causes, key=lambda cause: cause.place)


def _number(cause: Cause) -> int:
    return cause.place[2]


def _first_heard(cause: Cause, otherwise: int) -> int:
    return min((went.id for went in cause.heard), default=otherwise)
