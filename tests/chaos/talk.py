"""What must hold of messages and of what people are told (I11-I13 of the facts on reliability)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from integrations.store.inbox import FLOOD
from tests.chaos.books import Books, Row
from tests.chaos.planted import STUMBLED

FORGED, STRANGER = "SMforged", "+22599"
"""How the ids and the senders of forged messages begin."""
ALL_AT_ONCE = "+225078"
"""… and the numbers of those who write many at once: which of them came first nobody can say."""


def accepted_messages_had_their_turn(books: Books, accepted: Iterable[str]) -> Iterator[str]:
    """I11: each id (`<source>:<id>`) that we said we have was handled exactly once, and answered."""
    inbox = books.by("chat_inbox", "source", "provider_id")
    replies = books.by("chat_outbox", "key")
    for id in accepted:
        source, _, provider_id = id.partition(":")
        rows = inbox[source, provider_id]
        stumbled = len(rows) == 1 and has_stumbled(rows[0])
        if not stumbled and [row["state"] for row in rows] != ["done"]:
            yield f"message {id} was accepted and is {[(row['state'], row['error']) for row in rows]}"
        elif not any(key in replies for key in answers_to(rows[0])):
            yield f"message {id} has no reply"


def answers_to(row: Row) -> list[str]:
    """The keys of what may have been said to it: to whoever writes too much at once, once a minute to wait."""
    id = f"{row['source']}:{row['provider_id']}"
    if row["kind"] == FLOOD:
        minute = int(row["received_at"].timestamp() // 60)
        who = _texter(row) or row["raw"].get("person", "")
        return [f"flood:{row['source']}:{row['shop_id']}:{who}:{minute}"]
    return [f"apology:{id}" if has_stumbled(row) else f"reply:{id}:0"]


def has_stumbled(row: Row) -> bool:
    """Over what the tests have planted."""
    return row["state"] == "failed" and STUMBLED in row["error"]


def what_stumbled_is_apologised_for_once(books: Books) -> Iterator[str]:
    """And nothing else is said to it."""
    said = books.by("chat_outbox", "key")
    for row in books["chat_inbox"]:
        name = f"{row['source']}:{row['provider_id']}"
        if has_stumbled(row) and (f"apology:{name}" not in said or f"reply:{name}:0" in said):
            yield f"message {name} stumbled, and was not just apologised for"


def nothing_forged_was_kept(books: Books) -> Iterator[str]:
    """I18: what nobody has signed leaves no row."""
    for row in books["chat_inbox"]:
        if row["provider_id"].startswith(FORGED):
            yield f"the forgery {row['provider_id']} was kept"
    for row in books["customer_identities"]:
        if row["value"].startswith(STRANGER):
            yield f"the forgeries of {row['value']} made a customer"


def nothing_waits_in_the_inbox(books: Books) -> Iterator[str]:
    for row in books["chat_inbox"]:
        if row["state"] == "received":
            yield f"{row['source']} {row['provider_id']} was kept and never handled"


def no_turn_failed(books: Books) -> Iterator[str]:
    """A turn that fails through a bug is kept with the reason: there should be no such bug."""
    for row in books["chat_inbox"]:
        if row["state"] == "failed" and row["kind"] == "message" and not has_stumbled(row):
            yield f"the turn of {row['provider_id']} failed: {row['error']}"


def answers_come_in_order(books: Books) -> Iterator[str]:
    """I12: what one person wrote, one after the other, is answered in the order in which it was kept."""
    first_reply = {}
    for row in sorted(books["chat_outbox"], key=lambda row: row["id"]):
        if row["key"].startswith("reply:"):
            first_reply.setdefault(row["key"].rpartition(":")[0], row["id"])
    writer = {row["key"]: row["person"] for row in books["simulator_messages"] if row["direction"] == "in"}
    lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in books["chat_inbox"]:
        key = f"reply:{row['source']}:{row['provider_id']}"
        if key in first_reply:
            lines[writer.get(row["provider_id"]) or _texter(row)].append((row["id"], first_reply[key]))
    for person, line in lines.items():
        answered = [reply for _, reply in sorted(line)]
        if answered != sorted(answered) and not person.startswith(ALL_AT_ONCE):
            yield f"{person} was answered out of order"


def _texter(row: Row) -> str:
    """Who sent it through Twilio."""
    return str(dict(row["raw"].get("form", ())).get("From", "")).removeprefix("whatsapp:")


def phones_show_each_message_once_and_in_order(books: Books) -> Iterator[str]:
    """I12, I13: the bubbles of one chat come in the order of the outbox, none twice."""
    place = {row["key"]: row["id"] for row in books["chat_outbox"]}
    shown: dict[Any, list[int]] = defaultdict(list)
    for bubble in sorted(books["simulator_messages"], key=lambda row: row["n"]):
        if bubble["direction"] == "out":
            if bubble["key"] not in place:
                yield f"a bubble was never in the outbox: {bubble['key']}"
                continue
            shown[bubble["person"], bubble["shop"]].append(place[bubble["key"]])
    for (person, _), line in shown.items():
        if line != sorted(set(line)):
            yield f"{person} was shown messages out of order, or twice"


def everything_went_out(books: Books) -> Iterator[str]:
    """I13, in the end: nothing waits, nothing was given up, and what is marked as sent was shown."""
    bubbles = {row["key"] for row in books["simulator_messages"]}
    for row in books["chat_outbox"]:
        if row["state"] != "sent":
            yield f"message {row['key']} is {row['state']}: {row['error']}"
        elif row["channel"] == "simulator" and row["key"] not in bubbles:
            yield f"message {row['key']} is marked as sent and nobody has seen it"


def every_event_was_handled(books: Books) -> Iterator[str]:
    for row in books["events"]:
        if row["handled_at"] is None:
            yield f"event {row['id']} {row['name']} still waits: {row['error']}"


def everybody_was_told_of_the_payment(books: Books) -> Iterator[str]:
    """The buyer and each of the staff, once for each order that is paid, or confirmed where cash is taken at the door.
    Where no wallet had to be waited for, the buyer has read it in the answer."""
    told = Counter(row["key"].rpartition(":")[0] for row in books["chat_outbox"] if row["key"].endswith(":0"))
    staff = books.by("merchant_staff", "shop_id")
    people = {row["customer_id"]: row["value"] for row in books["customer_identities"]}
    settled = books.events("OrderPaid", "OrderConfirmed")
    paid = Counter(fact["order_id"] for _, fact in settled)
    for _, fact in settled:
        members = [row["identity"] for row in staff[fact["shop_id"]] if row["role"] != "rider"]
        waited = bool(books.captures_of[fact["payment_id"]])
        for person, due in [(people[fact["customer_id"]], int(waited)), *((member, 1) for member in members)]:
            times = told[f"notice:{fact['event_id']}:{person}"]
            if times != due or paid[fact["order_id"]] != 1:
                yield f"{person} was told {times} times that order {fact['number']} is paid"
