"""What an order owes, and what has settled it: wallets, credit, cash at the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.payment.capture import Capture
from domain.payment.credit import Lot
from domain.payment.events import (
    DuplicatePaymentReceived,
    MoneyCredited,
    MoneyMoved,
    PaymentConfirmed,
    PaymentHeldForReview,
    PaymentOnDelivery,
    PaymentPartlyReceived,
    PaymentTakenBack,
    RefundDeclined,
)
from domain.payment.gateway import RefundState
from domain.payment.ledger import Account
from domain.payment.refund import Refund
from domain.payment.values import Cash, PaymentState
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent, Recorder
from domain.shared.ids import CustomerId, OrderId, PaymentId, ShopId
from domain.shared.money import Money

A = Account


class Bill(Recorder):
    """Of each capture: money = allocated + credited + what goes back + free. Every movement is in the ledger."""

    def __init__(
        self,
        id: PaymentId,
        shop_id: ShopId,
        order_id: OrderId,
        customer_id: CustomerId,
        amount: Money,
        *,
        state: PaymentState = PaymentState.OPEN,
        called_off: bool = False,
        cash: Cash | None = None,
        credits: Iterable[Lot] = (),
        captures: Iterable[Capture] = (),
        refunds: Iterable[Refund] = (),
        version: int = 0,
    ) -> None:
        super().__init__()
        self.id = id
        self.shop_id = shop_id
        self.order_id = order_id
        self.customer_id = customer_id
        self.amount = amount
        self.state = state
        self.called_off = called_off
        self.cash = cash
        self.credits = list(credits)
        self.captures = list(captures)
        self.refunds = list(refunds)
        self.version = version

    # -- how it stands ----------------------------------------------------------------------------------------------

    @property
    def due(self) -> Money:
        """What is still to be paid before the order goes on: cash is taken at the door."""
        return self._missing if self.state == PaymentState.OPEN else self._nothing

    @property
    def paid(self) -> Money:
        """What of its price we really have, by wallet, credit and cash."""
        in_hand = self.cash.amount if self.cash and self.cash.holder else self._nothing
        return self._allocated + in_hand

    @property
    def held(self) -> list[Capture]:
        """What came in another currency and is still with us."""
        return [each for each in self.captures if each.money.currency != self.amount.currency and self._free(each)]

    @property
    def held_money(self) -> Money:
        """Raises NotFound."""
        if not self.held:
            raise NotFound("held money", self.order_id)
        return self._free(self.held[0])

    @property
    def _missing(self) -> Money:
        return self.amount - self._settled

    @property
    def _settled(self) -> Money:
        return self._allocated + (self.cash.amount if self.cash else self._nothing)

    @property
    def _allocated(self) -> Money:
        parts = [each.allocated for each in self.captures if each.money.currency == self.amount.currency]
        return sum([*parts, *(lot.amount for lot in self.credits)], self._nothing)

    # -- money comes in ---------------------------------------------------------------------------------------------

    def receive(self, capture: Capture, now: datetime) -> None:
        """Pays what is due with it; what is too much is credit, what is not needed goes back."""
        self._enter(capture, now)
        if capture.money.currency != self.amount.currency:
            self._say(PaymentHeldForReview, now, expected=self.amount, received=capture.money)
        elif self.state in (PaymentState.CONFIRMED, PaymentState.ON_DELIVERY):
            name = {"reference": capture.reference.reference, "provider": capture.reference.provider}
            self._say(DuplicatePaymentReceived, now, amount=capture.money, **name)
        else:
            self._pay_with(capture, now)

    def receive_taken_back(self, capture: Capture, now: datetime) -> None:
        """It had come and gone before we heard of it: it has never paid anything."""
        self._enter(capture, now)
        self.lose(capture, now)

    def _enter(self, capture: Capture, now: datetime) -> None:
        self.captures.append(capture)
        self._move(A.CAPTURED, A.HELD, capture.money, capture.reference.reference, now)
        if capture.fee:
            self._move(A.FEE, A.KEPT, capture.fee, capture.reference.reference, now)

    def _pay_with(self, capture: Capture, now: datetime) -> None:
        if capture.money >= self.amount - self._allocated:
            self.cash = None  # nothing is left for the door
        used = min(capture.money, self._missing, key=lambda money: money.minor)
        capture.allocated = used
        self._move(A.HELD, A.DUE, used, capture.reference.reference, now)
        if self._missing:
            self._say(PaymentPartlyReceived, now, received=used, missing=self._missing)
            return
        self._complete(now, capture.reference.provider, capture.reference.reference)
        self._credit(capture, "overpaid", now)

    def _complete(self, now: datetime, provider: str, reference: str) -> None:
        late = self.state == PaymentState.CLOSED
        if self.called_off:
            self.called_off = False
            self._move(A.DUE, A.EARNED, self.amount, "", now)
        if self.cash and not self.cash.holder:
            self.state = PaymentState.ON_DELIVERY
            self._say(PaymentOnDelivery, now, amount=self.amount, cash=self.cash.amount)
        else:
            self.state = PaymentState.CONFIRMED
            facts = {"provider": provider, "reference": reference, "late": late}
            self._say(PaymentConfirmed, now, amount=self.amount, **facts)

    def lose(self, capture: Capture, now: datetime) -> None:
        """The wallet has taken it back. Once; and not where it is only our own refund that shows."""
        lost, paid = capture.allocated + self._free(capture), bool(capture.allocated)
        if capture.taken_back or not (lost or capture.credited):
            return
        self._void([refund for refund in self.refunds if refund.reference == capture.reference], now)
        self._unpay(capture, capture.allocated, now)
        capture.taken_back = True
        self._move(A.HELD, A.TAKEN_BACK, lost, capture.reference.reference, now)
        self._move(A.EARNED, A.TAKEN_BACK, capture.credited, capture.reference.reference, now)  # the shop still owes it
        facts = {"reference": capture.reference.reference, "paid": paid and not self.called_off}
        self._say(PaymentTakenBack, now, amount=lost + capture.credited, **facts)

    # -- the order is off -------------------------------------------------------------------------------------------

    def call_off(self, now: datetime) -> None:
        """Nothing is sold any more. Money that comes late is still seen."""
        if self.called_off:
            return
        self.called_off = True
        self._move(A.EARNED, A.DUE, self.amount if self.state == PaymentState.OPEN else self._settled, "", now)
        if self.state == PaymentState.ON_DELIVERY:
            self.cash = None  # nobody goes to that door any more
        if self.state != PaymentState.CONFIRMED:
            self.state = PaymentState.CLOSED

    def _credit(self, capture: Capture, why: str, now: datetime) -> None:
        if free := self._free(capture):
            capture.credited += free
            name = {"provider": capture.reference.provider, "reference": capture.reference.reference}
            self._move(A.HELD, A.CREDITED, free, capture.reference.reference, now)
            self._say(MoneyCredited, now, customer_id=self.customer_id, amount=free, why=why, **name)

    def _unpay(self, capture: Capture, amount: Money, now: datetime) -> None:
        """Of an order that stands, that much less was sold; of one that waits, it is due again."""
        self._unallocate(capture, amount, now)
        if self.state != PaymentState.OPEN and not self.called_off:
            self._move(A.EARNED, A.DUE, amount, capture.reference.reference, now)

    def _void(self, refunds: Iterable[Refund], now: datetime) -> None:
        """Those that nobody has approved yet: there is nothing left for them."""
        for refund in refunds:
            if refund.state == RefundState.ASKED:
                refund.decline()
                self._say(RefundDeclined, now, refund_id=refund.id, amount=refund.amount)

    def _unallocate(self, capture: Capture, amount: Money, now: datetime) -> None:
        if amount:
            capture.allocated -= amount
            self._move(A.DUE, A.HELD, amount, capture.reference.reference, now)

    def _free(self, capture: Capture) -> Money:
        return capture.free(self.refunds)

    def _move(self, debit: Account, credit: Account, amount: Money, reference: str, now: datetime) -> None:
        if amount:
            self._say(MoneyMoved, now, debit=debit, credit=credit, amount=amount, reference=reference)

    @property
    def _nothing(self) -> Money:
        return Money.zero(self.amount.currency)

    def _say(self, kind: type[DomainEvent], now: datetime, **facts: Any) -> None:
        self.say(kind, now, payment_id=self.id, order_id=self.order_id, **facts)
