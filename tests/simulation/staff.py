"""The shop's people: each looks now and then for what waits, and does some of it; when the faults are over, all.

ships, hands over       whoever is there      brings, with the buyer's code      the rider
says yes or no          two of them           pays out, gives back, refunds      the owner
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from bot.bootstrap import Installation
from bot.desk import Desk, Satchel
from domain.merchant.staff import Staff
from domain.shared.errors import NotFound, Refusal, Trouble
from domain.shared.money import CurrencyMismatch, Money
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.people import fatou, issa, koffi
from tests.simulation.boundary import Boundary, Broken
from tests.simulation.chance import Chance
from tests.simulation.faults import FAULTY_MINUTES
from tests.simulation.premises import shop

BUSY, QUIET = (60, 300), (1200, 3600)
"""Seconds from one look to the next, while faults strike and after."""
DOES, COMES_BACK, DECLINES, REFUNDS = 0.6, 0.1, 0.25, 0.1
ORDERS = "SELECT number FROM ordering_orders AS sold JOIN payment_transactions AS paid ON paid.order_id = sold.id"
READY = f"{ORDERS} WHERE sold.state = 'ready_for_shipment'"
UNDER_WAY = f"{ORDERS} WHERE sold.state = 'shipped'"
CASH_OUT = f"""{ORDERS}
    WHERE json_extract(paid.cash, '$.holder') <> '' AND NOT json_extract(paid.cash, '$.handed_in')"""
BACK = "EXISTS (SELECT 1 FROM payment_refunds AS back WHERE back.payment_id = paid.id"
ASKED = f"{ORDERS} WHERE {BACK} AND back.state = 'asked')"
OWED = f"{ORDERS} WHERE {BACK} AND back.state = 'by_hand')"
KEPT = f"{ORDERS} WHERE sold.state = 'closed' AND NOT {BACK})"
STRANGE = f"""{ORDERS} JOIN payment_captures AS came ON came.payment_id = paid.id
    WHERE came.currency <> paid.currency AND NOT came.taken_back AND NOT {BACK} AND back.reference = came.reference)"""
CODE = """SELECT handover_code FROM fulfillment_shipments AS parcel JOIN ordering_orders AS sold
    ON sold.id = parcel.order_id WHERE sold.number = ?"""
Duty = Callable[[SqlUnitOfWork, int], object]


def at_work(it: Installation, boundary: Boundary, chance: Chance, looking: sqlite3.Connection) -> Iterator[Member]:
    for kind, person in ((Owner, fatou), (Employee, koffi), (Rider, issa)):
        member = shop().member(person.number)
        assert member is not None
        yield kind(it, boundary, chance.of(person.name), looking, member)


class Member:
    """`duties`: which orders wait, and what is done about each."""

    def __init__(
        self, it: Installation, boundary: Boundary, random: Random, looking: sqlite3.Connection, me: Staff
    ) -> None:
        self.name = me.name.lower()
        self._it = it
        self._timeline = boundary.timeline
        self._random = random
        self._looking = looking
        self._me = me

    @property
    def duties(self) -> tuple[tuple[str, Duty], ...]:
        raise NotImplementedError

    @property
    def _is_quiet(self) -> bool:
        return self._timeline.seconds >= FAULTY_MINUTES * 60

    def live(self) -> None:
        while True:
            self._timeline.pause(*(QUIET if self._is_quiet else BUSY))
            for waiting, act in self.duties:
                for (number,) in self._looking.execute(waiting).fetchall():
                    if self._is_quiet or self._random.random() < DOES:
                        self._timeline.survives(partial(self._does, act, number))

    def _does(self, act: Duty, number: int) -> None:
        try:
            with self._it.work(shop().id) as work:
                act(work, number)
        except CurrencyMismatch as bug:
            raise Broken(f"no_code_stumbles: {bug!r} over order {number}") from bug
        except (Refusal, Trouble, NotFound) as no:
            self._timeline.note(f"is told {no!r}")

    def _desk(self, work: SqlUnitOfWork) -> Desk:
        return Desk(work, shop(), self._me, self._it.front)

    def _happens(self, odds: float) -> bool:
        return self._random.random() < odds

    # -- what several of them do -------------------------------------------------------------------------------------

    def _sends(self, work: SqlUnitOfWork, number: int) -> None:
        """With the rider, or over the counter."""
        if self._happens(0.5):
            self._desk(work).ship(number, "", issa.number, "")
        else:
            self._desk(work).delivered(number)

    def _decides(self, work: SqlUnitOfWork, number: int) -> None:
        if self._happens(DECLINES):
            self._desk(work).decline_refund(number)
        else:
            self._desk(work).approve_refund(number)

    def _takes_in(self, work: SqlUnitOfWork, number: int) -> None:
        self._desk(work).hand_in(number)


class Employee(Member):
    @property
    def duties(self) -> tuple[tuple[str, Duty], ...]:
        return (READY, self._sends), (ASKED, self._decides), (CASH_OUT, self._takes_in)


class Owner(Employee):
    @property
    def duties(self) -> tuple[tuple[str, Duty], ...]:
        hers = (OWED, self._pays_out), (STRANGE, self._gives_back)
        now_and_then = (UNDER_WAY, self._hears_that_it_comes_back), (KEPT, self._refunds)
        return *super().duties, *hers, *(() if self._is_quiet else now_and_then)

    def _pays_out(self, work: SqlUnitOfWork, number: int) -> None:
        self._desk(work).paid_out(number, f"transfer-{number}")

    def _gives_back(self, work: SqlUnitOfWork, number: int) -> None:
        self._desk(work).give_back_held(number)

    def _hears_that_it_comes_back(self, work: SqlUnitOfWork, number: int) -> None:
        if self._happens(COMES_BACK):
            self._desk(work).returned(number)

    def _refunds(self, work: SqlUnitOfWork, number: int) -> None:
        """A part, for the sake of peace; the large one needs somebody else too."""
        if self._happens(REFUNDS):
            self._desk(work).refund(number, Money(self._random.choice((1_000, 18_000)), "XOF"))


class Rider(Member):
    @property
    def duties(self) -> tuple[tuple[str, Duty], ...]:
        return ((UNDER_WAY, self._brings),)

    def _brings(self, work: SqlUnitOfWork, number: int) -> None:
        """The buyer tells the code."""
        [code] = self._looking.execute(CODE, (number,)).fetchone()
        Satchel(work, shop(), self._me, self._it.front).deliver(code)
