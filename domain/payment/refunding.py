"""Money that goes back, and credit: use cases. Calls to the wallet stand between them, never inside."""

from __future__ import annotations

from domain.payment.credit import Lot
from domain.payment.events import CreditReturned, MoneyCredited, MoneyMoved, PaymentTakenBack
from domain.payment.gateway import Accepted, RefundReport, RefundState, Rejected, Unknown
from domain.payment.ports import PaymentWork
from domain.payment.refund import Refund
from domain.payment.values import MobileMoneyReference
from domain.shared.ids import CustomerId, OrderId, PaymentId, RefundId
from domain.shared.money import Money

# -- asked for and approved -------------------------------------------------------------------------------------------


def ask_refund(work: PaymentWork, order_id: OrderId, amount: Money | None, words: str, by: str) -> Money:
    """Returns how much: everything that is left where `amount` is None. Raises RefundTooLarge."""
    payment = work.payments.of_order(order_id)
    asked = payment.refundable if amount is None else amount
    payment.ask_refund(work.ids, asked, words, by, work.clock.now())
    work.payments.save(payment)
    return asked


def approve_refund(work: PaymentWork, order_id: OrderId, by: str, needed: int) -> list[Refund]:
    """`needed` people must. Raises NotFound where nothing was asked for, NotYours for who has approved already."""
    payment = work.payments.of_order(order_id)
    refunds = payment.approve_refunds(by, needed, work.clock.now())
    work.payments.save(payment)
    return refunds


def decline_refund(work: PaymentWork, order_id: OrderId) -> list[Refund]:
    """Raises NotFound where nothing was asked for."""
    payment = work.payments.of_order(order_id)
    refunds = payment.decline_refunds(work.clock.now())
    work.payments.save(payment)
    return refunds


def pay_out_by_hand(work: PaymentWork, order_id: OrderId, receipt: str) -> list[Refund]:
    """The shop has paid back what no wallet would. Raises NotFound where nothing was owed."""
    payment = work.payments.of_order(order_id)
    refunds = payment.paid_out_by_hand(receipt, work.clock.now())
    work.payments.save(payment)
    return refunds


# -- by itself --------------------------------------------------------------------------------------------------------


def give_back(work: PaymentWork, order_id: OrderId, reason: str, reference: MobileMoneyReference | None = None) -> None:
    """What is left of one capture, of all where none is named; twice is once."""
    payment = work.payments.of_order(order_id)
    payment.give_back(work.ids, reason, work.clock.now(), reference)
    work.payments.save(payment)


def give_back_held(work: PaymentWork, order_id: OrderId) -> Money:
    """What came in another currency goes back. Returns the first of it. Raises NotFound where nothing is held."""
    payment = work.payments.of_order(order_id)
    held = payment.held_money
    for capture in payment.held:
        payment.give_back(work.ids, "currency", work.clock.now(), capture.reference)
    work.payments.save(payment)
    return held


def begin_refund_look(work: PaymentWork, payment_id: PaymentId, refund_id: RefundId) -> tuple[Refund, RefundState]:
    """Returns the refund, and the state it was in: REQUESTED is to be submitted, BY_HAND is the shop's to make, any
    other is asked about."""
    payment = work.payments.get(payment_id)
    refund, before = payment.look_at_refund(refund_id, work.clock.now())
    work.payments.save(payment)
    return refund, before


def record_refund_answer(
    work: PaymentWork,
    payment_id: PaymentId,
    refund_id: RefundId,
    outcome: Accepted | Rejected | Unknown | RefundReport,
) -> None:
    payment = work.payments.get(payment_id)
    payment.refund_answered(refund_id, outcome, work.clock.now())
    work.payments.save(payment)


# -- credit -----------------------------------------------------------------------------------------------------------


def credit_money(work: PaymentWork, order_id: OrderId, why: str) -> None:
    """All that the order was paid with becomes the buyer's credit; twice is once."""
    payment = work.payments.of_order(order_id)
    payment.credit(why, work.clock.now())
    work.payments.save(payment)


def keep_credit(work: PaymentWork, event: MoneyCredited | CreditReturned) -> None:
    """Onto the buyer's account."""
    account = work.credits.of(event.customer_id)
    source = event.source if isinstance(event, CreditReturned) else event.payment_id
    account.put(Lot(source, MobileMoneyReference(event.provider, event.reference), event.amount))
    work.credits.save(account)


def use_credit(work: PaymentWork, order_id: OrderId, customer_id: CustomerId) -> Money:
    """As much as is due and there is. Returns how much."""
    payment, account = work.payments.of_order(order_id), work.credits.of(customer_id)
    lots = account.take(payment.due, payment.id, work.clock.now())
    payment.use_credit(lots, work.clock.now())
    work.credits.save(account)
    work.payments.save(payment)
    return sum((lot.amount for lot in lots), Money.zero(payment.amount.currency))


def refund_credit(work: PaymentWork, order_id: OrderId, customer_id: CustomerId) -> Money:
    """What is left of the credit that came from this order goes back to whoever paid it. Returns how much."""
    payment, account = work.payments.of_order(order_id), work.credits.of(customer_id)
    lots = account.withdraw(payment.id)
    payment.refund_credit(work.ids, lots, work.clock.now())
    work.credits.save(account)
    work.payments.save(payment)
    return sum((lot.amount for lot in lots), Money.zero(payment.amount.currency))


def void_credit(work: PaymentWork, event: PaymentTakenBack) -> None:
    """The wallet took the money back: what is left of the credit that came from it goes with it."""
    payment = work.payments.get(event.payment_id)
    account = work.credits.of(payment.customer_id)
    payment.void_credit(account.withdraw(payment.id, event.reference), work.clock.now())
    work.credits.save(account)
    work.payments.save(payment)


# -- the books --------------------------------------------------------------------------------------------------------


def keep_books(work: PaymentWork, event: MoneyMoved) -> None:
    """In the transaction of the movement itself."""
    work.ledger.post(event)
