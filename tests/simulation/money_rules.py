"""What must hold between wallets and us: what was collected, what goes back, who will ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.payment.gateway import RefundState
from domain.payment.values import LIVE
from tests.simulation.books import Books, Row, money

WAITS_FOR_PEOPLE = ("asked",)
ENDED_REFUND = ("done", "declined")

# -- after every transaction ------------------------------------------------------------------------------------------


def every_capture_is_a_collection(books: Books) -> Iterator[str]:
    """Under the same name, for the same attempt, to the last unit: a callback alone makes none."""
    for capture in books["payment_captures"]:
        held = books.outside.collections.get((capture["provider"], capture["reference"]))
        if _collected(books, capture) != money(capture):
            yield f"captured {money(capture)} as {capture['reference']}, the wallet has {held}"
        elif held and held.attempt_id != capture["attempt_id"]:
            yield f"{capture['reference']} was collected for {held.attempt_id}, not for {capture['attempt_id']}"


def no_collection_counts_twice(books: Books) -> Iterator[str]:
    times = Counter((row["provider"], row["reference"]) for row in books["payment_captures"])
    yield from (f"{name[1]} was captured {n} times" for name, n in times.items() if n > 1)


def every_collection_was_kept_first(books: Books) -> Iterator[str]:
    """A wallet is called for an attempt that we already have."""
    known = {row["id"] for row in books["payment_attempts"]}
    for held in books.outside.collections.values():
        if held.attempt_id not in known:
            yield f"{held.ref} was asked for under {held.attempt_id}, which is no attempt of ours"


def one_live_attempt_for_each_payment(books: Books) -> Iterator[str]:
    live = Counter(row["payment_id"] for row in books["payment_attempts"] if row["state"] in LIVE)
    yield from (f"payment {payment} has {n} live attempts" for payment, n in live.items() if n > 1)


def what_succeeded_stays_so(books: Books) -> Iterator[str]:
    if books.before is None:
        return
    states = {row["id"]: row["state"] for row in books["payment_attempts"]}
    for row in books.before["payment_attempts"]:
        if row["state"] == "succeeded" and states.get(row["id"]) != "succeeded":
            yield f"attempt {row['id']} had succeeded and is {states.get(row['id'])}"


def refunds_stay_within_captures(books: Books) -> Iterator[str]:
    captured = Counter[object]()
    for capture in books["payment_captures"]:
        captured[capture["provider"], capture["reference"]] += capture["amount_minor"]
    given = Counter[object]()
    for refund in books["payment_refunds"]:
        given[refund["provider"], refund["reference"]] += 0 if refund["state"] == "declined" else refund["amount_minor"]
    yield from (
        f"{given[name]} go back of {captured[name]} ({name[1]})" for name in given if given[name] > captured[name]
    )


def every_refund_at_a_wallet_is_ours(books: Books) -> Iterator[str]:
    ours = {row["id"]: money(row) for row in books["payment_refunds"]}
    for given in books.outside.returns.values():
        if ours.get(given.id) != (given.amount.minor, given.amount.currency):
            yield f"the wallet gives back {given.amount} as {given.id}, we know of {ours.get(given.id)}"


def whoever_waits_for_a_wallet_will_ask(books: Books) -> Iterator[str]:
    for attempt in books["payment_attempts"]:
        if attempt["state"] in LIVE and attempt["next_look_at"] is None:
            yield f"attempt {attempt['id']} is {attempt['state']} and nobody will ask"
    for refund in books["payment_refunds"]:
        if refund["state"] not in (*ENDED_REFUND, *WAITS_FOR_PEOPLE) and refund["next_look_at"] is None:
            yield f"refund {refund['id']} is {refund['state']} and nobody will ask"


# -- in the end -------------------------------------------------------------------------------------------------------


def wallets_and_we_agree_on_what_came(books: Books) -> Iterator[str]:
    ours = {(row["provider"], row["reference"]): row for row in books["payment_captures"]}
    for name, held in books.outside.collections.items():
        if held.collected is not None and name not in ours:
            yield f"the wallet collected {held.collected} as {held.ref}: we know nothing of it"
        elif held.taken_back and not ours[name]["taken_back"] and not _all_goes_back(books, ours[name]):
            yield f"the wallet has taken {held.collected} back ({held.ref}): we know nothing of it"


def wallets_and_we_agree_on_what_went_back(books: Books) -> Iterator[str]:
    """By the wallet, or by hand where it would not."""
    for refund in books["payment_refunds"]:
        given = books.outside.returns.get(refund["id"])
        by_wallet = given is not None and given.state == RefundState.DONE
        is_refused = refund["id"] in books.outside.refused or (given and given.state == RefundState.FAILED)
        is_right = not given if refund["state"] == "declined" else is_refused if refund["receipt"] else by_wallet
        if not is_right:
            theirs = given.state if given else "refused" if is_refused else None
            yield f"refund {refund['id']} is {refund['state']} {refund['receipt']}, at the wallet {theirs}"


def no_attempt_and_no_refund_is_without_an_end(books: Books) -> Iterator[str]:
    for attempt in books["payment_attempts"]:
        if attempt["state"] in LIVE:
            yield f"attempt {attempt['id']} is still {attempt['state']}"
    for refund in books["payment_refunds"]:
        if refund["state"] not in ENDED_REFUND:
            yield f"refund {refund['id']} is still {refund['state']}"


def every_callback_that_was_taken_is_kept(books: Books) -> Iterator[str]:
    assert books.outside.postman
    kept = {(row["source"], row["provider_id"]) for row in books["chat_inbox"]}
    yield from (
        f"{taken} was answered with 200 and is nowhere" for taken in books.outside.postman.taken if taken not in kept
    )


def _all_goes_back(books: Books, capture: Row) -> bool:
    """There it cannot be told from a refund of ours."""
    mine = (row for row in books["payment_refunds"] if row["reference"] == capture["reference"])
    back = sum(row["amount_minor"] for row in mine if row["state"] not in ("asked", "declined"))
    return back == capture["amount_minor"]


def _collected(books: Books, capture: Row) -> tuple[int, str] | None:
    held = books.outside.collections.get((capture["provider"], capture["reference"]))
    return (held.collected.minor, held.collected.currency) if held and held.collected else None


ALWAYS = (
    every_capture_is_a_collection,
    no_collection_counts_twice,
    every_collection_was_kept_first,
    one_live_attempt_for_each_payment,
    what_succeeded_stays_so,
    refunds_stay_within_captures,
    every_refund_at_a_wallet_is_ours,
    whoever_waits_for_a_wallet_will_ask,
)
IN_THE_END = (
    wallets_and_we_agree_on_what_came,
    wallets_and_we_agree_on_what_went_back,
    no_attempt_and_no_refund_is_without_an_end,
    every_callback_that_was_taken_is_kept,
)
