"""Money, step by step: each step is kept before and after the wallet is called, no transaction spans a call."""

from __future__ import annotations

from itertools import islice

from bot.again import each_by_itself
from bot.bootstrap import Installation
from domain.ordering.views import OrderView
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.attempt import PaymentAttempt
from domain.payment.errors import AttemptUnderWay
from domain.payment.gateway import (
    Accepted,
    CollectRequest,
    RefundReport,
    RefundRequest,
    RefundState,
    Rejected,
    Unknown,
)
from domain.payment.ports import PaymentKey
from domain.payment.transaction import PaymentTransaction
from domain.shared.errors import Temporary
from domain.shared.ids import AttemptId, RefundId
from domain.shared.phone import PhoneNumber
from integrations.store.queries.due import SqlPaymentsToLookAt

BATCH = 100

# -- starting ---------------------------------------------------------------------------------------------------------


def start_payment(
    it: Installation, key: PaymentKey, wallet_code: str, payer: PhoneNumber, language: str, after: int | None = None
) -> None:
    """Asks the wallet to collect. `after` so many tries only: what was sent for an earlier one is under way already.
    Raises NothingToPay, AttemptUnderWay, NotFound for a wallet the shop has not."""
    wallet = it.directory.shop(key.shop_id).wallet(wallet_code)
    gateway = it.wallets.named(wallet.provider)
    with it.work(key.shop_id) as work:
        tries = work.payments.get(key.payment_id).attempts
        if after is not None and len(tries) != after:
            raise AttemptUnderWay(tries[-1].id if tries else "")
        pace = gateway.capabilities.looks
        attempt = payments.begin_attempt(
            work, key.payment_id, wallet.code, wallet.provider, wallet.account, payer, pace
        )
        payment = work.payments.get(key.payment_id)
        order = work.order_queries.by_id(payment.order_id)
        assert order is not None
        request = _request(it, attempt, payment, order, language)
    outcome = gateway.precheck(request) or gateway.start(request)
    _record(it, key, attempt.id, outcome)


def _request(
    it: Installation, attempt: PaymentAttempt, payment: PaymentTransaction, order: OrderView, language: str
) -> CollectRequest:
    base = it.settings.base_url
    return CollectRequest(
        attempt_id=attempt.id,
        attempt_token=attempt.token,
        account=attempt.account,
        amount=attempt.amount,
        payer=attempt.payer,
        order_ref=str(order.number),
        shop_name=it.directory.shop(payment.shop_id).name,
        language=language,
        callback_url=f"{base}/webhooks/payments/{attempt.provider}/{attempt.account}/{attempt.token}",
        return_url=f"{base}/p/{payment.link}",
    )


def _record(it: Installation, key: PaymentKey, attempt_id: AttemptId, outcome: Accepted | Rejected | Unknown) -> None:
    with it.work(key.shop_id) as work:
        payments.record_answer(work, key.payment_id, attempt_id, outcome)


# -- asking -----------------------------------------------------------------------------------------------------------


def look_at_all(it: Installation) -> int:
    """Asks about every attempt whose time has come, as far as its wallet may be asked just now: what is left comes
    first the next time. Returns how many were asked about."""
    with it.look() as work:
        due = SqlPaymentsToLookAt(work.connection).attempts_due(it.clock.now(), BATCH)
    asked = ((it, each.key, each.attempt_id) for each in due if it.may_ask(each.provider, each.account))
    return each_by_itself(look_at, islice(asked, BATCH))


def look_at(it: Installation, key: PaymentKey, attempt_id: AttemptId) -> None:
    """What the wallet itself says of one attempt, applied.

    Of its own collection first: while nobody can tell which that is, another one's success would end the attempt, and
    its own would be looked for no more.
    """
    with it.work(key.shop_id) as work:
        attempt = payments.begin_look(work, key.payment_id, attempt_id)
    own = attempt.ref or _found(it, attempt)
    if own is None:
        believed_after = it.wallets.named(attempt.provider).capabilities.believed_missing_after
        with it.work(key.shop_id) as work:
            payments.record_not_found(work, key.payment_id, attempt_id, believed_after)
    elif not (own and _ask(it, key, attempt, own)) and attempt.ref is None:
        return
    for ref in sorted(attempt.also_seen - {own}):
        _ask(it, key, attempt, ref)


def _ask(it: Installation, key: PaymentKey, attempt: PaymentAttempt, ref: str) -> bool:
    """Whether there was a usable answer."""
    report = it.asks(attempt.provider, attempt.account).status(attempt.account, ref)
    with it.work(key.shop_id) as work:
        payments.confirm_payment(work, key.payment_id, attempt.id, ref, report)
    return report.state is not None


def _found(it: Installation, attempt: PaymentAttempt) -> str | None:
    """By our id, where the answer was lost. None: the wallet has none; empty: it cannot be asked now."""
    try:
        return it.asks(attempt.provider, attempt.account).find(attempt.account, attempt.id)
    except Temporary:
        return ""


def call_back(it: Installation, key: PaymentKey, attempt_id: AttemptId) -> None:
    """Has the wallet forget an attempt, where it can, and asks how it stands: only that is believed."""
    with it.work(key.shop_id) as work:
        attempt = work.payments.get(key.payment_id).attempt(attempt_id)
    gateway = it.wallets.named(attempt.provider)
    if attempt.ref and gateway.capabilities.can_cancel:
        gateway.cancel(attempt.account, attempt.ref)
    look_at(it, key, attempt_id)


# -- giving back ------------------------------------------------------------------------------------------------------


def give_back_all(it: Installation) -> int:
    """Submits every refund that was asked for, and asks about those under way."""
    with it.look() as work:
        due = SqlPaymentsToLookAt(work.connection).refunds_due(it.clock.now(), BATCH)
    return each_by_itself(give_back, ((it, key, refund_id) for key, refund_id in due))


def give_back(it: Installation, key: PaymentKey, refund_id: RefundId) -> None:
    with it.work(key.shop_id) as work:
        refund, before = refunding.begin_refund_look(work, key.payment_id, refund_id)
    if before == RefundState.BY_HAND:
        return
    gateway = it.wallets.named(refund.reference.provider)
    outcome: Accepted | Rejected | Unknown | RefundReport
    if before == RefundState.REQUESTED:
        request = RefundRequest(refund_id, refund.account, refund.reference.reference, refund.amount)
        outcome = gateway.refund(request)
    else:
        outcome = gateway.refund_status(refund.account, refund_id)
    with it.work(key.shop_id) as work:
        refunding.record_refund_answer(work, key.payment_id, refund_id, outcome)
