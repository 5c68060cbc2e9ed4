"""M-Pesa behind the contract suite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import ClassVar

import pytest

from domain.payment.gateway import CallbackAuth, CollectRequest, InboundHttp, PaymentGateway
from domain.shared.clock import FakeClock
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.mpesa.account import MpesaAccount
from integrations.mobile_money.mpesa.client import MpesaGateway
from tests.integrations.mobile_money.bench import OTHER_ACCOUNT, a_request
from tests.integrations.mobile_money.servers.mpesa import Merchant, MpesaServer
from tests.services import eventually
from tests.wallet import ACCOUNT, ShopDoor

ACHIENG = PhoneNumber("+254711000001")
MERCHANTS = {
    ACCOUNT: Merchant("key-1", "secret-1", "174379", "bfb279f9aa9bdbcf158e97dd71a467cd"),
    OTHER_ACCOUNT: Merchant("key-2", "secret-2", "600610", "a0b1c2d3e4f5"),
}


def an_account(merchant: Merchant) -> MpesaAccount:
    return MpesaAccount(
        merchant.key,
        merchant.secret,
        merchant.shortcode,
        merchant.passkey,
        initiator=merchant.initiator,
        credential=merchant.credential,
    )


@dataclass(slots=True)
class AtTheDoor:
    """What the shop's door took, as the store keeps it: by account and by what the claim names."""

    door: ShopDoor
    gateway: MpesaGateway | None = None

    def about(self, account: str, ref: str) -> Sequence[bytes]:
        assert self.gateway
        taken = [with_token(http) for http in self.door.received]
        claims = [(self.gateway.read_callback(account, http), http.body) for http in taken]
        return [body for claim, body in claims if claim.ref == ref]


def with_token(http: InboundHttp) -> InboundHttp:
    """As the shop's web door gives it on: with the last part of the address as its token."""
    return replace(http, attempt_token=http.path.rsplit("/", 1)[1])


@dataclass(slots=True)
class MpesaBench:
    """`only_state`: the wallet's status names neither amount nor payer, receipt or attempt."""

    tells_payer: ClassVar[bool] = False
    only_state: ClassVar[bool] = True
    proof: ClassVar[CallbackAuth] = CallbackAuth.NONE
    server: MpesaServer
    door: ShopDoor
    gateway: PaymentGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = mpesa_gateway(self.server, self.door)

    def request(self, **changes: object) -> CollectRequest:
        usual = {"amount": Money.of(7500, "KES"), "payer": ACHIENG, "callback_url": f"{self.door.url}/{'a' * 22}"}
        return a_request(**{**usual, **changes})

    def pay(self, ref: str) -> None:
        self.server.pay(ref)

    def decline(self, ref: str) -> None:
        self.server.refuse(ref, 1, "The balance is insufficient for the transaction")

    def expire(self, ref: str) -> None:
        self.server.refuse(ref, 1037, "DS timeout user cannot be reached")

    pay_late = pay_twice = pay  # a second push is a collection of its own

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.server.goes_wrong(door, "lost" if happens else "lost_before")

    def callback(self, ref: str) -> InboundHttp:
        eventually(lambda: self.door.received)
        return with_token(self.door.received[-1])


def mpesa_gateway(server: MpesaServer, door: ShopDoor) -> MpesaGateway:
    heard = AtTheDoor(door)
    heard.gateway = MpesaGateway(
        server.url,
        {name: an_account(merchant) for name, merchant in MERCHANTS.items()},
        FakeClock(),
        results_url=door.url.rsplit("/", 1)[0],
        heard=heard,
        timeout=(2, 2),
    )
    return heard.gateway


@contextmanager
def mpesa_bench(request: pytest.FixtureRequest) -> Iterator[MpesaBench]:
    server = MpesaServer(*MERCHANTS.values())
    try:
        yield MpesaBench(server, request.getfixturevalue("door"))
    finally:
        server.close()
