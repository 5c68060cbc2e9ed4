"""What must hold of money, at any moment and in the end (I1-I5 of the facts on reliability)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from domain.payment.audit import discrepancies
from domain.payment.events import MoneyMoved
from domain.shared.money import Money
from tests.chaos.books import Books, Prompt, Row, WalletBooks

STATE_OF_UNPAID = {"awaiting_payment": "open", "expired": "closed"}
CALLED_OFF = {"cancelled", "returned"}
NOT_BEGUN = {"asked", "declined"}
NOBODY_IS_ASKED = {"asked", "declined", "done"}
AT_REST = {*NOBODY_IS_ASKED, "by_hand"}
LIVE = {"new", "sending", "pending", "unknown"}

# -- at any moment ----------------------------------------------------------------------------------------------------


def paid_is_paid(books: Books) -> Iterator[str]:
    """I2: an order goes on if and only if its payment is settled, once, by all of its price: money that pays it, credit
    that pays it, cash at the door. Nothing pays for one that is off."""
    settled = Counter(fact["order_id"] for _, fact in books.events("PaymentConfirmed", "PaymentOnDelivery"))
    for order in books["ordering_orders"]:
        payment = books.payment_of[order["id"]]
        if order["state"] in STATE_OF_UNPAID:
            facts = _of_unpaid(books, order, payment)
        elif order["state"] in CALLED_OFF:
            facts = _of_called_off(books, payment)
        else:
            facts = _of_paid(books, order, payment)
        facts["it was settled once, or never"] = settled[order["id"]] in _times(order["state"])
        for what, holds in facts.items():
            if not holds:
                yield f"order {order['number']} is {order['state']}, yet this does not hold: {what}"


def _of_unpaid(books: Books, order: Row, payment: Row) -> dict[str, bool]:
    return {
        "the order names no payment": order["payment_id"] is None,
        "the payment is not settled": payment["state"] == STATE_OF_UNPAID[order["state"]],
        "a part of its price is missing": _paying(books, payment) < order["total_minor"],
        "once it has expired nothing pays for it": order["state"] != "expired" or not _paying(books, payment),
    }


def _of_called_off(books: Books, payment: Row) -> dict[str, bool]:
    return {
        "the payment is called off": payment["called_off"] and payment["state"] in ("closed", "confirmed"),
        "nothing pays for it": not _paying(books, payment),
    }


def _of_paid(books: Books, order: Row, payment: Row) -> dict[str, bool]:
    at_the_door = payment["cash"] and not payment["cash"]["holder"]
    lost = _asked_back(books, payment) + _taken_back(books, payment)
    paying = _paying(books, payment)
    return {
        "the order names its payment": order["payment_id"] == payment["id"],
        "the payment is settled": payment["state"] == ("on_delivery" if at_the_door else "confirmed"),
        "who brought it has the cash": order["state"] != "closed" or not at_the_door,
        "its price is there, but for what has gone back": paying <= order["total_minor"] <= paying + lost,
    }


def _times(state: str) -> tuple[int, ...]:
    return (0,) if state in STATE_OF_UNPAID else (0, 1) if state in CALLED_OFF else (1,)


def amounts_agree(books: Books) -> Iterator[str]:
    """I2: what is asked for is what the order costs; what was settled is what was asked for."""
    for order in books["ordering_orders"]:
        if _money(books.payment_of[order["id"]]) != _total(order):
            yield f"order {order['number']} costs {_total(order)}, asked was {_money(books.payment_of[order['id']])}"
    asked = {payment["order_id"]: _money(payment) for payment in books["payment_transactions"]}
    for _, fact in books.events("PaymentConfirmed", "PaymentOnDelivery"):
        if (fact["amount"]["minor"], fact["amount"]["currency"]) != asked[fact["order_id"]]:
            yield f"order {fact['order_id']} was settled with {fact['amount']}"


def refunds_within_captures(books: Books) -> Iterator[str]:
    """I5: never more goes back than came, less what is the buyer's credit."""
    back = books.by("payment_refunds", "provider", "reference")
    captures = {(row["provider"], row["reference"]): row for row in books["payment_captures"]}
    for name, refunds in back.items():
        given = sum(refund["amount_minor"] for refund in refunds if refund["state"] != "declined")
        capture = captures.get(name)
        most = capture["amount_minor"] - capture["credited_minor"] if capture else 0
        if given > most and not (capture and capture["taken_back"]):
            yield f"{given} went back of {most} ({name[1]})"


