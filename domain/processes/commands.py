"""What the order's saga may ask for: each is done by the context whose business it is."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.ids import CustomerId, OrderId, PaymentId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class StartPayment:
    order_id: OrderId
    customer_id: CustomerId
    amount: Money


@dataclass(frozen=True, slots=True)
class WaitLonger:
    """A part of the price has come: more time for the rest."""

    order_id: OrderId


@dataclass(frozen=True, slots=True)
class TakeGoods:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class ReleaseGoods:
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class MarkPaid:
    """Or confirmed, where cash is to be taken at the door."""

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
class CallOff:
    """Nothing is sold, and no payment asked for, any more."""

    order_id: OrderId


@dataclass(frozen=True, slots=True)
class CancelOrder:
    order_id: OrderId
    by: str


@dataclass(frozen=True, slots=True)
class TakeCash:
    """Whoever handed the parcel over has it."""

    order_id: OrderId


@dataclass(frozen=True, slots=True)
class GiveMoneyBack:
    """All that is left of one capture; of every one where none is named."""

    order_id: OrderId
    reason: str
    provider: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CreditMoney:
    """All that came becomes the buyer's credit."""

    order_id: OrderId
    why: str


Command = (
    StartPayment
    | WaitLonger
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
    | CallOff
    | CancelOrder
    | TakeCash
    | GiveMoneyBack
    | CreditMoney
)
