"""Two wallets of one shop that can be told to ring, to cancel, and what they take; and what the pay page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.payment.capabilities import Capabilities
from domain.payment.gateway import Accepted, CollectRequest, PushPrompt, Rejected, Unknown
from domain.payment.values import AttemptState
from domain.shared.money import EXPONENTS, Money
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.till import Bill, Till, WatchedGateway


@dataclass(slots=True)
class Wallet(WatchedGateway):
    """One that can be told to ring, to cancel, and what it takes."""

    rings: bool = False
    can_cancel: bool = False
    whole_units: bool = False
    lasts: timedelta | None = None
    till: Till | None = None

    @property
    def capabilities(self) -> Capabilities:
        limits = {code: (Money(1, code), Money(10**12, code)) for code in EXPONENTS}
        return Capabilities(limits, whole_units=self.whole_units, is_push=self.rings, can_cancel=self.can_cancel)

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        answer = WatchedGateway.start(self, request)
        if not isinstance(answer, Accepted) or self.till is None:
            return answer
        until = self.till.house.clock.now() + self.lasts if self.lasts else None
        return Accepted(answer.ref, PushPrompt() if self.rings else answer.action, until)

    def cancel(self, account: str, ref: str) -> bool:
        if self.can_cancel:
            self.move(ref, AttemptState.CANCELLED)
        return self.can_cancel


def two_wallets(open_door: OpenHouse, database: str) -> Till:
    """`money` opens a page, `mobile` rings."""
    money, mobile = Wallet("sandbox"), Wallet("sandbox-push", rings=True)
    till = Till(open_door(database, gateways={"sandbox": money, "sandbox-push": mobile}), money)
    money.till = mobile.till = till
    return till


def wallet(till: Till, name: str = "sandbox") -> Wallet:
    found = till.it.wallets.named(name)
    assert isinstance(found, Wallet)
    return found


def state(till: Till, bill: Bill) -> str:
    page = till.page(bill).text
    shown = page.partition('data-state="')[2].partition('"')[0]
    assert till.house.call("GET", f"/p/{bill.link}/state").text.strip() == f'{{"state":"{shown}"}}'
    return shown
