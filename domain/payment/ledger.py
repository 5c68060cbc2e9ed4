"""The books: every movement of money is one double entry, kept for ever, per shop and currency.

    an order is placed           due       / earned
    a wallet collected           captured  / held           and its fee    fee / kept
    it pays the order            held      / due
    it is more than was due      held      / credited       the buyer's credit
    credit pays another order    credited  / due
    cash is taken at the door    cash      / due            and handed in  till / cash
    the order is called off      earned    / due            and what had paid it  due / held
    money goes back              held      / returning      and has arrived  returning / refunded
    a wallet took it back        held      / taken_back     and if it had become credit    earned / taken_back
    credit nobody had spent yet  credited  / earned         of what was taken back
    an order that stands lost    due       / held           what had paid it: less is sold earned / due

Left of the stroke is debited, right of it credited. Nothing is ever changed or removed: what turns out wrong is
entered the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.payment.events import MoneyMoved
from domain.shared.ids import PaymentId
from domain.shared.money import Money


class Account(StrEnum):
    """DUE, CAPTURED, FEE, CASH and TILL stand on the left: what we have. The others on the right: where it is from."""

    DUE = "due"
    EARNED = "earned"
    CAPTURED = "captured"
    FEE = "fee"
    KEPT = "kept"
    HELD = "held"
    CREDITED = "credited"
    RETURNING = "returning"
    REFUNDED = "refunded"
    TAKEN_BACK = "taken_back"
    CASH = "cash"
    TILL = "till"


LEFT = frozenset({Account.DUE, Account.CAPTURED, Account.FEE, Account.CASH, Account.TILL})


@dataclass(frozen=True, slots=True)
class Balances:
    """What stands on each account, in one currency, as people read it: positive on the account's own side."""

    currency: str
    minor: dict[Account, int]

    def __getitem__(self, account: Account) -> Money:
        return Money(self.minor.get(account, 0), self.currency)

    @classmethod
    def of(cls, currency: str, movements: Iterable[MoneyMoved]) -> Balances:
        minor: dict[Account, int] = {}
        for each in movements:
            if each.amount.currency == currency:
                enter(minor, Account(each.debit), each.amount.minor)
                enter(minor, Account(each.credit), -each.amount.minor)
        return cls(currency, minor)


def enter(minor: dict[Account, int], account: Account, debited: int) -> None:
    """`debited` is negative where it is credited."""
    minor[account] = minor.get(account, 0) + (debited if account in LEFT else -debited)


class Ledger(Protocol):
    """The movements of one shop, only ever added to."""

    def post(self, movement: MoneyMoved) -> None:
        """Once, however often: keyed by the event."""
        ...

    def balances(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Balances, ...]:
        """By currency."""
        ...

    def movements(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[MoneyMoved]:
        """The journal, in the order in which it happened."""
        ...

    def of_payment(self, payment_id: PaymentId) -> list[MoneyMoved]: ...
