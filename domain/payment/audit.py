"""Every bill, recomputed against its rows in the ledger: what the two do not say alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.payment.events import MoneyMoved
from domain.payment.gateway import RefundState
from domain.payment.ledger import Account, Balances
from domain.payment.transaction import PaymentTransaction
from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money

A = Account


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """`what` is an account of the ledger, or several added up."""

    payment_id: PaymentId
    order_id: OrderId
    what: str
    bill: Money
    ledger: Money


def discrepancies(payment: PaymentTransaction, posted: Iterable[MoneyMoved]) -> list[Discrepancy]:
    """None where the books are right."""
    rows = list(posted)
    captured = {capture.money.currency for capture in payment.captures}
    currencies = {payment.amount.currency, *captured, *(row.amount.currency for row in rows)}
    return [
        Discrepancy(payment.id, payment.order_id, what, Money(on_bill, currency), Money(on_ledger, currency))
        for currency in sorted(currencies)
        for what, on_bill, on_ledger in _compared(payment, Balances.of(currency, rows))
        if on_bill != on_ledger
    ]


def _compared(payment: PaymentTransaction, ledger: Balances) -> list[tuple[str, int, int]]:
    lines = _of_wallets(payment, ledger.currency)
    if payment.amount.currency == ledger.currency:
        lines |= _of_the_door(payment) | _of_the_order(payment)
    else:
        lines |= dict.fromkeys(("due", "earned", "cash", "till", "credited"), 0)
    if _was_taken_back(payment):
        lines = {name: minor for name, minor in lines.items() if name not in ("held", "taken_back", "due", "earned")}
    compared = [(name, minor, ledger[Account(name)].minor) for name, minor in lines.items()]
    return compared if "due" in lines or _was_taken_back(payment) else [*compared, _sold_and_paid(payment, ledger)]


def _of_wallets(payment: PaymentTransaction, currency: str) -> dict[str, int]:
    captures = [capture for capture in payment.captures if capture.money.currency == currency]
    begun = [each for each in payment.refunds if each.has_begun and each.amount.currency == currency]
    fees = sum(capture.fee.minor for capture in captures if capture.fee)
    came = sum(capture.money.minor for capture in captures)
    used = sum(capture.allocated.minor + capture.credited.minor for capture in captures)
    gone = sum(refund.amount.minor for refund in begun if refund.state == RefundState.DONE)
    leaving = sum(refund.amount.minor for refund in begun) - gone
    return {
        A.CAPTURED.value: came,
        A.FEE.value: fees,
        A.KEPT.value: fees,
        A.RETURNING.value: leaving,
        A.REFUNDED.value: gone,
        A.TAKEN_BACK.value: 0,
        A.HELD.value: came - used - leaving - gone,
    }


def _of_the_door(payment: PaymentTransaction) -> dict[str, int]:
    """Who has the cash; and what of these captures is credit, less the credit that pays this bill."""
    cash = payment.cash.amount.minor if payment.cash and payment.cash.holder else 0
    is_in = bool(payment.cash and payment.cash.handed_in)
    credited = sum(each.credited.minor for each in payment.captures if each.money.currency == payment.amount.currency)
    used = sum(lot.amount.minor for lot in payment.credits)
    return {A.CASH.value: 0 if is_in else cash, A.TILL.value: cash if is_in else 0, A.CREDITED.value: credited - used}


def _of_the_order(payment: PaymentTransaction) -> dict[str, int]:
    """What was sold, and what of it is not paid; where something goes back the bill does not say how much was sold."""
    if any(refund.has_begun for refund in payment.refunds):
        return {}
    sold = 0 if payment.called_off else payment.amount.minor
    return {A.EARNED.value: sold, A.DUE.value: sold - payment.paid.minor}


def _sold_and_paid(payment: PaymentTransaction, ledger: Balances) -> tuple[str, int, int]:
    return "earned - due", payment.paid.minor, ledger[A.EARNED].minor - ledger[A.DUE].minor


def _was_taken_back(payment: PaymentTransaction) -> bool:
    """What it was on that day is not on the bill any more."""
    return any(capture.taken_back for capture in payment.captures)
