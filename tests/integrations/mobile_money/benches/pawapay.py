"""pawaPay for the contract suite: its payer, its network, and the shop's door that its callbacks reach."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from domain.payment.gateway import CollectRequest, InboundHttp
from domain.shared.clock import FakeClock
from integrations.mobile_money.pawapay.account import PawapayAccount
from integrations.mobile_money.pawapay.client import PawapayGateway
from tests.integrations.mobile_money.bench import AWA, OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.servers.pawapay import PawapayServer
from tests.services import eventually
from tests.wallet import ACCOUNT, ShopDoor

PHONE = AWA.e164.removeprefix("+")
ACCOUNTS = {
    ACCOUNT: PawapayAccount("token-of-fatou", ("CI", "SN", "ZM", "KE")),
    OTHER_ACCOUNT: PawapayAccount("token-of-njeri", ("KE",)),
}


@dataclass(slots=True)
class PawapayBench:
    tells_payer: ClassVar[bool] = True
    server: PawapayServer
    door: ShopDoor
    gateway: PawapayGateway

    def request(self, **changes: object) -> CollectRequest:
        return a_request(**changes)

    def pay(self, ref: str) -> None:
        self.server.try_to_pay(ref, PHONE, "COMPLETED")
        self.server.end(ref, "COMPLETED")

    def decline(self, ref: str) -> None:
        self.server.try_to_pay(ref, PHONE, "FAILED", "INSUFFICIENT_BALANCE")
        self.server.end(ref, "FAILED")

    def expire(self, ref: str) -> None:
        self.server.end(ref, "EXPIRED")

    def pay_late(self, ref: str) -> None:
        """A deposit begun before the end, whose outcome pawaPay's reconciliation learns after it."""
        self.server.try_to_pay(ref, PHONE, "COMPLETED")

    def pay_twice(self, ref: str) -> None:
        """pawaPay lets one deposit of a checkout succeed: the second is refused."""
        self.pay(ref)
        self.server.try_to_pay(ref, PHONE, "FAILED", "UNSPECIFIED_FAILURE")

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.faults[door] = deque(["lost" if happens else "lost_before"])

    def callback(self, ref: str) -> InboundHttp:
        return eventually(lambda: [each for each in self.door.received if b'"checkoutId"' in each.body])[-1]


@contextmanager
def running_pawapay(clock: FakeClock, door: ShopDoor, **how: Any) -> Iterator[PawapayBench]:
    server = PawapayServer(clock, {account.token for account in ACCOUNTS.values()}, door.url)
    try:
        yield PawapayBench(server, door, PawapayGateway(server.url, ACCOUNTS, clock, **{"timeout": (2, 2), **how}))
    finally:
        server.close()


@contextmanager
def pawapay_bench(request: pytest.FixtureRequest) -> Iterator[PawapayBench]:
    with running_pawapay(request.getfixturevalue("clock"), request.getfixturevalue("door")) as bench:
        yield bench
