"""What a shop owes a buyer: money that came and paid for nothing, to be spent there or paid back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from domain.payment.events import CreditUsed
from domain.payment.values import MobileMoneyReference
from domain.shared.events import Recorder
from domain.shared.ids import CustomerId, PaymentId, ShopId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Lot:
    """Credit that came from one capture: so that it can go back to whoever paid it. `amount` is what is left."""

    payment_id: PaymentId
    reference: MobileMoneyReference
    amount: Money

    def is_of(self, other: Lot) -> bool:
        return (self.payment_id, self.reference) == (other.payment_id, other.reference)


class CreditAccount(Recorder):
    """The root: one per buyer and shop. The oldest credit is spent first; nothing is spent twice."""

    def __init__(self, shop_id: ShopId, customer_id: CustomerId, lots: Iterable[Lot] = (), *, version: int = 0) -> None:
        super().__init__()
        self.shop_id = shop_id
        self.id = customer_id
        self.lots = list(lots)
        self.version = version

    def balance(self, currency: str) -> Money:
        mine = (lot.amount for lot in self.lots if lot.amount.currency == currency)
        return sum(mine, Money.zero(currency))

    def put(self, lot: Lot) -> None:
        """New credit, or what was spent and is credit again."""
        for n, known in enumerate(self.lots):
            if known.is_of(lot):
                self.lots[n] = replace(known, amount=known.amount + lot.amount)
                return
        self.lots.append(lot)

    def take(self, wanted: Money, payment_id: PaymentId, now: datetime) -> list[Lot]:
        """As much of `wanted` as there is, for a payment: the parts, each from where it came."""
        parts: list[Lot] = []
        for lot in list(self.lots):
            if lot.amount.currency == wanted.currency and wanted:
                part = replace(lot, amount=min(lot.amount, wanted, key=lambda money: money.minor))
                self._remove(part)
                parts.append(part)
                wanted = wanted - part.amount
        for part in parts:
            self.say(CreditUsed, now, customer_id=self.id, payment_id=payment_id, amount=part.amount)
        return parts

    def withdraw(self, payment_id: PaymentId, reference: str = "") -> list[Lot]:
        """What is left of the credit that came from this payment, or from one capture of it."""
        mine = [lot for lot in self.lots if lot.payment_id == payment_id]
        parts = [lot for lot in mine if reference in ("", lot.reference.reference)]
        for part in parts:
            self._remove(part)
        return parts

    def _remove(self, part: Lot) -> None:
        left = [replace(lot, amount=lot.amount - part.amount) if lot.is_of(part) else lot for lot in self.lots]
        self.lots = [lot for lot in left if lot.amount]


class Credits(Protocol):
    """The credit accounts of one shop."""

    def of(self, customer_id: CustomerId) -> CreditAccount:
        """Locked until the unit of work ends; an empty one where none is kept yet."""
        ...

    def save(self, account: CreditAccount) -> None: ...
