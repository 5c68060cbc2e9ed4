"""What must hold between the outbox and Twilio (I13 of the facts on reliability)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tests.chaos.books import Books
from tests.chaos.sluggish import RANKS, Taken


def twilio_took_what_was_sent(books: Books, taken: Iterable[Taken]) -> Iterator[str]:
    """What is marked as sent stands at Twilio, for the same person; what stands there is a message of the outbox."""
    there = {message.sid: message for message in taken}
    keys = {row["key"] for row in books["chat_outbox"]}
    for row in books["chat_outbox"]:
        if row["channel"] == "twilio" and row["state"] == "sent":
            message = there.get(row["provider_id"])
            if message is None or message.to != row["recipient"]:
                yield f"{row['key']} is marked as sent as {row['provider_id']}, which Twilio does not know"
    for message in there.values():
        if message.key not in keys:
            yield f"Twilio took {message.sid}, which is no message of the outbox: {message.body[:60]!r}"


def twilio_took_each_message_once(taken: Iterable[Taken], unanswerable: int) -> Iterator[str]:
    """Twice only where nobody could ask: a sender stood still between asking and sending, or its clock was wrong."""
    twice = said_twice(taken)
    if len(twice) > unanswerable:
        yield f"Twilio took {len(twice)} messages twice, {unanswerable} may have been: {twice[:5]}"


def twilio_took_them_in_order(books: Books, taken: Iterable[Taken]) -> Iterator[str]:
    """I12: to each person in the order of the outbox, by the first time that each was taken."""
    place = {row["key"]: row["id"] for row in books["chat_outbox"]}
    lines: dict[str, dict[str, int]] = defaultdict(dict)
    for message in taken:
        if message.key in place:
            lines[message.to].setdefault(message.key, place[message.key])
    for person, line in lines.items():
        if list(line.values()) != sorted(line.values()):
            yield f"{person} was sent messages out of order"


def receipts_were_kept(books: Books, told: Mapping[str, int]) -> Iterator[str]:
    """How far each message got is what was told last of all that we confirmed, in whatever order it came."""
    known = {row["provider_id"]: row["rank"] for row in books["chat_receipts"] if row["channel"] == "twilio"}
    for sid, rank in told.items():
        if known.get(sid, -1) < rank:
            yield f"{sid} got to {rank} of {RANKS}, and we say {known.get(sid)}"


def said_twice(taken: Iterable[Taken]) -> list[str]:
    """Their keys."""
    return [key for key, times in Counter(message.key for message in taken).items() if times > 1]
