"""Orange Money Web Payment behind the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

import pytest

from domain.payment.gateway import CallbackAuth, CollectRequest, InboundHttp, PaymentGateway
from domain.shared.clock import Clock, FakeClock
from integrations.mobile_money.orange.account import OrangeAccount
from integrations.mobile_money.orange.client import OrangeGateway
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.benches.mpesa import with_token
from tests.integrations.mobile_money.servers.orange import Merchant, OrangeServer
from tests.services import eventually
from tests.wallet import ACCOUNT, ShopDoor

MERCHANTS = {
    ACCOUNT: Merchant("app-1", "secret-1", "a292867f", "ci", "XOF"),
    OTHER_ACCOUNT: Merchant("app-2", "secret-2", "b1c2d3e4", "dev", "OUV"),
}
ACCOUNTS = {
    name: OrangeAccount(merchant.client_id, merchant.secret, merchant.merchant_key, merchant.market)
    for name, merchant in MERCHANTS.items()
}


@dataclass(slots=True)
class OrangeBench:
    """Its callback names no payment; a refusal has no reason."""

    tells_payer: ClassVar[bool] = False
    tells_amount: ClassVar[bool] = False
    callback_names: ClassVar[bool] = False
    refusal: ClassVar[None] = None
    proof: ClassVar[CallbackAuth] = CallbackAuth.NONE
    server: OrangeServer
    door: ShopDoor
    clock: Clock
    gateway: PaymentGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = OrangeGateway(self.server.url, ACCOUNTS, self.clock, timeout=(2, 2))

    def request(self, **changes: object) -> CollectRequest:
        return a_request(**{"callback_url": f"{self.door.url}/{'a' * 22}", **changes})

    def pay(self, ref: str) -> None:
        self.server.pay(pay_token_of(ref))

    def decline(self, ref: str) -> None:
        self.server.fail(pay_token_of(ref))

    def expire(self, ref: str) -> None:
        self.server.expire(pay_token_of(ref))

    pay_late = pay_twice = pay  # a page is paid once, however often

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.goes_wrong(door, "lost" if happens else "lost_before")

    def callback(self, ref: str) -> InboundHttp:
        eventually(lambda: self.door.received)
        return with_token(self.door.received[-1])


def pay_token_of(ref: str) -> str:
    return ref.rsplit("-", 1)[1]


@contextmanager
def running_orange(door: ShopDoor, clock: Clock) -> Iterator[OrangeBench]:
    server = OrangeServer(*MERCHANTS.values())
    try:
        yield OrangeBench(server, door, clock)
    finally:
        server.close()


@contextmanager
def orange_bench(request: pytest.FixtureRequest) -> Iterator[OrangeBench]:
    with running_orange(request.getfixturevalue("door"), FakeClock()) as bench:
        yield bench
