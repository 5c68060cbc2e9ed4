"""Each step of a payment is one transaction; the calls to the wallet stand between them, never inside."""

from __future__ import annotations

from datetime import timedelta

from domain.payment.attempt import PaymentAttempt
from domain.payment.capabilities import LOOKS_AT_A_PUSH
from domain.payment.gateway import Accepted, Rejected, StatusReport, Unknown
from domain.payment.ports import PaymentWork
from domain.payment.transaction import PaymentTransaction
from domain.shared.ids import AttemptId, CustomerId, OrderId, PaymentId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber


def initiate_payment(
    work: PaymentWork, order_id: OrderId, customer_id: CustomerId, amount: Money
) -> PaymentTransaction:
    """One per order, with its link; no wallet is called."""
    payment_id, link = PaymentId(work.ids.new()), work.ids.token()
    payment = PaymentTransaction.initiate(
        payment_id, work.shop_id, order_id, customer_id, amount, link, work.clock.now()
    )
    work.payments.add(payment)
    return payment


def prefer_wallet(work: PaymentWork, order_id: OrderId, wallet: str, payer: str) -> PaymentTransaction:
    payment = work.payments.of_order(order_id)
    payment.prefer(wallet, payer)
    work.payments.save(payment)
    return payment


def begin_attempt(
    work: PaymentWork,
    payment_id: PaymentId,
    wallet: str,
    provider: str,
    account: str,
    payer: PhoneNumber | None,
    pace: tuple[int, ...] = LOOKS_AT_A_PUSH,
) -> PaymentAttempt:
    """For what is due now. Kept before the wallet is called. Raises NothingToPay, AttemptUnderWay."""
    payment = work.payments.get(payment_id)
    attempt_id, token = AttemptId(work.ids.new()), work.ids.token()
    attempt = PaymentAttempt(attempt_id, token, wallet, provider, account, payment.due, payer, work.clock.now(), pace)
    payment.begin(attempt)
    work.payments.save(payment)
    return attempt


def record_answer(
    work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, outcome: Accepted | Rejected | Unknown
) -> PaymentAttempt:
    """What `start` brought."""
    payment = work.payments.get(payment_id)
    attempt = payment.answered(attempt_id, outcome, work.clock.now())
    work.payments.save(payment)
    return attempt


def signal_attempt(work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, ref: str | None) -> None:
    """A callback came: ask soon. Nothing that it says is believed."""
    payment = work.payments.get(payment_id)
    payment.attempt(attempt_id).signalled(ref, work.clock.now())
    work.payments.save(payment)


def ask_again(work: PaymentWork, payment_id: PaymentId) -> bool:
    """Somebody says that it is paid: ask soon. Nothing that they say is believed; False: there is nobody to ask."""
    payment = work.payments.get(payment_id)
    is_asked = payment.ask_again(work.clock.now())
    work.payments.save(payment)
    return is_asked


def begin_look(work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId) -> PaymentAttempt:
    """Somebody is about to ask the wallet."""
    payment = work.payments.get(payment_id)
    attempt = payment.attempt(attempt_id)
    attempt.looking(work.clock.now())
    work.payments.save(payment)
    return attempt


def confirm_payment(
    work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, ref: str, report: StatusReport
) -> None:
    """Applies what the wallet said of `ref`: paid, in part, too much, failed, or still waiting."""
    payment = work.payments.get(payment_id)
    payment.reported(attempt_id, ref, report, work.clock.now())
    work.payments.save(payment)


def record_not_found(
    work: PaymentWork, payment_id: PaymentId, attempt_id: AttemptId, believed_after: timedelta
) -> None:
    payment = work.payments.get(payment_id)
    payment.not_found(attempt_id, believed_after, work.clock.now())
    work.payments.save(payment)


def call_off(work: PaymentWork, order_id: OrderId) -> None:
    """The order has ended: no more attempts."""
    payment = work.payments.of_order(order_id)
    payment.call_off(work.clock.now())
    work.payments.save(payment)


# -- cash at the door -------------------------------------------------------------------------------------------------


def agree_on_cash(work: PaymentWork, order_id: OrderId, cash: Money) -> None:
    """So much is paid on delivery. Raises Invalid."""
    payment = work.payments.of_order(order_id)
    payment.agree_on_cash(cash, work.clock.now())
    work.payments.save(payment)


def collect_cash(work: PaymentWork, order_id: OrderId, holder: str) -> None:
    """The parcel is handed over: whoever brought it has the cash. Nothing where none was to be taken; twice is once."""
    payment = work.payments.of_order(order_id)
    payment.collect_cash(holder, work.clock.now())
    work.payments.save(payment)


def hand_in_cash(work: PaymentWork, order_id: OrderId) -> Money:
    """Returns how much. Raises IllegalTransition where nobody holds any."""
    payment = work.payments.of_order(order_id)
    cash = payment.hand_in_cash(work.clock.now())
    work.payments.save(payment)
    return cash
