"""What must hold of money, at any moment and in the end (I1-I5 of the facts on reliability)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.shared.money import Money
from tests.chaos.books import Books, Prompt, Row, WalletBooks

NEVER_PAID = {"awaiting_payment", "expired"}
MONEY_BACK = {"cancelled", "returned", "expired", "awaiting_payment"}
VOID = {"failed", "rejected"}


def paid_is_paid(books: Books) -> Iterator[str]:
    """I2: an order is paid if and only if its payment is confirmed, once, by a capture of the right amount."""
    captures = books.by("payment_captures", "payment_id")
    confirmed = [fact["order_id"] for _, fact in books.events("PaymentConfirmed")]
    for order in books["ordering_orders"]:
        payment = books.payment_of[order["id"]]
        facts = {
            "the order names its payment": order["payment_id"] == payment["id"],
            "the payment is confirmed": payment["state"] == "confirmed",
            "its confirmation was told once": confirmed.count(order["id"]) == 1,
            "a capture of its amount is there": any(_money(c) == _total(order) for c in captures[payment["id"]]),
        }
        if order["state"] == "cancelled" and order["payment_id"] is None:
            del facts["the order names its payment"]  # paid after it was cancelled: the money goes back
        due = facts.values() if order["state"] == "cancelled" else [order["state"] not in NEVER_PAID]
        if set(facts.values()) != set(due) or len(set(facts.values())) > 1:
            yield f"order {order['number']} is {order['state']}, yet {facts}"


def amounts_agree(books: Books) -> Iterator[str]:
    """I2: what is asked for is what the order costs; what was confirmed is what was asked for."""
    for order in books["ordering_orders"]:
        if _money(books.payment_of[order["id"]]) != _total(order):
            yield f"order {order['number']} costs {_total(order)}, asked was {_money(books.payment_of[order['id']])}"
    asked = {payment["order_id"]: _money(payment) for payment in books["payment_transactions"]}
    for _, fact in books.events("PaymentConfirmed"):
        if (fact["amount"]["minor"], fact["amount"]["currency"]) != asked[fact["order_id"]]:
            yield f"order {fact['order_id']} was confirmed with {fact['amount']}"


def refunds_within_captures(books: Books) -> Iterator[str]:
    """I5: never more goes back than came."""
    back = books.by("payment_refunds", "provider", "reference")
    captured = {(c["provider"], c["reference"]): c["amount_minor"] for c in books["payment_captures"]}
    for capture, refunds in back.items():
        given = sum(refund["amount_minor"] for refund in refunds if refund["state"] not in VOID)
        if given > captured.get(capture, 0):
            yield f"{given} went back of a capture of {captured.get(capture, 0)} ({capture[1]})"


def nothing_is_kept_that_was_not_earned(books: Books) -> Iterator[str]:
    """I1, in the end: what was captured and not given back is the price of the order, or nothing."""
    captures = books.by("payment_captures", "payment_id")
    refunds = books.by("payment_refunds", "payment_id")
    for order in books["ordering_orders"]:
        payment = books.payment_of[order["id"]]
        came = sum(capture["amount_minor"] for capture in captures[payment["id"]])
        went = sum(refund["amount_minor"] for refund in refunds[payment["id"]] if refund["state"] == "done")
        due = 0 if order["state"] in MONEY_BACK else order["total_minor"]
        if came - went != due:
            yield f"order {order['number']} is {order['state']}: {came} came, {went} went back, {due} is ours"


def attempts_have_a_future(books: Books) -> Iterator[str]:
    """I10: whoever waits for an answer will be asked again."""
    live = {"new", "sending", "pending", "unknown"}
    for attempt in books["payment_attempts"]:
        if attempt["state"] in live and attempt["next_look_at"] is None:
            yield f"attempt {attempt['id']} is {attempt['state']} and nobody will ask"
    for refund in books["payment_refunds"]:
        if refund["state"] not in {"done", *VOID} and refund["next_look_at"] is None:
            yield f"refund {refund['id']} is {refund['state']} and nobody will ask"


def captures_are_real(books: Books, wallet: WalletBooks) -> Iterator[str]:
    """I4: the wallet has collected whatever we say was captured, to the last unit."""
    for capture in books["payment_captures"]:
        held = wallet.collections.get(capture["reference"])
        if held is None or held["status"] != "succeeded" or _amount(held) != _money(capture):
            yield f"captured {_money(capture)} as {capture['reference']}; the wallet says {held and held['status']}"


def the_wallet_agrees(books: Books, wallet: WalletBooks) -> Iterator[str]:
    """I4, in the end: each collection is one capture, each refund one refund, and the sums are the same."""
    captured = {capture["reference"]: capture for capture in books["payment_captures"]}
    for id, collection in wallet.collections.items():
        if collection["status"] == "succeeded" and id not in captured:
            yield f"the wallet collected {collection['amount']} as {id}: we know nothing of it"
    for refund in books["payment_refunds"]:
        theirs = wallet.refunds.get(refund["id"])
        done = theirs is not None and theirs["status"] == "succeeded"
        if done != (refund["state"] == "done") or (done and theirs and _amount(theirs) != _money(refund)):
            yield f"refund {refund['id']} of {_money(refund)} is {refund['state']}; the wallet says {theirs}"


def _money(row: Row) -> tuple[int, str]:
    return row["amount_minor"], row["currency"]


def _total(order: Row) -> tuple[int, str]:
    return order["total_minor"], order["currency"]


def _amount(prompt: Prompt) -> tuple[int, str]:
    money = Money.of(Decimal(prompt["amount"]), prompt["currency"])
    return money.minor, money.currency
