"""A figure counts only where nothing is wrong: the checker of the chaos tests, and what a driver knows besides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from integrations.store.engine import create_database
from tests.benchmarks.loading import Load
from tests.benchmarks.script import DUPLICATE, PLACE, UNSIGNED, Message
from tests.chaos import goods, talk
from tests.chaos.books import Books, read_books
from tests.chaos.invariants import broken_now
from tests.twilio_server import TwilioServer

EXPECTED = {UNSIGNED: {401, 403}}


class Void(Exception):
    """Something is wrong: the figure does not count."""


def hold(database: str, loads: Iterable[Load], twilio: TwilioServer | None = None, *, to_the_end: bool = True) -> Books:
    """Raises Void naming what does not hold. `twilio` has everything where the outbox was emptied. `to_the_end`:
    nothing was refused on the way, so every dialogue came to where it leads."""
    loads, books = list(loads), books_of(database)
    accepted = [message for load in loads for message in load.accepted]
    wrong = [*broken_now(books), *each_had_its_turn_once(books, accepted)]
    wrong += answered_in_the_order_of_writing(books, loads)
    if to_the_end:
        wrong += [problem for load in loads for problem in answered_as_they_should(load)]
        wrong += every_placed_order_is_there(books, accepted)
    if twilio:
        wrong += [*talk.everything_went_out(books), *talk.every_event_was_handled(books)]
        wrong += [*twilio_took_each_message_once(books, [each.sid for each in list(twilio.sent)])]
        wrong += [*talk.nothing_waits_in_the_inbox(books), *goods.nothing_is_overdue(books)]
    refuse(wrong)
    return books


def broken(database: str) -> list[str]:
    """What must hold at any moment, and does not."""
    return broken_now(books_of(database))


def books_of(database: str) -> Books:
    engine = create_database(database)
    try:
        return read_books(engine)
    finally:
        engine.dispose()


def refuse(wrong: Iterable[str]) -> None:
    """Raises Void where there is anything."""
    if found := list(wrong):
        raise Void("\n".join(["Void:", *found[:20], f"… {len(found)} in all"]))


def answered_as_they_should(load: Load) -> Iterator[str]:
    for (kind, status), times in load.statuses.items():
        if status not in EXPECTED.get(kind, {200}):
            yield f"{times} × {kind} answered with {status}"


def each_had_its_turn_once(books: Books, accepted: list[Message]) -> Iterator[str]:
    """I11: what was accepted was handled and answered, once, however often it came; nothing else was."""
    kept = {row["provider_id"]: row for row in books["chat_inbox"] if row["source"] == "twilio"}
    replies = Counter(
        row["key"].split(":")[2] for row in books["chat_outbox"] if row["key"].startswith("reply:twilio:")
    )
    for message in accepted:
        row = kept.get(message.id)
        if row is None or row["state"] != "done":
            yield f"{message.id} was accepted and is {row and row['state']}"
        elif not replies[message.id]:
            yield f"{message.id} has no reply"
    wanted = {message.id for message in accepted}
    for id in kept.keys() - wanted:
        if id.endswith("x"):
            yield f"{id} was signed by nobody and had a turn"


def answered_in_the_order_of_writing(books: Books, loads: Iterable[Load]) -> Iterator[str]:
    """I12: what one person wrote one after the other was kept and answered in that order."""
    place = {row["provider_id"]: row["id"] for row in books["chat_inbox"]}
    reply = {row["key"].split(":")[2]: row["id"] for row in books["chat_outbox"] if row["key"].endswith(":0")}
    lines: dict[tuple[int, int], list[str]] = defaultdict(list)
    for n, load in enumerate(loads):
        for sample, message in load.heard:
            if message.kind != DUPLICATE:
                lines[n, sample.chat].append(message.id)
    for (_, chat), ids in lines.items():
        for what, known in (("kept", place), ("answered", reply)):
            order = [known.get(id, 0) for id in ids]
            if order != sorted(order):
                yield f"chat {chat} was {what} in another order than it was written in"


def twilio_took_each_message_once(books: Books, taken: list[str]) -> Iterator[str]:
    """I13: what stands at Twilio is what is marked as sent, and nothing twice."""
    sent = [row["provider_id"] for row in books["chat_outbox"] if row["state"] == "sent"]
    if Counter(sent) != Counter(taken):
        both = len({*sent} & {*taken})
        yield f"{len(sent)} messages are marked as sent, Twilio took {len(taken)}, {both} are the same"


def every_placed_order_is_there(books: Books, accepted: list[Message]) -> Iterator[str]:
    """Whoever said yes at the end has an order: the script did what it says."""
    placed = sum(message.kind == PLACE for message in accepted)
    if placed != len(books["ordering_orders"]):
        yield f"{placed} people said yes, {len(books['ordering_orders'])} orders are there"
