"""Callbacks on their way: lost, repeated, late, out of order, lying, forged; knocking until they are taken."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from bot.again import again
from bot.bootstrap import Installation
from bot.webhooks import payments as door
from domain.payment.gateway import CallbackAuth, CollectRequest, InboundHttp
from domain.payment.values import AttemptState
from domain.shared.errors import Trouble
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F
from tests.simulation.ledger import Collection
from tests.simulation.wallet import SimulatedWallet, proof

KNOCKS_AGAIN = (5.0, 20.0, 60.0, 300.0, 900.0, 1800.0)
"""Seconds between tries; the last one repeats until somebody answers 200."""


class Postman:
    """`taken` are the callbacks that were answered with 200: each must lie in the inbox."""

    def __init__(self, it: Installation, boundary: Boundary) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self._it = it
        self._boundary = boundary
        self._timeline = boundary.timeline
        self._sent = 0

    def tells(self, wallet: SimulatedWallet, collection: Collection, *, must_come: bool = False) -> None:
        """Something has happened to a collection. `must_come`: nobody would ask by himself."""
        if not must_come and self._boundary.strikes(F.CALLBACK_LOST):
            return
        claimed = collection.state
        if not must_come and self._boundary.strikes(F.CALLBACK_LIES):
            claimed = self._timeline.random.choice((AttemptState.SUCCEEDED, AttemptState.FAILED, AttemptState.PENDING))
        http = self._letter(collection, collection.ref, claimed)
        self._deliver(wallet, http)
        if self._boundary.strikes(F.CALLBACK_REPEATED):
            self._deliver(wallet, http)
            self._deliver(wallet, self._letter(collection, collection.ref, claimed))
        if self._boundary.strikes(F.CALLBACK_FORGED):
            self._forge(wallet)
        if self._boundary.strikes(F.CALLBACK_OF_NOBODY):
            nobody = replace(collection, attempt_id="not-ours", token="not-ours")
            self._deliver(wallet, self._letter(nobody, "not-ours", collection.state))

    def _forge(self, wallet: SimulatedWallet) -> None:
        """A stranger says that it is paid; where nothing is signed, he may have seen an address."""
        asked = self._timeline.random.choice(wallet.asked)
        ref = self._timeline.random.choice([*wallet.ledger.collections, "nobody-knows-it"])
        self._deliver(wallet, self._letter(asked, ref, AttemptState.SUCCEEDED, forged=True))

    def _letter(
        self, about: Collection | CollectRequest, ref: str, state: AttemptState, *, forged: bool = False
    ) -> InboundHttp:
        self._sent += 1
        token = about.attempt_token if isinstance(about, CollectRequest) else about.token
        said = {"event": f"event-{self._sent}", "ref": ref, "attempt": about.attempt_id, "state": state.value}
        body = json.dumps(said).encode()
        return InboundHttp("POST", "", "", {"proof": "a guess" if forged else proof(body)}, body, token)

    def _deliver(self, wallet: SimulatedWallet, http: InboundHttp) -> None:
        late = self._boundary.strikes(F.CALLBACK_LATE)
        after = self._timeline.random.uniform(10, 900) if late else self._timeline.random.uniform(0.05, 4)
        self._timeline.spawn(f"callback of {wallet.code}", lambda: self._knock(wallet, http), after)

    def _knock(self, wallet: SimulatedWallet, http: InboundHttp) -> None:
        tries = 0
        while not self._is_taken(wallet, http):
            self._timeline.pause(KNOCKS_AGAIN[min(tries, len(KNOCKS_AGAIN) - 1)])
            tries += 1

    def _is_taken(self, wallet: SimulatedWallet, http: InboundHttp) -> bool:
        statuses: list[int] = []
        self._timeline.note(f"knocks with {http.body.decode()}")
        self._timeline.survives(lambda: statuses.append(self._door(wallet, http)))
        self._timeline.note(f"is answered {statuses or 'nothing'}")
        if statuses == [200]:
            self.taken[f"wallet:{wallet.code}:{wallet.account}", json.loads(http.body)["event"]] += 1
        return statuses in ([200], [401])

    def _door(self, wallet: SimulatedWallet, http: InboundHttp) -> int:
        """What stands between Flask and `keep` in `bot.webhooks.payments`."""
        claim = wallet.read_callback(wallet.account, http)
        if claim.auth == CallbackAuth.INVALID:
            return 401
        try:
            again(lambda: door.keep(self._it, wallet.code, wallet.account, http, claim))
        except Trouble:
            return 503
        self._it.wakeups.wake("settle")
        return 200
