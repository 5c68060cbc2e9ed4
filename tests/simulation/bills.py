"""What an order owes and what settled it: a payment's rows in all tables, added up without the shop's own sums."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from tests.simulation.books import Books, Row

LEFT = frozenset(("due", "captured", "fee", "cash", "till"))
"""Accounts that grow by a debit."""
NOT_BEGUN = ("asked", "declined")
GOES_ON = ("confirmed", "paid", "ready_for_shipment", "shipped", "delivered", "closed")
OFF = ("expired", "cancelled", "returned")


class Bill:
    """All amounts are minor units of `currency`, but where a capture of another currency is looked at by itself."""

    def __init__(self, payment: Row, order: Row, captures: list[Row], refunds: list[Row], ledger: list[Row]) -> None:
        self.payment = payment
        self.order = order
        self.captures = captures
        self.refunds = refunds
        self.ledger = ledger

    @property
    def name(self) -> str:
        return f"order {self.order['number']} ({self.order['state']}, its payment {self.payment['state']})"

    @property
    def price(self) -> int:
        return self.payment["amount_minor"]

    @property
    def currency(self) -> str:
        return self.payment["currency"]

    @cached_property
    def own(self) -> list[Row]:
        """What came in its currency."""
        return [row for row in self.captures if row["currency"] == self.currency]

    @cached_property
    def lots(self) -> list[dict[str, Any]]:
        return json.loads(self.payment["credits"])

    @cached_property
    def cash(self) -> dict[str, Any] | None:
        return json.loads(self.payment["cash"] or "null")

    @property
    def cash_agreed(self) -> int:
        return self.cash["amount"]["minor"] if self.cash else 0

    @property
    def cash_in_hand(self) -> int:
        return self.cash_agreed if self.cash and self.cash["holder"] else 0

    @property
    def allocated(self) -> int:
        return sum(row["allocated_minor"] for row in self.own)

    @property
    def credited(self) -> int:
        return sum(row["credited_minor"] for row in self.own)

    @property
    def credit_used(self) -> int:
        return sum(lot["amount"]["minor"] for lot in self.lots)

    @property
    def paid(self) -> int:
        return self.allocated + self.credit_used + self.cash_in_hand

    @property
    def was_taken_back(self) -> bool:
        return any(row["taken_back"] for row in self.captures)

    @cached_property
    def begun(self) -> list[Row]:
        return [row for row in self.refunds if row["state"] not in NOT_BEGUN]

    def back(self, *reasons: str) -> int:
        """What has left, or is about to."""
        return _sum(row for row in self.begun if row["currency"] == self.currency and row["reason"] in reasons)

    def free(self, capture: Row) -> int:
        """What pays nothing, is nobody's credit and does not go back."""
        if capture["taken_back"]:
            return 0
        name = capture["provider"], capture["reference"]
        gone = _sum(row for row in self.begun if (row["provider"], row["reference"]) == name)
        return capture["amount_minor"] - capture["allocated_minor"] - capture["credited_minor"] - gone

    # -- the ledger --------------------------------------------------------------------------------------------------

    def balances(self, currency: str) -> Counter[str]:
        found = Counter[str]()
        for row in self.ledger:
            if row["currency"] == currency:
                found[row["debit"]] += row["amount_minor"] if row["debit"] in LEFT else -row["amount_minor"]
                found[row["credit"]] += -row["amount_minor"] if row["credit"] in LEFT else row["amount_minor"]
        return found

    def moved(self, debit: str, credit: str) -> int:
        return _sum(
            row
            for row in self.ledger
            if (row["debit"], row["credit"], row["currency"]) == (debit, credit, self.currency)
        )


def bills(books: Books) -> list[Bill]:
    """Read once for all rules."""
    if books.bills is None:
        orders = {row["id"]: row for row in books["ordering_orders"]}
        parts = [books.by(f"payment_{name}", "payment_id") for name in ("captures", "refunds", "ledger")]
        books.bills = [
            Bill(row, orders[row["order_id"]], *(part[row["id"]] for part in parts))
            for row in books["payment_transactions"]
        ]
    return books.bills


def _sum(rows: Iterable[Row]) -> int:
    return sum(row["amount_minor"] for row in rows)
