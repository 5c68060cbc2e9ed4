"""What happens to money."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.events import DomainEvent
from domain.shared.ids import AttemptId, CustomerId, OrderId, PaymentId, RefundId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInitiated(DomainEvent):
    """The order's payment link exists; nothing was asked of any wallet yet."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMoved(DomainEvent):
    """One double entry (`ledger.Account`). `reference` is the wallet's name of the collection, or who has the cash."""

    payment_id: PaymentId
    order_id: OrderId
    debit: str
    credit: str
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentConfirmed(DomainEvent):
    """All of it is paid; the provider itself said so. `late` when the order had been given up before."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    provider: str
    reference: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOnDelivery(DomainEvent):
    """What had to be paid in advance is paid; `cash` is taken at the door."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    cash: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPartlyReceived(DomainEvent):
    """Less came than was asked for: `missing` is still to be paid."""

    payment_id: PaymentId
    order_id: OrderId
    received: Money
    missing: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(DomainEvent):
    """One attempt ended without money. `reason` is one of `values.Reason`."""

    payment_id: PaymentId
    order_id: OrderId
    attempt_id: AttemptId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHeldForReview(DomainEvent):
    """Money came in another currency: it pays nothing, and waits for the shop to give it back."""

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
    provider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTakenBack(DomainEvent):
    """The wallet has given collected money back to its payer without being asked. `paid` if it had paid the order."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    reference: str
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyCredited(DomainEvent):
    """Money that pays for nothing became the buyer's credit. `why` is overpaid, expired, stock or returned."""

    payment_id: PaymentId
    order_id: OrderId
    customer_id: CustomerId
    amount: Money
    provider: str
    reference: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditUsed(DomainEvent):
    """Credit pays for another order."""

    payment_id: PaymentId
    customer_id: CustomerId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditReturned(DomainEvent):
    """The order that it had paid is off: it is credit again. `source` is the payment that it once came from."""

    payment_id: PaymentId
    order_id: OrderId
    customer_id: CustomerId
    amount: Money
    source: PaymentId
    provider: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCollected(DomainEvent):
    """Somebody has the buyer's cash: `holder` is a rider's identity, a courier's name, or the shop."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashHandedIn(DomainEvent):
    """The cash has reached the shop."""

    payment_id: PaymentId
    order_id: OrderId
    amount: Money
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked(DomainEvent):
    """Somebody wants money back: `by` is the buyer or a member of staff, `words` say why. Nothing moves yet."""

    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money
    by: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSeconded(DomainEvent):
    """`by` approves it, and a second person must."""

    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDeclined(DomainEvent):
    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money


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
    """The wallet will not give it back: the shop has to, to `payer`. Said again as long as it has not."""

    payment_id: PaymentId
    order_id: OrderId
    refund_id: RefundId
    amount: Money
    payer: str = ""
