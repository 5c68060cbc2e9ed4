"""What pays beside wallets: the buyer's credit, and cash at the door."""

from __future__ import annotations

from datetime import datetime

from domain.payment.bill import Bill
from domain.payment.credit import Lot
from domain.payment.events import CashCollected, CashHandedIn, CreditReturned
from domain.payment.ledger import Account
from domain.payment.values import Cash, PaymentState
from domain.shared.errors import IllegalTransition, Invalid
from domain.shared.money import Money

A = Account


class PaidOtherwise(Bill):
    """Credit is spent before anything is asked of a wallet; cash is what is left for the door."""

    # -- credit -----------------------------------------------------------------------------------------------------

    def use_credit(self, lots: list[Lot], now: datetime) -> None:
        """Credit from other orders pays. Where nothing is left to pay, it is paid."""
        for lot in lots:
            self.credits.append(lot)
            self._move(A.CREDITED, A.DUE, lot.amount, lot.reference.reference, now)
        if lots and not self.due:
            self._complete(now, "credit", lots[-1].reference.reference)

    def credit(self, why: str, now: datetime) -> None:
        """Everything that paid, or pays for nothing, becomes the buyer's credit; twice is once. What was asked back and
        not approved is paid back as credit, if at all."""
        self._void(self.refunds, now)
        for capture in self.captures:
            if capture.money.currency == self.amount.currency:
                self._unallocate(capture, capture.allocated, now)
                self._credit(capture, why, now)
        self._return_credit(now)

    def _return_credit(self, now: datetime) -> None:
        returned, self.credits = self.credits, []
        for lot in returned:
            name = {"provider": lot.reference.provider, "reference": lot.reference.reference}
            self._move(A.DUE, A.CREDITED, lot.amount, lot.reference.reference, now)
            facts = {"customer_id": self.customer_id, "amount": lot.amount, "source": lot.payment_id}
            self._say(CreditReturned, now, **facts, **name)

    # -- cash -------------------------------------------------------------------------------------------------------

    def agree_on_cash(self, cash: Money, now: datetime) -> None:
        """So much is paid at the door; where nothing is due before, the order may go on."""
        owed = self.amount - self._allocated if self.state == PaymentState.OPEN else self._nothing
        if not 0 < cash.minor <= owed.minor:
            raise Invalid("cash", cash, "between nothing and what is due")
        self.cash = Cash(cash)
        if not self.due:
            self._complete(now, "cash", "")

    def collect_cash(self, holder: str, now: datetime) -> None:
        """At the door; twice is once."""
        if self.cash and not self.cash.holder and self.state == PaymentState.ON_DELIVERY:
            self.cash = Cash(self.cash.amount, holder)
            self.state = PaymentState.CONFIRMED
            self._move(A.CASH, A.DUE, self.cash.amount, holder, now)
            self._say(CashCollected, now, amount=self.cash.amount, holder=holder)

    def hand_in_cash(self, now: datetime) -> Money:
        """From whoever holds it to the shop. Raises IllegalTransition where nobody does."""
        if self.cash is None or not self.cash.holder or self.cash.handed_in:
            raise IllegalTransition("cash", "elsewhere", "handed in")
        self.cash = Cash(self.cash.amount, self.cash.holder, True)
        self._move(A.TILL, A.CASH, self.cash.amount, self.cash.holder, now)
        self._say(CashHandedIn, now, amount=self.cash.amount, holder=self.cash.holder)
        return self.cash.amount
