"""A wallet: implements `PaymentGateway` over a truthful ledger, across a network that the seed spoils."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.merchant.shop import Wallet
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
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.errors import Temporary
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F
from tests.simulation.ledger import ENDED_UNPAID, Collection, Ledger
from tests.simulation.timeline import OPENS_AT

UNREACHABLE = Rejected("unreachable", Reason.PROVIDER_DOWN)
GIVES_UP_AFTER = 15.0
LATEST = 50.0
"""Seconds: after which a request that was slow on its way still arrives."""
PAYABLE = {"link": 480.0, "push": 150.0}
SIGNING_KEY = b"what only the wallet knows"
KEEPS_ONE_OF = 100
"""What a wallet that pushes keeps of what it collects: one part in so many."""


class SimulatedWallet:
    """`on_open` tells payers of a collection; `we_know` tells whether our own books have it as it is: nobody
    contradicts what was never told. `lists`: it can say what it has collected on a day."""

    def __init__(self, account: Wallet, boundary: Boundary, *, signs: bool, lists: bool) -> None:
        self.code = account.provider
        self.account = account.account
        self.mode = account.mode
        self.signs = signs
        self.lists = lists
        self.ledger = Ledger(self.code)
        self.asked: list[CollectRequest] = []
        self.on_open: Callable[[Collection], None] = lambda collection: None
        self.on_return: Callable[[str], None] = lambda id: None
        self.we_know: Callable[[Collection], bool] = lambda collection: False
        self._boundary = boundary

    # -- collecting --------------------------------------------------------------------------------------------------

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        self.asked.append(request)
        outcome = self._call("start", lambda: self._opened(request), Unknown(why="time-out"), may_be_late=True)
        return UNREACHABLE if outcome is None else outcome

    def _opened(self, request: CollectRequest) -> Accepted | Rejected:
        known = self.ledger.of_attempt(request.attempt_id)
        if known is None and self._boundary.strikes(F.WALLET_REFUSES):
            return Rejected("refused")
        until = self._boundary.timeline.seconds + PAYABLE[self.mode]
        collection, is_new = self.ledger.opens(request, until)
        if is_new:
            self.on_open(collection)
        action = PushPrompt() if self.mode == "push" else Redirect(f"https://{self.code}.example/{collection.ref}")
        return Accepted(collection.ref, action, _moment(collection.expires_at) if self.mode == "link" else None)

    def status(self, account: str, ref: str) -> StatusReport:
        silent = StatusReport(None)
        return self._call("status", lambda: self._said(account, ref), silent) or silent

    def _said(self, account: str, ref: str) -> StatusReport:
        held = self.ledger.collections.get(ref)
        if held is None or held.account != account or self._boundary.strikes(F.WALLET_SILENT):
            return StatusReport(None, raw="no answer")
        report = self._report(held)
        if report.state != AttemptState.PENDING and self._boundary.strikes(F.STATUS_STALE):
            return replace(report, state=AttemptState.PENDING, taken_back=False)
        if held.collected and self.we_know(held) and self._boundary.strikes(F.STATUS_CONTRADICTS):
            state, money = self._contradiction(held.collected)
            return replace(report, state=state, money=money)
        return report

    def _report(self, held: Collection) -> StatusReport:
        money = held.collected or held.asked
        report = StatusReport(held.state, money, held.attempt_id, held.payer.e164, ref=held.ref, raw=held.state.value)
        if held.collected is None:
            return report
        fee = Money(money.minor // KEEPS_ONE_OF, money.currency) if self.mode == "push" else None
        return replace(report, provider_txn=f"txn-{held.ref}", fee=fee, taken_back=held.taken_back)

    def _contradiction(self, money: Money) -> tuple[AttemptState, Money]:
        random = self._boundary.timeline.random
        state = random.choice((AttemptState.PENDING, AttemptState.SUCCEEDED, *ENDED_UNPAID))
        return state, money + Money(random.choice((-1, 1)), money.currency)

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        found = self._call("find", lambda: (self.ledger.of_attempt(attempt_id),), ())
        if not found:
            raise Temporary(f"{self.code} is silent")
        return found[0].ref if found[0] and found[0].account == account else None

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        def listed() -> list[StatusReport]:
            held = [one for one in self.ledger.collections.values() if one.collected and one.account == account]
            there = (one for one in held if not one.taken_back and _moment(one.collected_at).date() == day)
            return [self._report(one) for one in there]

        return self._call("collected", listed, None) if self.lists else None

    # -- giving back -------------------------------------------------------------------------------------------------

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        outcome = self._call("refund", lambda: self._returned(request), Unknown(why="time-out"), may_be_late=True)
        return UNREACHABLE if outcome is None else outcome

    def _returned(self, request: RefundRequest) -> Accepted | Rejected:
        is_new = request.refund_id not in self.ledger.returns
        given = self.ledger.gives_back(request)
        if given is None:
            return Rejected("not_refundable", Reason.AMOUNT)
        if is_new:
            self.on_return(given.id)
        return Accepted(given.id, PushPrompt())

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        def said() -> RefundReport:
            given = self.ledger.returns.get(refund_id)
            return RefundReport(given.state, ref=given.id) if given else RefundReport(None, known=False)

        silent = RefundReport(None)
        return self._call("refund_status", said, silent) or silent

    # -- callbacks ---------------------------------------------------------------------------------------------------

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        if self.signs and not hmac.compare_digest(proof(http.body), http.headers.get("proof", "")):
            return CallbackClaim(CallbackAuth.INVALID, event_key="")
        said = json.loads(http.body)
        auth = CallbackAuth.SIGNED_BODY if self.signs else CallbackAuth.NONE
        return CallbackClaim(auth, said["event"], said["ref"], said["attempt"], AttemptState(said["state"]))

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    # -- what it is --------------------------------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities({"XOF": (Money(1, "XOF"), Money(10**9, "XOF"))}, is_push=self.mode == "push")

    def is_up(self, account: str) -> bool:
        return True

    def precheck(self, request: CollectRequest) -> Rejected | None:
        return None

    def cancel(self, account: str, ref: str) -> bool:
        return False

    # -- the network -------------------------------------------------------------------------------------------------

    def _call(self, what: str, effect: Callable[[], object], unheard: object, *, may_be_late: bool = False) -> object:
        """None: there was no connection, and nothing was sent. `unheard`: nobody knows whether it arrived."""
        boundary, name = self._boundary, f"{self.code} {what}"
        boundary.calls(name)
        if boundary.is_down(F.WALLET_DOWN):
            boundary.hears(name, "no connection")
            return None
        if boundary.strikes(F.REQUEST_LOST):
            return self._unheard(name, unheard)
        if may_be_late and boundary.strikes(F.REQUEST_LATE):
            boundary.timeline.spawn(f"{name}, late", effect, boundary.timeline.random.uniform(1.0, LATEST))
            return self._unheard(name, unheard)
        answer = effect()
        if boundary.strikes(F.ANSWER_LOST):
            return self._unheard(name, unheard)
        boundary.hears(name, _shown(answer))
        return answer

    def _unheard(self, name: str, unheard: object) -> object:
        self._boundary.waits_in_vain(name, GIVES_UP_AFTER)
        return unheard


def proof(body: bytes) -> str:
    return hmac.new(SIGNING_KEY, body, hashlib.sha256).hexdigest()


def _moment(seconds: float) -> datetime:
    return OPENS_AT + timedelta(seconds=seconds)


def _shown(answer: object) -> str:
    match answer:
        case StatusReport(state, money, ref=ref, taken_back=taken_back):
            return f"{ref} {state} {money}{', taken back' if taken_back else ''}"
        case RefundReport(state, known=known):
            return f"{state}" if known else "never heard of it"
        case Accepted(ref):
            return f"accepted as {ref}"
        case Rejected(code):
            return code
    return str(answer)
