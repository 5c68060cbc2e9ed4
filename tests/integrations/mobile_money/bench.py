"""What a contract test needs beside the gateway: the payer, the network and the shop's door, for each wallet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import ClassVar, Protocol

from domain.payment.gateway import (
    CollectRequest,
    InboundHttp,
    PaymentGateway,
    RefundRequest,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.fake import FakeGateway
from tests.services import eventually
from tests.wallet import ACCOUNT, ShopDoor, WalletHandle

AWA = PhoneNumber("+2250700000001")
OTHER_ACCOUNT = "njeri-home"


def a_request(**changes: object) -> CollectRequest:
    request = CollectRequest(
        attempt_id=AttemptId(str(uuid.uuid4())),
        attempt_token="a" * 22,
        account=ACCOUNT,
        amount=Money(7500, "XOF"),
        payer=AWA,
        order_ref="CF-0042",
        shop_name="Chez Fatou",
        language="fr",
        callback_url="http://127.0.0.1:9/webhooks/payments/sandbox/chez-fatou",
        return_url="http://127.0.0.1:9/p/token",
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def a_refund(ref: str, minor: int = 7500, **changes: object) -> RefundRequest:
    refund = RefundRequest(RefundId(str(uuid.uuid4())), ACCOUNT, ref, Money(minor, "XOF"))
    return replace(refund, **changes)  # type: ignore[arg-type]


class Bench(Protocol):
    """`tells_payer`: the wallet's status names the number that paid. `take_back` where the wallet says that it does."""

    tells_payer: ClassVar[bool]
    gateway: PaymentGateway

    def request(self, **changes: object) -> CollectRequest: ...
    def pay(self, ref: str) -> None: ...
    def decline(self, ref: str) -> None: ...
    def expire(self, ref: str) -> None: ...
    def pay_late(self, ref: str) -> None: ...
    def pay_twice(self, ref: str) -> None: ...
    def take_back(self, ref: str) -> None: ...
    def lose_answer(self, door: str, *, happens: bool) -> None: ...
    def callback(self, ref: str) -> InboundHttp: ...


@dataclass(slots=True)
class FakeBench:
    tells_payer: ClassVar[bool] = True
    asked_often: ClassVar[bool] = True
    gateway: FakeGateway = field(default_factory=FakeGateway)

    def request(self, **changes: object) -> CollectRequest:
        return a_request(**changes)

    def pay(self, ref: str) -> None:
        self.gateway.move(ref, AttemptState.SUCCEEDED)

    def decline(self, ref: str) -> None:
        self.gateway.move(ref, AttemptState.FAILED, Reason.INSUFFICIENT_FUNDS)

    def expire(self, ref: str) -> None:
        self.gateway.move(ref, AttemptState.EXPIRED)

    pay_late = pay

    def pay_twice(self, ref: str) -> None:
        self.gateway.pay_twice(ref)

    def take_back(self, ref: str) -> None:
        self.gateway.take_back(ref)

    def lose_answer(self, door: str, *, happens: bool) -> None:
        script = {"start": self.gateway.next_start, "refund": self.gateway.next_refund}[door]
        script(Unknown(why="lost"), happens=happens)

    def callback(self, ref: str) -> InboundHttp:
        return self.gateway.callback(ref)


@dataclass(slots=True)
class SandboxBench:
    tells_payer: ClassVar[bool] = True
    fee: ClassVar[Money] = Money(75, "XOF")
    wallet: WalletHandle
    door: ShopDoor
    gateway: PaymentGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = self.wallet.gateway(timeout=(2, 2))

    def request(self, **changes: object) -> CollectRequest:
        return a_request(callback_url=self.door.url, **changes)

    def pay(self, ref: str) -> None:
        self._act("approve")

    def decline(self, ref: str) -> None:
        self._act("decline", "insufficient_funds")

    def expire(self, ref: str) -> None:
        self._act("expire")

    def pay_late(self, ref: str) -> None:
        self._act("pay_late")

    def pay_twice(self, ref: str) -> None:
        self._act("pay_twice")

    def take_back(self, ref: str) -> None:
        self._act("reverse")

    def lose_answer(self, door: str, *, happens: bool) -> None:
        self.wallet.control.faults(**{door: "lost_answer"}, effect=happens)

    def callback(self, ref: str) -> InboundHttp:
        eventually(lambda: self.door.received)
        return self.door.received[-1]

    def _act(self, action: str, reason: str | None = None) -> None:
        self.wallet.control.act(AWA.e164, action, reason)
