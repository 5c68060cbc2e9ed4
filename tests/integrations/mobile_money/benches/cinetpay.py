"""CinetPay behind the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

import pytest

from domain.payment.gateway import CallbackAuth, CollectRequest, InboundHttp, PaymentGateway
from domain.shared.clock import Clock, FakeClock
from integrations.mobile_money.cinetpay.account import CinetpayAccount
from integrations.mobile_money.cinetpay.client import CinetpayGateway
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.benches.mpesa import with_token
from tests.integrations.mobile_money.servers.cinetpay import CinetpayServer
from tests.services import eventually
from tests.wallet import ACCOUNT, ShopDoor

KEYS = {"sk_test_of_fatou": "password-1", "sk_test_of_njeri": "password-2"}
ACCOUNTS = {
    ACCOUNT: CinetpayAccount("sk_test_of_fatou", "password-1", "CI", "shop.example"),
    OTHER_ACCOUNT: CinetpayAccount("sk_test_of_njeri", "password-2", "CI", "shop.example"),
}


@dataclass(slots=True)
class CinetpayBench:
    """Its callback tells no state; whether its status repeats the page's address is not known, so here it does not."""

    tells_payer: ClassVar[bool] = False
    tells_amount: ClassVar[bool] = False
    callback_tells_state: ClassVar[bool] = False
    loses_page: ClassVar[bool] = True
    proof: ClassVar[CallbackAuth] = CallbackAuth.NONE
    server: CinetpayServer
    door: ShopDoor
    clock: Clock
    gateway: PaymentGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = CinetpayGateway(self.server.url, ACCOUNTS, self.clock, timeout=(2, 2))

    def request(self, **changes: object) -> CollectRequest:
        return a_request(**{"callback_url": f"{self.door.url}/{'a' * 22}", **changes})

    def pay(self, ref: str) -> None:
        self.server.pay(ref)

    def decline(self, ref: str) -> None:
        self.server.becomes(ref, "INSUFFICIENT_BALANCE")

    def expire(self, ref: str) -> None:
        self.server.becomes(ref, "EXPIRED")

    pay_late = pay_twice = pay  # an id is paid once, however often

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.goes_wrong(door, "lost" if happens else "lost_before")

    def callback(self, ref: str) -> InboundHttp:
        eventually(lambda: self.door.received)
        return with_token(self.door.received[-1])


@contextmanager
def running_cinetpay(door: ShopDoor, clock: Clock) -> Iterator[CinetpayBench]:
    server = CinetpayServer(KEYS)
    try:
        yield CinetpayBench(server, door, clock)
    finally:
        server.close()


@contextmanager
def cinetpay_bench(request: pytest.FixtureRequest) -> Iterator[CinetpayBench]:
    with running_cinetpay(request.getfixturevalue("door"), FakeClock()) as bench:
        yield bench
