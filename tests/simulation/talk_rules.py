"""What must hold of messages, and of what people are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.people import fatou, koffi
from tests.simulation.bills import GOES_ON, bills
from tests.simulation.books import Books

BUYER, STAFF = "the buyer", "the staff"
OUTCOMES: dict[str, tuple[str, ...]] = {
    "OrderPaid": (BUYER, STAFF),
    "OrderConfirmed": (BUYER, STAFF),
    "OrderExpired": (BUYER,),
    "OrderReturned": (BUYER, STAFF),
    "PaymentFailed": (BUYER,),
    "PaymentPartlyReceived": (STAFF,),
    "PaymentHeldForReview": (BUYER, STAFF),
    "DuplicatePaymentReceived": (BUYER, STAFF),
    "MoneyCredited": (BUYER,),
    "RefundDeclined": (BUYER,),
    "RefundCompleted": (BUYER,),
    "RefundFailed": (STAFF,),
}
"""Who must hear of what, once."""
CANCELLED_BY = {"buyer": (STAFF,), "shop": (BUYER,), "stock": (STAFF,), "wallet": ()}
"""A cancellation is told to whoever did not do it; where goods or money are gone, what became of the money says it."""


def nothing_is_said_that_is_not_kept(books: Books) -> Iterator[str]:
    """A message goes out when what it tells of is committed, never before."""
    kept = {row["key"] for row in books["chat_outbox"]}
    for key in books.outside.messenger.times:
        if key not in kept:
            yield f"{key} was sent, and is not in the outbox"


def what_is_marked_as_sent_was_sent(books: Books) -> Iterator[str]:
    for row in books["chat_outbox"]:
        if row["state"] == "sent" and not books.outside.messenger.times[row["key"]]:
            yield f"{row['key']} is marked as sent and nobody has it"


def everything_went_out(books: Books) -> Iterator[str]:
    for row in books["chat_outbox"]:
        if row["state"] != "sent":
            yield f"{row['key']} is {row['state']} after {row['tries']} tries: {row['error']}"


def nobody_gets_a_message_twice(books: Books) -> Iterator[str]:
    yield from (f"{key} was taken {n} times" for key, n in books.outside.messenger.times.items() if n > 1)


def every_event_is_handled(books: Books) -> Iterator[str]:
    for row in books["events"]:
        if row["handled_at"] is None:
            yield f"{row['name']} still waits: {row['error']}"


def everybody_is_told_of_each_outcome_once(books: Books) -> Iterator[str]:
    """By what stands on the phones."""
    numbers = {row["customer_id"]: row["value"] for row in books["customer_identities"]}
    buyers = {row["id"]: numbers[row["customer_id"]] for row in books["ordering_orders"]}
    paid_by_wallet = {bill.order["id"] for bill in bills(books) if bill.captures}
    for row, fact in books.facts(*OUTCOMES, "OrderCancelled", "PaymentTakenBack", "RefundAsked"):
        known = fact["order_id"] in paid_by_wallet
        for who in _told(row["name"], fact, known):
            for person in (buyers[fact["order_id"]],) if who == BUYER else (fatou.number, koffi.number):
                times = books.outside.messenger.times[f"notice:{row['event_id']}:{person}:0"]
                if times != 1:
                    yield f"{who} was told {times} times of {row['name']}"


def _told(name: str, fact: dict[str, Any], paid_by_wallet: bool) -> tuple[str, ...]:
    """What somebody has just read as an answer is not told once more."""
    match name:
        case "OrderCancelled":
            return CANCELLED_BY[fact["by"]]
        case "PaymentTakenBack":
            return (BUYER, STAFF) if fact["paid"] else ()
        case "RefundAsked":
            return (STAFF,) if fact["by"] == "buyer" else ()
        case "OrderPaid" | "OrderConfirmed" if not paid_by_wallet:
            return (STAFF,)
        case "OrderExpired" if paid_by_wallet:
            return ()
    return OUTCOMES.get(name, ())


def what_is_paid_was_said_to_have_happened(books: Books) -> Iterator[str]:
    """The facts that people are told of are there: each state has its event."""
    names = "OrderPlaced", "OrderPaid", "OrderConfirmed", "OrderExpired"
    told = {(row["name"], fact["order_id"]) for row, fact in books.facts(*names)}
    for bill in bills(books):
        goes_on = ["OrderConfirmed" if bill.order["cash_minor"] else "OrderPaid"]
        wanted = ["OrderPlaced", *(goes_on if bill.order["state"] in (*GOES_ON, "returned") else [])]
        wanted += ["OrderExpired"] if bill.order["state"] == "expired" else []
        yield from (f"no {n} of {bill.name}" for n in wanted if (n, bill.order["id"]) not in told)


def every_message_had_one_turn(books: Books) -> Iterator[str]:
    """What WhatsApp was told that we have, was handled once: with a reply, or with an apology."""
    inbox = {(row["source"], row["provider_id"]): row for row in books["chat_inbox"]}
    replies = {row["key"] for row in books["chat_outbox"]}
    for id in books.outside.accepted:
        row = inbox.get(("simulator", id))
        key = f"reply:simulator:{id}:0" if row and row["state"] == "done" else f"apology:simulator:{id}"
        if row is None or row["state"] == "received" or key not in replies:
            yield f"message {id} was accepted and is {row and row['state']}: {row and row['error']}"


def everybody_is_answered_in_their_order(books: Books) -> Iterator[str]:
    """Who writes waits until a message is accepted before they write the next: that one has its answer first."""
    answers = {row["key"]: row["id"] for row in reversed(books["chat_outbox"])}
    latest: dict[str, int] = {}
    for id in dict.fromkeys(books.outside.brought):
        person = id.partition("-")[0]
        known = (answers.get(key) for key in (f"reply:simulator:{id}:0", f"apology:simulator:{id}"))
        answer = next((each for each in known if each), latest.get(person, 0))
        if answer < latest.get(person, 0):
            yield f"{id} was answered before what was written earlier"
        latest[person] = answer


def every_phone_shows_things_in_their_order(books: Books) -> Iterator[str]:
    """A later message never stands above an earlier one."""
    place = {row["key"]: row["id"] for row in books["chat_outbox"]}
    shown: dict[str, int] = {}
    for message in books.outside.messenger.shown:
        if place[message.key] < shown.get(message.recipient, 0):
            yield f"{message.key} came after what followed it"
        shown[message.recipient] = place[message.key]


def every_message_is_accepted_at_last(books: Books) -> Iterator[str]:
    """Also one that we stumble over: or it would be brought again and again, and the chat be blocked."""
    yield from (f"{id} was never accepted" for id in books.outside.brought if id not in books.outside.accepted)


def only_poison_makes_a_turn_stumble(books: Books) -> Iterator[str]:
    for row in books["chat_inbox"]:
        if row["state"] == "failed" and row["kind"] == "message" and "poison" not in row["error"]:
            yield f"the turn of {json.loads(row['raw'])} failed: {row['error']}"


ALWAYS = (nothing_is_said_that_is_not_kept, what_is_marked_as_sent_was_sent, only_poison_makes_a_turn_stumble)
IN_THE_END = (
    everything_went_out,
    nobody_gets_a_message_twice,
    every_event_is_handled,
    everybody_is_told_of_each_outcome_once,
    what_is_paid_was_said_to_have_happened,
    every_message_had_one_turn,
    everybody_is_answered_in_their_order,
    every_phone_shows_things_in_their_order,
    every_message_is_accepted_at_last,
)
