"""MTN behind the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

import pytest

from domain.payment.gateway import CallbackAuth, CollectRequest, InboundHttp, PaymentGateway
from domain.shared.clock import Clock, FakeClock
from integrations.mobile_money.mtn.account import MtnAccount
from integrations.mobile_money.mtn.client import MtnGateway
from integrations.mobile_money.mtn.provision import provision
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.servers.mtn import MtnServer
from tests.services import eventually
from tests.wallet import ACCOUNT, ShopDoor

MARKET = "mtnivorycoast"


def mtn_accounts(server: MtnServer) -> dict[str, MtnAccount]:
    return {name: _account(server, name) for name in (ACCOUNT, OTHER_ACCOUNT)}


def mtn_gateway(server: MtnServer, clock: Clock | None = None) -> MtnGateway:
    return MtnGateway(server.url, mtn_accounts(server), clock or FakeClock(), timeout=(2, 2))


def _account(server: MtnServer, name: str) -> MtnAccount:
    made = provision(server.url, f"collection-{name}", "127.0.0.1", f"disbursement-{name}")
    return MtnAccount(made.collection, made.disbursement, MARKET, callback_host=made.callback_host)


@dataclass(slots=True)
class MtnBench:
    tells_payer: ClassVar[bool] = True
    proof: ClassVar[CallbackAuth] = CallbackAuth.NONE
    server: MtnServer
    door: ShopDoor
    gateway: PaymentGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = mtn_gateway(self.server)

    def request(self, **changes: object) -> CollectRequest:
        return a_request(callback_url=self.door.url, **changes)

    def pay(self, ref: str) -> None:
        self.server.pay(ref)

    def decline(self, ref: str) -> None:
        self.server.refuse(ref, "NOT_ENOUGH_FUNDS")

    def expire(self, ref: str) -> None:
        self.server.refuse(ref, "EXPIRED")

    pay_late = pay_twice = pay  # one reference is approved once, however often

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.goes_wrong(door, "lost" if happens else "lost_before")

    def callback(self, ref: str) -> InboundHttp:
        eventually(lambda: self.door.received)
        return self.door.received[-1]


@contextmanager
def mtn_bench(request: pytest.FixtureRequest) -> Iterator[MtnBench]:
    server = MtnServer()
    try:
        yield MtnBench(server, request.getfixturevalue("door"))
    finally:
        server.close()