def all_that_came_is_somebodys(books: Books) -> Iterator[str]:
    """I1: each capture pays its order, is credit, or goes back; in another currency it goes back or waits for the
    shop; what the wallet took back pays for nothing."""
    for capture in books["payment_captures"]:
        pays, credit, back = capture["allocated_minor"], capture["credited_minor"], _going_back(books, capture)
        if capture["taken_back"]:
            fits = pays == 0
        elif capture["currency"] == books.bill_of[capture["payment_id"]]["currency"]:
            fits = pays + credit + back == capture["amount_minor"]
        else:
            fits = pays == credit == 0 and back in (0, capture["amount_minor"])
        if not fits or min(pays, credit) < 0:
            yield f"{_money(capture)} came as {capture['reference']}: {pays} pays, {credit} is credit, {back} goes back"


def credit_is_where_it_came_from(books: Books) -> Iterator[str]:
    """What became credit of a capture is on its buyer's account, or pays for another order."""
    found = Counter[Any]()
    for lot in books["payment_credit_lots"]:
        found[lot["payment_id"], lot["provider"], lot["reference"], lot["customer_id"]] += lot["amount_minor"]
    for payment in books["payment_transactions"]:
        for lot in payment["credits"]:
            source = lot["payment_id"], lot["reference"]["provider"], lot["reference"]["reference"]
            found[(*source, payment["customer_id"])] += lot["amount"]["minor"]
    for capture in books["payment_captures"]:
        buyer = books.bill_of[capture["payment_id"]]["customer_id"]
        name = capture["payment_id"], capture["provider"], capture["reference"], buyer
        if found.pop(name, 0) != capture["credited_minor"]:
            yield f"{capture['credited_minor']} of {capture['reference']} is credit, and not found as such"
    for name, amount in found.items():
        if amount:
            yield f"{amount} of credit came from nowhere: {name}"


def the_ledger_agrees(books: Books) -> Iterator[str]:
    """Each movement is entered once, as it was told, and together they say of each bill what the bill says itself."""
    told = {row["event_id"]: _entry(fact) for row, fact in books.events("MoneyMoved")}
    entered = {row["event_id"]: _entry_of(row) for row in books["payment_ledger"]}
    for event_id in told.keys() | entered.keys():
        if told.get(event_id) != entered.get(event_id):
            yield f"{told.get(event_id)} was moved, {entered.get(event_id)} is entered"
    entries = books.by("payment_ledger", "payment_id")
    for bill in books.bills:
        for wrong in discrepancies(bill, map(_movement, entries[bill.id])):
            yield f"order {wrong.order_id}: {wrong.what} is {wrong.bill} on the bill, {wrong.ledger} in the ledger"


def attempts_have_a_future(books: Books) -> Iterator[str]:
    """I10: whoever waits for an answer will be asked again, and a payout that the shop owes is said again."""
    for attempt in books["payment_attempts"]:
        if attempt["state"] in LIVE and attempt["next_look_at"] is None:
            yield f"attempt {attempt['id']} is {attempt['state']} and nobody will ask"
    for refund in books["payment_refunds"]:
        if refund["state"] not in NOBODY_IS_ASKED and refund["next_look_at"] is None:
            yield f"refund {refund['id']} is {refund['state']} and nobody will ask"


# -- in the end -------------------------------------------------------------------------------------------------------


def what_goes_back_arrives(books: Books) -> Iterator[str]:
    """I1: with whoever paid; or the shop has been told to pay it out, or to decide."""
    for refund in books["payment_refunds"]:
        if refund["state"] not in AT_REST:
            yield f"refund {refund['id']} of {_money(refund)} is {refund['state']}"


