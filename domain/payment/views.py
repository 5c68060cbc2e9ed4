"""What can be read of payments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState, Cash, Reason
from domain.shared.ids import CustomerId, OrderId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One line of a payment's history."""

    id: str
    wallet: str
    payer: str
    state: AttemptState
    reason: Reason | None
    url: str
    started_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaptureView:
    """Money that came. `credited` of it is the buyer's credit; `payer` the number it came from, if it is known."""

    provider: str
    reference: str
    provider_txn: str
    money: Money
    credited: Money
    payer: str
    at: datetime
    taken_back: bool


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money that goes back. `payer` gets it; `asked_by` and `approved_by` are the buyer or members of staff."""

    id: str
    amount: Money
    payer: str
    state: RefundState
    reason: str
    asked_by: str
    approved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a shop owes a buyer, and how many of the buyer's orders are on their way to be paid at the door."""

    credit: Money
    cash_under_way: int


@dataclass(frozen=True, slots=True)
class PaymentView:
    """`state` is open, confirmed, on_delivery or closed; attempts newest first. `due` is to be paid before the order
    goes on, `cash` at the door; `held` came in another currency; `credit` from earlier orders pays a part."""

    id: str
    order_id: OrderId
    amount: Money
    link: str
    state: str
    wallet: str
    payer: str
    attempts: tuple[AttemptView, ...]
    captures: tuple[CaptureView, ...]
    refunds: tuple[RefundView, ...]
    due: Money
    refundable: Money
    credit: Money
    cash: Cash | None
    held: Money | None

    @property
    def latest(self) -> AttemptView | None:
        return self.attempts[0] if self.attempts else None

    @property
    def paid_by(self) -> CaptureView | None:
        """What completed it: the last that came and is still with us."""
        kept = [each for each in self.captures if not each.taken_back and each.money.currency == self.amount.currency]
        return kept[-1] if kept else None

    @property
    def refunded(self) -> Money:
        """What has gone back for good."""
        gone = (each.amount for each in self.refunds if each.state == RefundState.DONE)
        mine = (amount for amount in gone if amount.currency == self.amount.currency)
        return sum(mine, Money.zero(self.amount.currency))

    def refunds_in(self, *states: RefundState) -> tuple[RefundView, ...]:
        return tuple(refund for refund in self.refunds if refund.state in states)


class PaymentQueries(Protocol):
    """Reads of one shop."""

    def of_order(self, order_id: OrderId) -> PaymentView | None: ...

    def by_link(self, token: str) -> PaymentView | None: ...

    def credit_of(self, customer_id: CustomerId, currency: str) -> Money:
        """What the shop owes this buyer, to be spent there."""
        ...

    def standing_of(self, customer_id: CustomerId, currency: str) -> Standing: ...

    def credited_orders(self, customer_id: CustomerId) -> tuple[OrderId, ...]:
        """Those that this buyer's credit came from."""
        ...

    def refunds_in(self, states: Collection[RefundState], limit: int) -> tuple[tuple[OrderId, RefundView], ...]:
        """Of all orders, the oldest first."""
        ...

    def cash_out(self, limit: int) -> tuple[tuple[OrderId, Cash], ...]:
        """What was taken at doors and is not handed in yet."""
        ...
