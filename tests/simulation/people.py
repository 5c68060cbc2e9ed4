"""Buyers and the shop's owner. Most buy at the counter itself, one call for each step; some talk, word by word.

The counter is what the dialogue stands on: it costs a tenth of a talk, and reaches every state of an order. The
talk is there for what only it has: the inbox, the turn, its answers, in their order.
"""

from __future__ import annotations

from random import Random

from bot import collecting
from bot.bootstrap import Installation
from bot.counter import Counter
from bot.pages.pay import bill_of, state_of
from domain.customer import use_cases as customers
from domain.customer.customer import ChannelIdentity
from domain.ordering import use_cases as ordering
from domain.ordering.order import Delivery, OrderState
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.shared.errors import NotFound, Refusal, Trouble
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F
from tests.simulation.premises import LINK, PUSH, SHELF, shop

CHANNEL = "simulator"
WALLETS = (LINK.code, PUSH.code)
TRIES = 3
"""So often a buyer presses the button, with minutes in between, before giving up."""


class Buyer:
    """At the counter. `number` is phone and wallet in one."""

    def __init__(self, it: Installation, boundary: Boundary, random: Random, number: str) -> None:
        self.number = number
        self._it = it
        self._boundary = boundary
        self._timeline = boundary.timeline
        self._random = random
        self._link = ""

    def live(self) -> None:
        """Orders, pays, looks again, tries again; sometimes cancels."""
        while not self._link and self._random.random() < 0.9:
            self._survives(self._order)
            self._timeline.pause(5, 60)
        if not self._link:
            return
        if self._boundary.strikes(F.CANCELS):
            self._timeline.spawn(f"buyer {self.number[-2:]}", lambda: self._survives(self._cancel), self._in_a_while())
        if self._boundary.strikes(F.CANCELS):
            self._timeline.spawn("owner", lambda: self._survives(self._is_cancelled_by_the_shop), self._in_a_while())
        for _ in range(TRIES):
            self._presses()
            self._timeline.pause(40, 160)
            if not self._still_to_pay():
                return

    # -- ordering ----------------------------------------------------------------------------------------------------

    def _order(self) -> None:
        """What he wants and there is; where a crash left him without an answer, he looks for his order first."""
        with self._it.work(shop().id) as work:
            counter = self._counter(work)
            waiting = [order for order in counter.orders() if order.state == OrderState.AWAITING_PAYMENT]
            if waiting:
                to_pay = counter.to_pay(waiting[0].number)
            else:
                for thing in self._random.sample(list(SHELF), self._random.choice((1, 1, 2))):
                    counter.add_to_cart(thing.sku, self._random.choice((1, 1, 2)))
                to_pay = counter.place_order(
                    Delivery(Money.zero("XOF")), self._random.choice(WALLETS), PhoneNumber(self.number)
                )
        self._link = to_pay.link.rpartition("/")[2] if to_pay else ""

    def _cancel(self) -> None:
        with self._it.work(shop().id) as work:
            counter = self._counter(work)
            for order in counter.orders():
                counter.cancel_order(order.number)

    def _is_cancelled_by_the_shop(self) -> None:
        bill = bill_of(self._it, self._link)
        with self._it.work(shop().id) as work:
            ordering.cancel_order(work, bill.order.id, "shop")

    def _counter(self, work: SqlUnitOfWork) -> Counter:
        customer = customers.register_customer(work, ChannelIdentity(CHANNEL, self.number), "Awa", "fr")
        return Counter(work, shop(), customer, self._it.front)

    # -- paying ------------------------------------------------------------------------------------------------------

    def _presses(self) -> None:
        wallet = self._random.choice(WALLETS)
        if self._boundary.strikes(F.PRESSES_TWICE):
            other = self._random.choice(WALLETS)
            self._timeline.spawn(f"page {self.number[-2:]}", lambda: self._survives(lambda: self._pay(other)), 0.01)
        self._survives(lambda: self._pay(wallet))

    def _pay(self, wallet: str) -> None:
        """What stands behind the button in `bot.pages.pay`."""
        bill = bill_of(self._it, self._link)
        self._timeline.note(f"presses the button of order {bill.order.number}, {wallet}")
        try:
            collecting.start_payment(self._it, bill.key, wallet, PhoneNumber(self.number), bill.language)
        except (AttemptUnderWay, NothingToPay) as no:
            self._timeline.note(f"is told {no!r}")

    def _still_to_pay(self) -> bool:
        states = ["unknown"]
        self._survives(lambda: states.append(state_of(bill_of(self._it, self._link).payment)))
        return states[-1] in ("ready", "failed", "unknown", "waiting")

    def _survives(self, act: object) -> bool:
        """A request that is refused, or whose process dies or stumbles over the database, costs him a moment."""

        def asked() -> None:
            try:
                act()
            except (Refusal, Trouble, NotFound) as no:
                self._timeline.note(f"is told {no!r}")

        return self._timeline.survives(asked)

    def _in_a_while(self) -> float:
        return self._random.uniform(1, 150)
