"""Buyers and the shop's owner. Most buy at the counter itself, one call for each step; some talk, word by word.

The counter is what the dialogue stands on: it costs a tenth of a talk, and reaches every state of an order. The
talk is there for what only it has: the inbox, the turn, its answers, in their order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from bot import collecting
from bot.bootstrap import Installation
from bot.counter import Counter
from bot.pages.bill import bill_of, state_of
from domain.customer import use_cases as customers
from domain.customer.customer import ChannelIdentity
from domain.ordering import use_cases as ordering
from domain.ordering.order import Delivery
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.payment.errors import AttemptUnderWay, NothingToPay
from domain.shared.errors import NotFound, Refusal, Trouble
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.buyer.cards import Choice
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F
from tests.simulation.premises import DEPOSIT_PERCENT, LINK, PUSH, SHELF, shop

CHANNEL = "simulator"
WALLETS = (LINK.code, PUSH.code)
TRIES = 4
"""So often a buyer orders, and presses the button, with minutes in between, before giving up."""
ORDERS = (1, 1, 2)
LATER = 60, 500
AT_THE_DOOR, PAYS_HIMSELF = 0.25, 0.85
DEPOSITS = 0, DEPOSIT_PERCENT
STILL_TO_PAY = ("ready", "failed", "unknown", "waiting", "part_paid")


class Buyer:
    """At the counter. `number` is phone and wallet in one, unless somebody else pays."""

    def __init__(self, it: Installation, boundary: Boundary, random: Random, number: str) -> None:
        self.number = number
        self.payer = number if random.random() < PAYS_HIMSELF else f"+22505{number[-8:]}"
        self._it = it
        self._boundary = boundary
        self._timeline = boundary.timeline
        self._random = random
        self._link = ""

    def live(self) -> None:
        """Orders, pays, looks again, tries again; sometimes cancels; wants money back, or orders once more."""
        for _ in range(self._random.choice(ORDERS)):
            self._buys()
            self._timeline.pause(*LATER)
            self._survives(partial(self._random.choice(AFTERWARDS), self))

    def _buys(self) -> None:
        self._link = ""
        for _ in range(TRIES):
            self._survives(self._order)
            self._timeline.pause(5, 60)
            if self._link:
                break
        else:
            return
        if self._boundary.strikes(F.CANCELS):
            self._timeline.spawn(f"buyer {self.number[-2:]}", lambda: self._survives(self._cancel), self._in_a_while())
        if self._boundary.strikes(F.CANCELS):
            cancels = partial(self._is_cancelled_by_the_shop, self._link)
            self._timeline.spawn("owner", lambda: self._survives(cancels), self._in_a_while())
        for _ in range(TRIES):
            if not self._still_to_pay():
                return
            self._presses()
            self._timeline.pause(40, 160)

    # -- ordering ----------------------------------------------------------------------------------------------------

    def _order(self) -> None:
        """What he wants and there is; where a crash left him without an answer, he looks for his order first."""
        with self._it.work(shop().id) as work:
            counter = self._counter(work)
            waiting = [order for order in counter.orders() if order.state == OrderState.AWAITING_PAYMENT]
            order = waiting[0] if waiting else self._place(counter)
            payment = counter.payment(order)
        self._link = payment.link if payment else ""

    def _place(self, counter: Counter) -> OrderView:
        for thing in self._random.sample(list(SHELF), self._random.choice((1, 1, 2))):
            counter.add_to_cart(thing.sku, self._random.choice((1, 1, 2)))
        delivery = Delivery(Money.zero("XOF"))
        at_the_door = self._random.random() < AT_THE_DOOR and counter.ways_to_pay(delivery).at_the_door
        return counter.place_order(delivery, Choice(self._random.choice(WALLETS), self.payer, at_the_door))

    def _cancel(self) -> None:
        with self._it.work(shop().id) as work:
            counter = self._counter(work)
            for order in counter.orders()[:1]:
                counter.cancel_order(order.number)

    def _is_cancelled_by_the_shop(self, link: str) -> None:
        bill = bill_of(self._it, link)
        with self._it.work(shop().id) as work:
            ordering.cancel_order(work, bill.order.id, "shop")

    def _counter(self, work: SqlUnitOfWork) -> Counter:
        """The shop has changed its terms now and then: with a deposit, or without."""
        customer = customers.register_customer(work, ChannelIdentity(CHANNEL, self.number), "Awa", "fr")
        return Counter(work, shop(self._random.choice(DEPOSITS)), customer, self._it.front)

    # -- afterwards --------------------------------------------------------------------------------------------------

    def _takes_credit_back(self) -> None:
        with self._it.work(shop().id) as work:
            self._counter(work).refund_credit()

    def _asks_for_money_back(self) -> None:
        with self._it.work(shop().id) as work:
            counter = self._counter(work)
            for order in counter.returnable()[:1]:
                counter.ask_refund(order.number, "it is not what I wanted")

    def _is_content(self) -> None:
        pass

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
            collecting.start_payment(self._it, bill.key, wallet, PhoneNumber(self.payer), "fr")
        except (AttemptUnderWay, NothingToPay) as no:
            self._timeline.note(f"is told {no!r}")

    def _still_to_pay(self) -> bool:
        states = ["unknown"]
        self._survives(lambda: states.append(state_of(bill_of(self._it, self._link).payment)))
        return states[-1] in STILL_TO_PAY

    def _survives(self, act: Callable[[], object]) -> bool:
        """A request that is refused, or whose process dies or stumbles over the database, costs him a moment."""

        def asked() -> None:
            try:
                act()
            except (Refusal, Trouble, NotFound) as no:
                self._timeline.note(f"is told {no!r}")

        return self._timeline.survives(asked)

    def _in_a_while(self) -> float:
        return self._random.uniform(1, 150)


AFTERWARDS = (Buyer._is_content, Buyer._takes_credit_back, Buyer._asks_for_money_back, Buyer._asks_for_money_back)
