"""What must hold of bills: what was paid with what, whose the rest is, and that the ledger says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.people import issa
from tests.simulation.bills import GOES_ON, OFF, Bill, bills
from tests.simulation.books import Books
from tests.simulation.premises import REFUND_ALONE_UP_TO, shop

BEFORE_IT_LEAVES = ("confirmed", "paid", "ready_for_shipment")

# -- after every transaction ------------------------------------------------------------------------------------------


def paid_orders_have_their_money(books: Books) -> Iterator[str]:
    """By wallets, credit and cash, to the last unit; what is for the door counts there and not before. Money that was
    given back after the goods had left, or that a wallet took back then, is missed by those who know."""
    for bill in bills(books):
        if bill.order["state"] not in GOES_ON:
            continue
        settled = bill.paid if bill.payment["state"] == "confirmed" else bill.paid + bill.cash_agreed
        wanted = bill.price - bill.back("asked")
        is_lost = bill.was_taken_back and bill.order["state"] not in BEFORE_IT_LEAVES
        fits = settled <= wanted if is_lost else settled == wanted
        if bill.payment["state"] not in ("confirmed", "on_delivery") or not fits or _total(bill) != bill.price:
            yield f"{bill.name} costs {bill.price}, {settled} are there"


def who_has_no_goods_has_paid_nothing(books: Books) -> Iterator[str]:
    for bill in bills(books):
        if bill.order["state"] in OFF and (bill.paid or bill.lots or not bill.payment["called_off"]):
            yield f"{bill.name} keeps {bill.paid}"


def paid_is_allocated_credit_and_refunded(books: Books) -> Iterator[str]:
    """What a wallet collected pays, is credit or goes back, at once; only what came in another currency is held."""
    for bill in bills(books):
        for capture in bill.captures:
            free, is_own = bill.free(capture), capture["currency"] == bill.currency
            used = capture["allocated_minor"], capture["credited_minor"]
            if free < 0 or (free and is_own) or min(used) < 0 or (any(used) and not is_own):
                yield f"{bill.name}: of {capture['amount_minor']} as {capture['reference']} {free} are nobody's"
            if capture["taken_back"] and capture["allocated_minor"]:
                yield f"{bill.name}: {capture['reference']} was taken back and pays {capture['allocated_minor']}"


def the_ledger_agrees_with_the_bills(books: Books) -> Iterator[str]:
    for bill in bills(books):
        for currency in {bill.currency, *(row["currency"] for row in (*bill.captures, *bill.ledger))}:
            on_ledger, on_bill = bill.balances(currency), _as_posted(bill, currency)
            wrong = {name: (on_ledger[name], minor) for name, minor in on_bill.items() if on_ledger[name] != minor}
            if wrong:
                yield f"{bill.name}: ledger and bill say of {currency} {wrong}"
        yield from _price_disagrees(bill)


def _as_posted(bill: Bill, currency: str) -> dict[str, int]:
    came = [row for row in bill.captures if row["currency"] == currency]
    begun = [row for row in bill.begun if row["currency"] == currency]
    done = sum(row["amount_minor"] for row in begun if row["state"] == "done")
    fees = sum(row["fee_minor"] or 0 for row in came)
    is_own = currency == bill.currency
    in_till = bill.cash_in_hand if is_own and bill.cash and bill.cash["handed_in"] else 0
    return {
        "captured": sum(row["amount_minor"] for row in came),
        "fee": fees,
        "kept": fees,
        "held": sum(bill.free(row) for row in came),
        "refunded": done,
        "returning": sum(row["amount_minor"] for row in begun) - done,
        "credited": bill.credited - bill.credit_used if is_own else 0,
        "till": in_till,
        "cash": bill.cash_in_hand - in_till if is_own else 0,
    }


def _price_disagrees(bill: Bill) -> Iterator[str]:
    """What was sold is paid or due. Credit that the shop owes for money that was taken from it is its own loss."""
    posted = bill.balances(bill.currency)
    spoilt = bill.moved("earned", "taken_back") - bill.moved("credited", "earned")
    sold = posted["earned"] + spoilt
    wanted = 0 if bill.payment["called_off"] else sold
    if sold != bill.paid + posted["due"] or sold != wanted:
        yield f"{bill.name}: {sold} sold, {bill.paid} paid, {posted['due']} due"
    if bill.payment["state"] == "confirmed" and posted["due"]:
        yield f"{bill.name}: {posted['due']} are still due"


def credit_is_what_lots_hold(books: Books) -> Iterator[str]:
    """Of each buyer: what became credit, less what other orders were paid with."""
    owed = Counter[str]()
    for bill in bills(books):
        owed[bill.payment["customer_id"]] += bill.credited - bill.credit_used
    held = Counter[str]()
    for lot in books["payment_credit_lots"]:
        held[lot["customer_id"]] += lot["amount_minor"]
    for customer in owed.keys() | held.keys():
        if owed[customer] != held[customer]:
            yield f"{owed[customer]} are the credit of {customer}, lots hold {held[customer]}"


def cash_is_with_somebody(books: Books) -> Iterator[str]:
    """Nobody has it before the door; then whoever was there, until the shop has it."""
    happened = {(row["name"], fact["order_id"]) for row, fact in books.facts("CashCollected", "CashHandedIn")}
    for bill in bills(books):
        if bill.cash is None:
            continue
        holder, is_in, order = bill.cash["holder"], bill.cash["handed_in"], bill.order["id"]
        was_at_the_door = bill.order["state"] in ("delivered", "closed")
        if bool(holder) != was_at_the_door or bool(holder) != (("CashCollected", order) in happened):
            yield f"{bill.name}: {bill.cash_agreed} in cash are with {holder or 'nobody'}"
        if (is_in and not holder) or is_in != (("CashHandedIn", order) in happened):
            yield f"{bill.name}: its cash is {'' if is_in else 'not '}in the till"
        if holder not in ("", "shop", issa.number):
            yield f"{bill.name}: its cash is with {holder}, who was not there"


def no_refund_without_approval(books: Books) -> Iterator[str]:
    """One yes, or two above what one may give alone, each by somebody who may. What goes back by itself needs none:
    of an order that is off, paid twice, or in another currency."""
    may = {member.id for member in shop().approvers()}
    for bill in bills(books):
        for refund in bill.begun:
            needed = 2 if refund["amount_minor"] > REFUND_ALONE_UP_TO.minor else 1
            yeses = {by for by in may if f'"{by}"' in refund["approved_by"]}
            if refund["reason"] == "asked" and not bill.payment["called_off"] and len(yeses) < needed:
                yield f"{bill.name}: {refund['amount_minor']} go back, {len(yeses)} have said yes"


# -- in the end -------------------------------------------------------------------------------------------------------


def nothing_is_kept_that_was_not_earned(books: Books) -> Iterator[str]:
    """What came and neither went back nor is the buyer's credit is the price of an order, or nothing."""
    for bill in bills(books):
        came = sum(row["amount_minor"] for row in bill.own if not row["taken_back"]) + bill.credit_used
        back = sum(row["amount_minor"] for row in bill.begun if row["currency"] == bill.currency)
        kept = came + bill.cash_in_hand - bill.credited - back
        due = 0 if bill.order["state"] in OFF else bill.price - bill.back("asked")
        if kept != due and not bill.was_taken_back:
            yield f"{bill.name}: {kept} are kept, {due} is ours"


def nothing_is_held_for_ever(books: Books) -> Iterator[str]:
    """The owner has read what came in another currency, and given it back."""
    for bill in bills(books):
        held = [capture["reference"] for capture in bill.captures if bill.free(capture)]
        yield from (f"{bill.name}: {reference} is still held" for reference in held)


def cash_reaches_the_shop(books: Books) -> Iterator[str]:
    for bill in bills(books):
        if bill.cash_in_hand and bill.cash and not bill.cash["handed_in"]:
            yield f"{bill.name}: {bill.cash['holder']} still has {bill.cash_in_hand}"


def _total(bill: Bill) -> int:
    return bill.order["total_minor"]


ALWAYS = (
    paid_orders_have_their_money,
    who_has_no_goods_has_paid_nothing,
    paid_is_allocated_credit_and_refunded,
    the_ledger_agrees_with_the_bills,
    credit_is_what_lots_hold,
    cash_is_with_somebody,
    no_refund_without_approval,
)
IN_THE_END = (nothing_is_kept_that_was_not_earned, nothing_is_held_for_ever, cash_reaches_the_shop)