def captures_are_real(books: Books, wallet: WalletBooks) -> Iterator[str]:
    """I4: the wallet has collected whatever we say was captured, to the last unit and its fee."""
    for capture in books["payment_captures"]:
        held = wallet.collections.get(capture["reference"])
        came = held and held["collected"]
        if not came or (_amount(came), _fee(came)) != (_money(capture), capture["fee_minor"] or 0):
            yield f"captured {_money(capture)} as {capture['reference']}; the wallet says {came}"


def the_wallet_agrees(books: Books, wallet: WalletBooks) -> Iterator[str]:
    """I4: each collection is one capture, each refund one refund, the sums are the same; what the wallet took back we
    have not got, what the shop paid out by itself the wallet has not."""
    captured = {capture["reference"]: capture for capture in books["payment_captures"]}
    for id, collection in wallet.collections.items():
        capture = captured.get(id)
        if collection["collected"] and capture is None:
            yield f"the wallet collected {collection['collected']} as {id}: we know nothing of it"
        elif capture and (collection["status"] == "reversed") != _is_without(books, capture, collection):
            yield f"{id} is {collection['status']} at the wallet; we have it taken back: {capture['taken_back']}"
    for refund in books["payment_refunds"]:
        theirs = wallet.refunds.get(refund["id"])
        done = theirs is not None and theirs["status"] == "succeeded"
        ours = refund["state"] == "done" and not refund["receipt"]
        if done != ours or (done and theirs and _amount(theirs) != _money(refund)):
            yield f"refund {refund['id']} of {_money(refund)} is {refund['state']}; the wallet says {theirs}"


def _is_without(books: Books, capture: Row, collection: Prompt) -> bool:
    """Where all of it was on its way back already there was nothing left to be lost."""
    if collection["status"] == "reversed" and _going_back(books, capture) == capture["amount_minor"]:
        return True
    return bool(capture["taken_back"])


# -- sums -------------------------------------------------------------------------------------------------------------


def _paying(books: Books, payment: Row) -> int:
    """Allocated, of credit, and what is or will be taken at the door."""
    captures = books.captures_of[payment["id"]]
    allocated = sum(each["allocated_minor"] for each in captures if each["currency"] == payment["currency"])
    cash = payment["cash"]["amount"]["minor"] if payment["cash"] else 0
    return allocated + cash + sum(int(lot["amount"]["minor"]) for lot in payment["credits"])


def _asked_back(books: Books, payment: Row) -> int:
    asked = (each for each in books.refunds_of[payment["id"]] if each["reason"] == "asked")
    return sum(each["amount_minor"] for each in asked if each["state"] not in NOT_BEGUN)


def _taken_back(books: Books, payment: Row) -> int:
    return sum(each["amount_minor"] for each in books.captures_of[payment["id"]] if each["taken_back"])


def _going_back(books: Books, capture: Row) -> int:
    mine = (each for each in books.refunds_of[capture["payment_id"]] if each["reference"] == capture["reference"])
    return sum(each["amount_minor"] for each in mine if each["state"] not in NOT_BEGUN)


def _movement(row: Row) -> MoneyMoved:
    names = ("shop_id", "event_id", "payment_id", "order_id", "debit", "credit", "reference")
    amount = Money(row["amount_minor"], row["currency"])
    return MoneyMoved(**{name: row[name] for name in names}, amount=amount, occurred_at=row["at"])


def _entry(fact: Prompt) -> tuple[Any, ...]:
    amount = fact["amount"]["minor"], fact["amount"]["currency"]
    return fact["payment_id"], fact["debit"], fact["credit"], *amount


def _entry_of(row: Row) -> tuple[Any, ...]:
    return row["payment_id"], row["debit"], row["credit"], *_money(row)


def _money(row: Row) -> tuple[int, str]:
    return row["amount_minor"], row["currency"]


def _total(order: Row) -> tuple[int, str]:
    return order["total_minor"], order["currency"]


def _amount(prompt: Prompt) -> tuple[int, str]:
    money = Money.of(Decimal(prompt["amount"]), prompt["currency"])
    return money.minor, money.currency


def _fee(came: Prompt) -> int:
    return Money.of(Decimal(came["fee"]), came["currency"]).minor
