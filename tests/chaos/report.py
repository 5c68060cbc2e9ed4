"""What a campaign came to, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.chaos.books import Books

if TYPE_CHECKING:
    from tests.chaos.campaign import Crowd, Plan


@dataclass(frozen=True)
class Report:
    """`figures` by name, in the order in which they are read; `broken` is empty when all is well."""

    figures: dict[str, object]
    strikes: Counter[str]
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, plan: Plan, books: Books, crowd: Crowd, strikes: Counter[str], healed_in: float, broken: list[str]
    ) -> Report:
        orders = books["ordering_orders"]
        figures = {
            "database": "PostgreSQL" if plan.postgres else "SQLite",
            "seed": plan.seed,
            "seconds of faults": plan.seconds,
            "faults": strikes.total(),
            "requests": sum(phone.post.tries for phone in crowd.phones),
            "… not answered": sum(phone.post.tries - phone.post.taken for phone in crowd.phones),
            "messages accepted": sum(len(phone.accepted) for phone in crowd.phones),
            "messages sent": sum(row["state"] == "sent" for row in books["chat_outbox"]),
            "… asked about": sum(row["tries"] > 1 for row in books["chat_outbox"]),
            "orders": len(orders),
            "… paid": len(books.events("OrderPaid")),
            "… to pay at the door": len(books.events("OrderConfirmed")),
            "… delivered": sum(order["state"] == "closed" for order in orders),
            "captures": len(books["payment_captures"]),
            "… taken back": sum(row["taken_back"] for row in books["payment_captures"]),
            "credited, used": f"{len(books.events('MoneyCredited'))}, {len(books.events('CreditUsed'))}",
            "movements": len(books["payment_ledger"]),
            "refunds": len(books["payment_refunds"]),
            "gave up waiting": sum(buyer.gave_up for buyer in crowd.buyers),
            "healed in": f"{healed_in:.1f} s",
            "violations": len(broken),
            "done by buyers": in_words(sum((buyer.did for buyer in crowd.buyers), Counter())),
            "done by the shop": in_words(crowd.merchant.did + Counter(rider=crowd.rider.delivered)),
        }
        return cls(figures, strikes, broken)

    def __str__(self) -> str:
        lines = [f"{name:<20} {value}" for name, value in self.figures.items()]
        return "\n".join([*lines, f"{'faults by kind':<20} {in_words(self.strikes)}", *self.broken])


def in_words(counted: Counter[str]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in sorted(counted.items()))
