"""What happens to money."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.events import DomainEvent
from domain.shared.ids import AttemptId, OrderId, PaymentId, RefundId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInitiated(DomainEvent):
    """The order's payment link exists; nothing was asked of any wallet yet."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentConfirmed(DomainEvent):
    """The provider itself said so. `late` when we had given the payment up before."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    provider: str
    reference: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(DomainEvent):
    """One attempt ended without money. `reason` is one of `values.Reason`."""

    payment_id: PaymentId
    order_id: OrderId
    attempt_id: AttemptId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHeldForReview(DomainEvent):
    """Money came that does not fit: another amount, another currency."""

    payment_id: PaymentId
    order_id: OrderId
    expected: Money
    received: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePaymentReceived(DomainEvent):
    """The order was paid already: this second collection goes back."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundInitiated(DomainEvent):
    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundCompleted(DomainEvent):
    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(DomainEvent):
    """The wallet will not give it back: the shop has to."""

    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money
