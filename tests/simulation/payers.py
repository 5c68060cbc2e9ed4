"""Those whose phones ring: they approve, decline, wait too long, pay late, twice, or another amount."""

from __future__ import annotations

from random import Random

from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState
from domain.shared.money import Money
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F
from tests.simulation.ledger import ENDED_UNPAID, Collection
from tests.simulation.postman import Postman
from tests.simulation.wallet import SimulatedWallet

A = AttemptState
QUICKLY, SLOWLY = (0.5, 25.0), (60.0, 200.0)
REFUND_TAKES = 3.0, 90.0
TAKEN_BACK_AFTER = 5.0, 1200.0


class Payers:
    """Everybody who is asked by one wallet, and that wallet's own clock."""

    def __init__(self, wallet: SimulatedWallet, postman: Postman, boundary: Boundary, random: Random) -> None:
        self._wallet = wallet
        self._postman = postman
        self._boundary = boundary
        self._timeline = boundary.timeline
        self._random = random
        wallet.on_open = self.asked
        wallet.on_return = self.promised_back

    def asked(self, collection: Collection) -> None:
        self._later("time", collection.expires_at - self._timeline.seconds, lambda: self._expires(collection))
        decision = self._random.random()
        after = self._random.uniform(*(SLOWLY if self._random.random() < 0.12 else QUICKLY))
        if decision < 0.64:
            self._later("payer", after, lambda: self._pays(collection))
        elif decision < 0.88:
            self._later("payer", after, lambda: self._declines(collection))
        if self._boundary.strikes(F.PAYS_TWICE):
            self._later("payer, twice", after + self._random.uniform(0, 25), lambda: self._pays_again(collection))

    # -- deciding ----------------------------------------------------------------------------------------------------

    def _pays(self, collection: Collection, *, late: bool = False) -> None:
        if collection.state in (A.PENDING, *(ENDED_UNPAID if late else ())):
            self._collects(collection, self._paid(collection.asked), "pays", must_come=late)

    def _paid(self, asked: Money) -> Money:
        """Wrong by a franc or by a lot."""
        if self._boundary.strikes(F.PAYS_TOO_LITTLE):
            return Money(max(self._random.choice((asked.minor - 1, asked.minor // 3)), 1), asked.currency)
        if self._boundary.strikes(F.PAYS_TOO_MUCH):
            return Money(asked.minor + self._random.choice((1, 9_000, asked.minor)), asked.currency)
        return Money(asked.minor, "XAF") if self._boundary.strikes(F.PAYS_STRANGELY) else asked

    def _collects(self, collection: Collection, money: Money, how: str, *, must_come: bool) -> None:
        collection.state, collection.collected = A.SUCCEEDED, money
        collection.collected_at = self._timeline.seconds
        self._happened(collection, f"{how} {money}", must_come=must_come)
        if self._boundary.strikes(F.TAKES_BACK):
            self._later("wallet", self._random.uniform(*TAKEN_BACK_AFTER), lambda: self._takes_back(collection))

    def _declines(self, collection: Collection) -> None:
        if collection.state == A.PENDING:
            collection.state = self._random.choice((A.CANCELLED, A.FAILED))
            self._happened(collection, "declines")
            self._perhaps_late(collection)

    def _expires(self, collection: Collection) -> None:
        if collection.state == A.PENDING:
            collection.state = A.EXPIRED
            self._happened(collection, "lets it expire")
            self._perhaps_late(collection)

    def _perhaps_late(self, collection: Collection) -> None:
        """Late money comes with a callback: of what has ended nobody asks again by himself."""
        if self._boundary.strikes(F.PAYS_LATE):
            self._later("payer, late", self._random.uniform(5, 300), lambda: self._pays(collection, late=True))

    def _pays_again(self, collection: Collection) -> None:
        """A second collection under the same id of ours: only its callback tells of it."""
        if collection.collected is not None:
            twin = self._wallet.ledger.opens_twin(collection)
            self._collects(twin, twin.asked, "pays once more,", must_come=True)

    def _takes_back(self, collection: Collection) -> None:
        """What is with us; what is on its way back goes its way. Only its callback tells of it."""
        if not self._wallet.ledger.returned(collection.ref):
            collection.taken_back = True
            self._happened(collection, f"takes back {collection.collected}", must_come=True)

    # -- money back --------------------------------------------------------------------------------------------------

    def promised_back(self, id: str) -> None:
        def ends() -> None:
            given = self._wallet.ledger.returns[id]
            given.state = RefundState.FAILED if self._boundary.strikes(F.REFUND_FAILS) else RefundState.DONE
            self._timeline.note(f"refund {id} is {given.state}")

        self._later("refund", self._random.uniform(*REFUND_TAKES), ends)

    def _happened(self, collection: Collection, what: str, *, must_come: bool = False) -> None:
        self._timeline.note(f"{what} ({collection.ref})")
        self._postman.tells(self._wallet, collection, must_come=must_come)

    def _later(self, who: str, after: float, act: object) -> None:
        self._timeline.spawn(f"{who} of {self._wallet.code}", act, after)
