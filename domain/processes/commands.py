"""What the order's saga may ask for: each is done by the context whose business it is."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.ids import OrderId, PaymentId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class StartPayment:
    order_id: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class TakeGoods:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class ReleaseGoods:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class MarkPaid:
    order_id: OrderId
    payment_id: PaymentId


@dataclass(frozen=True, slots=True)
class MakeReady:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class PrepareParcel:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class CancelParcel:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class MarkShipped:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class MarkDelivered:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class MarkReturned:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The money came, the goods are gone."""

    order_id: OrderId
    payment_id: PaymentId


@dataclass(frozen=True, slots=True)
class ClosePayment:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class GiveMoneyBack:
    """All that is left of one capture; of the one that paid the order where `reference` is empty."""

    order_id: OrderId
    payment_id: PaymentId
    reason: str
    reference: str = ""


Command = (
    StartPayment
    | TakeGoods
    | ReleaseGoods
    | MarkPaid
    | MakeReady
    | PrepareParcel
    | CancelParcel
    | MarkShipped
    | MarkDelivered
    | MarkReturned
    | GiveUp
    | ClosePayment
    | GiveMoneyBack
)
