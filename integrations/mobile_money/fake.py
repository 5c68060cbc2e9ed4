"""A wallet in memory, for tests above the port: told what to answer, remembers what it was asked."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date

from domain.payment.capabilities import Capabilities
from domain.payment.gateway import (
    Accepted,
    Ack,
    CallbackAuth,
    CallbackClaim,
    CollectRequest,
    InboundHttp,
    PushPrompt,
    Redirect,
    RefundReport,
    RefundRequest,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import EXPONENTS, Money
from integrations.mobile_money.refusals import NO_ACCOUNT

SECRET = b"the fake wallet's secret"
Outcome = Accepted | Rejected | Unknown


@dataclass(slots=True)
class FakeCollection:
    """What the wallet knows of one collection."""

    ref: str
    request: CollectRequest
    report: StatusReport


@dataclass(slots=True)
class FakeGateway:
    """Scripts are used up in order; without one it works. `happens`: the call has its effect all the same."""

    code: str = "fake"
    accounts: set[str] | None = None
    up: bool = True
    started: list[CollectRequest] = field(default_factory=list)
    collections: dict[str, FakeCollection] = field(default_factory=dict)
    refunds: dict[str, RefundRequest] = field(default_factory=dict)
    _starts: deque[tuple[Outcome, bool]] = field(default_factory=deque)
    _refunds: deque[tuple[Outcome, bool]] = field(default_factory=deque)
    _statuses: deque[StatusReport] = field(default_factory=deque)
    _refund_states: dict[str, RefundState] = field(default_factory=dict)

    # -- the script

    def next_start(self, outcome: Rejected | Unknown, *, happens: bool = False) -> None:
        self._starts.append((outcome, happens))

    def next_refund(self, outcome: Rejected | Unknown, *, happens: bool = False) -> None:
        self._refunds.append((outcome, happens))

    def next_status(self, report: StatusReport) -> None:
        self._statuses.append(report)

    def settle_refund(self, refund_id: str, state: RefundState) -> None:
        self._refund_states[refund_id] = state

    def move(
        self,
        ref: str,
        state: AttemptState,
        reason: Reason | None = None,
        money: Money | None = None,
        fee: Money | None = None,
    ) -> None:
        """The payer or time decides: `move(ref, SUCCEEDED)`; `money=` collects another amount, `fee=` is kept of it."""
        held = self.collections[ref]
        txn = f"txn-{ref}" if state is AttemptState.SUCCEEDED else None
        held.report = replace(
            held.report,
            state=state,
            money=money or held.report.money,
            provider_txn=txn,
            reason=reason,
            raw=state.value,
            fee=fee,
            taken_back=False,
        )

    def take_back(self, ref: str) -> None:
        """What was collected goes back to the payer, and nobody here has asked for it."""
        held = self.collections[ref]
        held.report = replace(held.report, taken_back=True, raw="taken back")

    def pay_twice(self, ref: str) -> str:
        """The name of the second collection."""
        self.move(ref, AttemptState.SUCCEEDED)
        twin = self._open(self.collections[ref].request)
        self.move(twin, AttemptState.SUCCEEDED)
        return twin

    def callback(self, ref: str, *, secret: bytes = SECRET) -> InboundHttp:
        """What the wallet would send now; another `secret` makes a forgery."""
        held = self.collections[ref]
        claim = {"ref": ref, "attempt": held.request.attempt_id, "state": (held.report.state or "")}
        event = f"event-{ref}-{'taken-back' if held.report.taken_back else claim['state']}"
        body = json.dumps({"id": event, "txn": held.report.provider_txn, **claim}).encode()
        headers = {"fake-signature": hmac.new(secret, body, hashlib.sha256).hexdigest()}
        return InboundHttp("POST", "", "", headers, body, held.request.attempt_token)

    # -- the port

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities({code: (Money(1, code), Money(10**12, code)) for code in EXPONENTS})

    def is_up(self, account: str) -> bool:
        return self.up

    def cancel(self, account: str, ref: str) -> bool:
        return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        paid = (held for held in self.collections.values() if held.report.state == AttemptState.SUCCEEDED)
        return [replace(held.report, ref=held.ref) for held in paid if held.request.account == account]

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def precheck(self, request: CollectRequest) -> Rejected | None:
        if not self._knows(request.account):
            return NO_ACCOUNT
        return None if request.amount.minor > 0 else Rejected("amount_out_of_bounds", Reason.AMOUNT)

    def start(self, request: CollectRequest) -> Outcome:
        if refused := self.precheck(request):
            return refused
        self.started.append(request)
        outcome, happens = self._starts.popleft() if self._starts else (None, True)
        ref = (self.find(request.account, request.attempt_id) or self._open(request)) if happens else ""
        return outcome or Accepted(ref, Redirect(_page(ref)))

    def status(self, account: str, ref: str) -> StatusReport:
        if self._statuses:
            return self._statuses.popleft()
        held = self.collections.get(ref)
        if held is None or held.request.account != account:
            return StatusReport(None, raw="not found")
        return held.report

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        named = [held for held in self.collections.values() if held.request.attempt_id == attempt_id]
        return next((held.ref for held in named if held.request.account == account), None)

    def refund(self, request: RefundRequest) -> Outcome:
        outcome, happens = self._refunds.popleft() if self._refunds else (None, True)
        if happens:
            if refused := self._refund_refused(request):
                return refused
            self.refunds[request.refund_id] = request
            self._refund_states.setdefault(request.refund_id, RefundState.DONE)
        return outcome or Accepted(request.refund_id, PushPrompt())

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        kept = self.refunds.get(refund_id)
        if kept is None or kept.account != account:
            return RefundReport(None, known=False)
        return RefundReport(self._refund_states[refund_id], ref=refund_id)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        proof = hmac.new(SECRET, http.body, hashlib.sha256).hexdigest()
        given = http.headers.get("fake-signature", "")
        if http.method != "POST" or not self._knows(account) or not hmac.compare_digest(proof, given):
            return CallbackClaim(CallbackAuth.INVALID, event_key="")
        event = json.loads(http.body)
        state = AttemptState(event["state"]) if event["state"] else None
        proved, names = CallbackAuth.SIGNED_BODY, (event["id"], event["ref"], event["attempt"])
        return CallbackClaim(proved, *names, claimed_state=state, provider_txn=event["txn"])

    def _knows(self, account: str) -> bool:
        return self.accounts is None or account in self.accounts

    def _open(self, request: CollectRequest) -> str:
        ref = f"fake-{len(self.collections) + 1}"
        payer = request.payer.e164 if request.payer else None
        opened = StatusReport(AttemptState.PENDING, request.amount, request.attempt_id, payer, raw="pending")
        self.collections[ref] = FakeCollection(ref, request, replace(opened, url=_page(ref)))
        return ref

    def _refund_refused(self, request: RefundRequest) -> Rejected | None:
        held = self.collections.get(request.ref)
        if held is None or held.request.account != request.account:
            return Rejected("collection_not_found")
        if held.report.state is not AttemptState.SUCCEEDED or held.report.money is None:
            return Rejected("not_refundable")
        others = [given for given in self.refunds.values() if given.ref == request.ref]
        spent = sum(given.amount.minor for given in others if given.refund_id != request.refund_id)
        too_much = spent + request.amount.minor > held.report.money.minor
        return Rejected("refund_too_large", Reason.AMOUNT) if too_much else None


def _page(ref: str) -> str:
    return f"https://wallet.test/{ref}"
