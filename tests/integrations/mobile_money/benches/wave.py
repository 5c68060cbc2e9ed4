"""Wave for the contract suite: its payer and its network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from domain.payment.gateway import CollectRequest, InboundHttp
from domain.shared.clock import FakeClock
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.client import WaveGateway
from tests.integrations.mobile_money.bench import AWA, OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.servers.wave import WaveServer
from tests.wallet import ACCOUNT

KEY, SECRET = "wave_ci_prod_of_fatou", "wave_ci_WHS_of_fatou"
ACCOUNTS = {
    ACCOUNT: WaveAccount(KEY, SECRET),
    OTHER_ACCOUNT: WaveAccount("wave_ci_prod_of_njeri", "wave_ci_WHS_of_njeri"),
}


@dataclass(slots=True)
class WaveBench:
    tells_payer: ClassVar[bool] = True
    server: WaveServer
    gateway: WaveGateway

    def request(self, **changes: object) -> CollectRequest:
        return a_request(**changes)

    def pay(self, ref: str) -> None:
        self.server.pay(ref, AWA.e164)

    def decline(self, ref: str) -> None:
        self.server.give_up(ref, "insufficient-funds")

    def expire(self, ref: str) -> None:
        self.server.expire(ref)

    pay_late = pay

    def pay_twice(self, ref: str) -> None:
        """A session is paid once; so a second one of the same attempt, as a double start would have left."""
        self.pay(ref)
        first = self.server.sessions[ref]
        names = ("amount", "currency", "client_reference", "success_url", "error_url", "restrict_payer_mobile")
        twin = self.server._create(self.server.owners[ref], {name: first[name] for name in names})
        self.pay(twin["id"])

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.goes_wrong(door, "lost" if happens else "lost_before")

    def callback(self, ref: str) -> InboundHttp:
        body = self.server.event(ref)
        return InboundHttp("POST", "/", "", {"wave-signature": self.server.signed(body, SECRET)}, body)


@contextmanager
def running_wave(clock: FakeClock, accounts: dict[str, WaveAccount] = ACCOUNTS, **how: Any) -> Iterator[WaveBench]:
    server = WaveServer(clock, {account.key: name for name, account in ACCOUNTS.items()})
    try:
        yield WaveBench(server, WaveGateway(server.url, accounts, clock, **{"timeout": (2, 2), **how}))
    finally:
        server.close()


@contextmanager
def wave_bench(request: pytest.FixtureRequest) -> Iterator[WaveBench]:
    with running_wave(request.getfixturevalue("clock")) as bench:
        yield bench
