"""What a campaign came to, in figures."""

from __future__ import annotations

import resource
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.chaos.books import Books
from tests.chaos.provider import said_twice
from tests.chaos.talk import has_stumbled

if TYPE_CHECKING:
    from tests.chaos.crowd import Crowd
    from tests.chaos.nemesis import Nemesis
    from tests.chaos.premises import Plan


@dataclass(frozen=True)
class Report:
    """`figures` by name, in the order in which they are read; `broken` is empty when all is well."""

    figures: dict[str, object]
    strikes: Counter[str]
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, plan: Plan, books: Books, crowd: Crowd, nemesis: Nemesis, healed_in: float, broken: list[str]
    ) -> Report:
        orders, scene = books["ordering_orders"], nemesis.scene
        figures = {
            "database": "PostgreSQL" if plan.postgres else "SQLite",
            "seed": plan.seed,
            "seconds of faults": plan.seconds,
            "faults": scene.strikes.total(),
            "requests": sum(post.tries for post in crowd.posts),
            "… not answered": sum(post.tries - post.taken for post in crowd.posts),
            "… slowest answer": f"{max(post.slowest for post in crowd.posts):.1f} s",
            "forgeries, let in": f"{nemesis.crowding.forged}, {nemesis.crowding.let_in}",
            "messages accepted": len(crowd.accepted) + len(nemesis.crowding.accepted),
            "… which stumbled": sum(map(has_stumbled, books["chat_inbox"])),
            "… kept first": sum(row["line"] is not None for row in books["chat_inbox"]),
            "messages sent": sum(row["state"] == "sent" for row in books["chat_outbox"]),
            "… asked about": sum(row["tries"] > 1 for row in books["chat_outbox"]),
            "… seen twice": len(said_twice(scene.twilio.taken)),
            "orders": len(orders),
            "… paid": len(books.events("OrderPaid")),
            "… to pay at the door": len(books.events("OrderConfirmed")),
            "… delivered": sum(order["state"] == "closed" for order in orders),
            "captures": len(books["payment_captures"]),
            "… taken back": sum(row["taken_back"] for row in books["payment_captures"]),
            "credited, used": f"{len(books.events('MoneyCredited'))}, {len(books.events('CreditUsed'))}",
            "movements": len(books["payment_ledger"]),
            "refunds": len(books["payment_refunds"]),
            "gave up waiting": sum(buyer.gave_up for buyer in crowd.shoppers),
            "PostgreSQL back": ", ".join(f"{seconds:.1f} s" for seconds in nemesis.back_after),
            "healed in": f"{healed_in:.1f} s",
            "driver's memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB",
            "violations": len(broken),
            "done by buyers": in_words(sum((buyer.did for buyer in crowd.shoppers), Counter())),
            "done by the shop": in_words(crowd.merchant.did + Counter(rider=crowd.rider.delivered)),
        }
        return cls(figures, scene.strikes, broken)

    def __str__(self) -> str:
        lines = [f"{name:<20} {value}" for name, value in self.figures.items()]
        return "\n".join([*lines, f"{'faults by kind':<20} {in_words(self.strikes)}", *self.broken])


def in_words(counted: Counter[str]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in sorted(counted.items()))


def summary(reports: list[Report]) -> str:
    """All campaigns of one night."""

    def total(name: str) -> int:
        return sum(int(str(report.figures[name])) for report in reports)

    names = ("faults", "messages accepted", "messages sent", "… seen twice", "orders", "captures", "violations")
    lines = [f"{len(reports)} campaigns", *(f"{name:<20} {total(name)}" for name in names)]
    strikes = sum((report.strikes for report in reports), Counter())
    return "\n".join([*lines, f"{'faults by kind':<20} {in_words(strikes)}"])
