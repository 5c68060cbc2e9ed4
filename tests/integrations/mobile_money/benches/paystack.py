"""Paystack for the contract suite: its payer and its network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from domain.payment.gateway import CollectRequest, InboundHttp
from domain.shared.clock import FakeClock
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.client import PaystackGateway
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.servers.paystack import PaystackServer
from tests.wallet import ACCOUNT

ACHIENG = PhoneNumber("+254711000001")
KEY = "sk_test_of_fatou"
ACCOUNTS = {
    ACCOUNT: PaystackAccount(KEY, "shop.example"),
    OTHER_ACCOUNT: PaystackAccount("sk_test_of_njeri", "shop.example"),
}


def a_shilling_request(**changes: object) -> CollectRequest:
    return a_request(**{"amount": Money(125050, "KES"), "payer": ACHIENG, **changes})


@dataclass(slots=True)
class PaystackBench:
    """The payer types a number on Paystack's page; its answers do not name it. The page's address is told once."""

    tells_payer: ClassVar[bool] = False
    loses_page: ClassVar[bool] = True
    fee: ClassVar[Money] = Money(1876, "KES")
    server: PaystackServer
    gateway: PaystackGateway

    def request(self, **changes: object) -> CollectRequest:
        return a_shilling_request(**changes)

    def pay(self, ref: str) -> None:
        self.server.pay(ref)

    def decline(self, ref: str) -> None:
        self.server.fail(ref, "Insufficient Funds")

    def expire(self, ref: str) -> None:
        self.server.grow_old(ref, timedelta(minutes=31))

    pay_late = pay

    def pay_twice(self, ref: str) -> None:
        """A reference is paid once: the second try finds it paid."""
        self.pay(ref)
        self.pay(ref)

    def take_back(self, ref: str) -> None:
        self.server.charge_back(ref)

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.goes_wrong(door, "lost" if happens else "lost_before")

    def callback(self, ref: str) -> InboundHttp:
        body = self.server.event(ref)
        return InboundHttp("POST", "/", "", {"x-paystack-signature": self.server.signed(body, KEY)}, body)


@contextmanager
def running_paystack(clock: FakeClock, **how: Any) -> Iterator[PaystackBench]:
    server = PaystackServer(clock, {account.key for account in ACCOUNTS.values()})
    try:
        yield PaystackBench(server, PaystackGateway(server.url, ACCOUNTS, clock, **{"timeout": (2, 2), **how}))
    finally:
        server.close()


@contextmanager
def paystack_bench(request: pytest.FixtureRequest) -> Iterator[PaystackBench]:
    with running_paystack(request.getfixturevalue("clock")) as bench:
        yield bench
