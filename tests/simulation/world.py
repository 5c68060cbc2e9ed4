"""One run: the shop's own functions between simulated people, wallets, WhatsApp and Redis, in virtual time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import bot.again
import bot.bootstrap
import bot.jobs
import bot.reception
import bot.sending
import bot.webhooks.payments
from bot.bootstrap import install
from bot.directory import Directory
from bot.lines import Lines
from domain.customer.messages import Text
from domain.payment.transaction import PaymentTransaction
from domain.shared.errors import Refusal, Trouble
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.simulation.books import Books, Outside
from tests.simulation.boundary import Boundary, Broken, watched_work
from tests.simulation.chance import Chance, SeededIds
from tests.simulation.coverage import Pair, pair_of
from tests.simulation.faults import FAULTY_MINUTES, Weather
from tests.simulation.invariants import ALWAYS, IN_THE_END, broken
from tests.simulation.ledger import Collection
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.patching import Change, InLine, Sabotage, VirtualTime, logs_go_to, replaced
from tests.simulation.payers import Payers
from tests.simulation.people import CHANNEL, Buyer
from tests.simulation.postman import Postman
from tests.simulation.premises import LINK, PUSH, premises
from tests.simulation.staff import at_work
from tests.simulation.talker import POISON, Poisoned, Talker
from tests.simulation.timeline import Timeline
from tests.simulation.trace import Trace
from tests.simulation.wallet import SimulatedWallet
from tests.simulation.workers import Rounds, Workers

FAULTY = FAULTY_MINUTES * 60.0
A_DAY = 30 * 3600.0
"""And a bit: what expired is looked at once more a day later."""
LISTS = 0.25
"""How many days have a wallet that lists what it has collected: there nothing is lost for ever."""
MOST_STEPS = 4_000
"""Twice what the longest run takes: whoever needs more goes round in circles."""
OF_INTEREST = frozenset(
    (
        "orders",
        "payments",
        "credits",
        "ledger",
        "shipments",
        "holds",
        "products",
        "processes",
        "inbox",
        "postponed",
        "allocator",
    )
)
"""A transaction that has touched none of these moved no money and no goods: the next one that did is looked at."""


class NoLines(Lines):
    """One thread plays everybody here, and must not wait for itself; what lines save, they do not guard."""

    @contextmanager
    def turn(self, name: object) -> Iterator[None]:
        yield


class World:
    """`live` raises Broken, naming the rule."""

    def __init__(self, chance: Chance, weather: Weather, sabotage: Sabotage) -> None:
        self._chance = chance
        here = premises()
        self.trace = Trace()
        self.pairs: set[Pair] = set()
        self.checks = 0
        self.weather = weather
        self.timeline = Timeline(chance.of("timeline"), self.trace)
        self._looking = here.clean(sabotage.statements)
        self._sabotage = sabotage
        self._writes = 0
        self._boundary = Boundary(self.timeline, weather, self._committed)
        self._workers = Workers(self._boundary)
        self._rounds = Rounds(self.timeline, self._workers, self._looking)
        lists = chance.of("lists").random() < LISTS
        wallets = [
            SimulatedWallet(LINK, self._boundary, signs=True, lists=lists),
            SimulatedWallet(PUSH, self._boundary, signs=False, lists=False),
        ]
        self.outside = Outside({w.code: w for w in wallets}, SimulatedMessenger(CHANNEL, self._boundary))
        self._books = self._look(None)
        self._open(chance, here.settings, here.engine)

    # -- opening -----------------------------------------------------------------------------------------------------

    def _open(self, chance: Chance, settings: Any, engine: Any) -> None:
        with replaced((bot.bootstrap, "SqlUnitOfWork", watched_work(self._boundary))):
            it = install(
                settings,
                engine=engine,
                clock=self.timeline,
                ids=SeededIds(chance.of("ids")),
                wakeups=self._workers,
                gateways=self.outside.wallets,
                messengers={CHANNEL: self.outside.messenger},
            )
        shops = Directory(it.look, self.timeline, kept_for=timedelta(days=2))  # they never change in a run
        self._it = replace(it, directory=shops, lines=NoLines())
        postman = self.outside.postman = Postman(self._it, self._boundary)
        for wallet in self.outside.wallets.values():
            Payers(wallet, postman, self._boundary, chance.of(f"payers of {wallet.code}"))
            wallet.we_know = partial(self._knows, wallet.code)
        self._invite(chance)

    def _invite(self, chance: Chance) -> None:
        random = chance.of("people")
        for n in range(random.choice((1, 2, 2, 3))):
            how = self._it, self._boundary, chance.of(f"buyer {n}"), f"+22507000000{n + 1:02}"
            talks = random.random() < 0.12
            person = self._talker(*how) if talks else Buyer(*how)
            self.timeline.spawn(f"buyer {person.number[-2:]}", person.live, random.uniform(0, 240))

        for person in at_work(self._it, self._boundary, chance, self._looking):
            self.timeline.spawn(person.name, person.live)

    def _talker(self, *how: Any) -> Talker:
        outside = self.outside
        seen = {"messenger": outside.messenger, "brought": outside.brought, "accepted": outside.accepted}
        return Talker(*how, **seen, door=self._chance.of("the line at the door"))

    def _knows(self, provider: str, held: Collection) -> bool:
        told = provider, held.ref, held.taken_back
        return any(
            (row["provider"], row["reference"], row["taken_back"]) == told for row in self._books["payment_captures"]
        )

    # -- living ------------------------------------------------------------------------------------------------------

    def live(self) -> None:
        """The faults, then a day in which everything has to come right; then the books."""
        with self._replaced():
            try:
                self._until(FAULTY)
                self.trace.note(self.timeline.seconds, "world", "-- the faults have stopped --")
                self.weather.clears_up()
                self._until(FAULTY + A_DAY)
                self._check(IN_THE_END, self._look(None))
            finally:
                self.timeline.end()
                self._looking.close()

    def _until(self, seconds: float) -> None:
        while True:
            version = self._writes + self.weather.struck.total() + self._workers.turned_away
            at, job = self._rounds.next(version)
            if min(at, self.timeline.next_at) > seconds:
                return self.timeline.jump(seconds)
            if self.timeline.next_at <= at:
                self.timeline.step()
            else:
                self.timeline.jump(at)
                self._rounds.send(job, version)
            if self.timeline.steps > MOST_STEPS:
                raise Broken(f"it_comes_to_rest: {MOST_STEPS} steps and no end")

    # -- looking on --------------------------------------------------------------------------------------------------

    def _committed(self, work: SqlUnitOfWork) -> None:
        self._writes += 1
        if OF_INTEREST & vars(work).keys():
            self._books = self._look(self._books)
            self._check(ALWAYS, self._books)

    def _look(self, before: Books | None) -> Books:
        if before is not None:
            before.before = None
        return Books(self._looking, self.outside, before)

    def _check(self, rules: Any, books: Books) -> None:
        self.checks += len(rules)
        if found := broken(rules, books):
            raise Broken("\n".join(found))

    def _hears_log(self, said: dict[str, Any]) -> None:
        """An exception that is neither trouble nor a refusal is a bug, wherever it is caught."""
        error = sys.exc_info()[1]
        self.timeline.note(f"logs {said['event']}: {error!r}")
        if said["level"] == "exception" and not isinstance(error, (Trouble, Refusal, Poisoned)):
            raise Broken(f"no_code_stumbles: {said['event']}: {error!r}") from error

    # -- what is not the shop's own ----------------------------------------------------------------------------------

    @contextmanager
    def _replaced(self) -> Iterator[None]:
        changes: list[Change] = [
            (bot.bootstrap, "SqlUnitOfWork", watched_work(self._boundary)),
            (bot.again, "time", VirtualTime(self.timeline)),
            (bot.sending, "ThreadPoolExecutor", InLine),
            (bot.sending, "set_out", bot.sending.send_all),
            (bot.jobs, "here", lambda: self._it),
            *self._sabotage.changes,
        ]
        with replaced(*changes), replaced(*self._observed()), logs_go_to(self._hears_log):
            yield

    def _observed(self) -> list[Change]:
        """The same functions, with somebody looking on; and one whose turns stumble over poison."""
        reported, found, turn = PaymentTransaction.reported, bot.webhooks.payments.attempt_of, bot.reception.take_turn

        def watched_report(payment: Any, attempt_id: Any, ref: str, report: Any, now: Any) -> None:
            self.pairs.add(pair_of(payment, attempt_id, report))
            reported(payment, attempt_id, ref, report, now)

        def watched_search(it: Any, provider: str, http: Any, claim: Any) -> Any:
            known = found(it, provider, http, claim)
            if known is None and claim.claimed_state:
                self.pairs.add(("no payment of ours", claim.claimed_state.value))
            return known

        return [
            (PaymentTransaction, "reported", watched_report),
            (bot.webhooks.payments, "attempt_of", watched_search),
            (bot.reception, "take_turn", partial(_stumbling, turn)),
        ]


def _stumbling(turn: Any, work: Any, shop: Any, message: Any, *how: Any) -> None:
    if isinstance(message.content, Text) and message.content.text == POISON:
        raise Poisoned("poison")
    turn(work, shop, message, *how)
