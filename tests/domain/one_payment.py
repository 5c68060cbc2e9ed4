"""One payment of 25 500 francs by itself, without an order: given as its wallet has left it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.payment.attempt import PaymentAttempt
from domain.payment.gateway import Accepted, PushPrompt, StatusReport
from domain.payment.ledger import Account, Balances
from domain.payment.refund import Refund
from domain.payment.transaction import PaymentTransaction
from domain.payment.values import AttemptState, PaymentState
from domain.shared.events import DomainEvent
from domain.shared.ids import AttemptId, FakeIds, OrderId, PaymentId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from tests.domain.builders import NOW, SHOP
from tests.people import awa
from tests.shops import francs

AMOUNT = francs(25_500)
FIRST, SECOND = AttemptId("attempt-1"), AttemptId("attempt-2")
LATER = NOW + timedelta(minutes=1)
IDS = FakeIds()


def a_payment(state: PaymentState = PaymentState.OPEN, **settled: Any) -> PaymentTransaction:
    id, order = PaymentId("payment-1"), OrderId("order-1")
    return PaymentTransaction(id, SHOP, order, awa.customer_id, AMOUNT, "link", state=state, **settled)


def initiated() -> PaymentTransaction:
    """From its first movement in the ledger on."""
    id, order = PaymentId("payment-1"), OrderId("order-1")
    return PaymentTransaction.initiate(id, SHOP, order, awa.customer_id, AMOUNT, "link", NOW)


def an_attempt(id: AttemptId = FIRST, payer: PhoneNumber | None = None, amount: Money = AMOUNT) -> PaymentAttempt:
    return PaymentAttempt(id, f"token-{id}", "wave", "sandbox", "fatou", amount, payer or awa.phone, NOW)


def pending(expires_at: datetime | None = None, payment: PaymentTransaction | None = None) -> PaymentTransaction:
    payment = payment or a_payment()
    payment.begin(an_attempt())
    payment.answered(FIRST, Accepted("ref-1", PushPrompt(), expires_at), NOW)
    return payment


def says(state: AttemptState | None, money: Money = AMOUNT, **facts: Any) -> StatusReport:
    return StatusReport(state, money, FIRST, **facts)


def collects(payment: PaymentTransaction, minor: int, ref: str = "ref-1", **facts: Any) -> None:
    payment.reported(FIRST, ref, says(AttemptState.SUCCEEDED, francs(minor), **facts), NOW)


def paid() -> PaymentTransaction:
    """All of it, once; nothing more to say of it."""
    payment = pending()
    collects(payment, AMOUNT.minor)
    payment.collect()
    return payment


def gives_back(payment: PaymentTransaction, minor: int, by: str = "fatou") -> list[Refund]:
    """Asked for and approved by one person."""
    payment.ask_refund(IDS, francs(minor), "goodwill", by, NOW)
    return payment.approve_refunds(by, 1, NOW)


def said(payment: PaymentTransaction) -> list[str]:
    """What has happened since it was last asked, without the ledger's entries."""
    return [name for name in (type(event).__name__ for event in payment.collect()) if name != "MoneyMoved"]


def facts(events: list[DomainEvent], kind: type[DomainEvent]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def written(books: Balances) -> dict[Account, int]:
    """What is not nothing."""
    return {account: minor for account, minor in books.minor.items() if minor}
