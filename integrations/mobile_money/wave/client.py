"""Wave behind the payment port: a checkout session for each attempt, opened by a link (docs.wave.com/checkout)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from domain.payment.capabilities import Capabilities
from domain.payment.gateway import (
    Accepted,
    Ack,
    CallbackClaim,
    CollectRequest,
    InboundHttp,
    PushPrompt,
    RefundReport,
    RefundRequest,
    RefundState,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import Clock
from domain.shared.errors import Temporary, Trouble
from domain.shared.ids import AttemptId, RefundId
from integrations.http import Reply
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.reading import Unreadable, optional, rows, text
from integrations.mobile_money.refusals import AMOUNT_OUT_OF_BOUNDS, NO_ACCOUNT, UNSUPPORTED_CURRENCY
from integrations.mobile_money.wave import callback, wire
from integrations.mobile_money.wave.account import WaveAccount
from integrations.mobile_money.wave.calls import UNREACHABLE, WaveCalls, is_done, refused_before
from integrations.mobile_money.wave.codes import ABLE, DECIMALS
from integrations.mobile_money.wave.refunds import SentRefunds

SESSIONS = "/v1/checkout/sessions"
LIVE_FIRST = (AttemptState.SUCCEEDED, AttemptState.PENDING)


class WaveGateway:
    """`base_url` is `https://api.wave.com`; each account is one Wave Business wallet.

    Wave takes no idempotency key for a session: an attempt is looked for by its `client_reference` before it is
    started, and after a lost answer. Refunds are of the whole amount, and of one session once however often asked.
    """

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, WaveAccount],
        clock: Clock,
        *,
        code: str = "wave",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._clock = clock
        self._lines = Lines(base_url, accounts, timeout)
        self._calls = WaveCalls(self._lines, clock)
        self._refunds = SentRefunds()

    @property
    def capabilities(self) -> Capabilities:
        return ABLE

    def is_up(self, account: str) -> bool:
        return self._lines.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        if self._lines.account(request.account) is None:
            return NO_ACCOUNT
        if request.amount.currency not in DECIMALS:
            return UNSUPPORTED_CURRENCY
        if not self.capabilities.takes(request.amount):
            return AMOUNT_OUT_OF_BOUNDS
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        if refused := self.precheck(request):
            return refused
        try:
            reply = self._search(request.account, request.attempt_id)
            if not reply.ok:
                return refused_before(reply)
            if before := _named(reply, request.attempt_id):
                return wire.accepted(before)
        except (Trouble, Unreadable):  # nothing was asked for yet
            return UNREACHABLE
        return self._open(request)

    def status(self, account: str, ref: str) -> StatusReport:
        try:
            return wire.report(self._session(account, ref))
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """Of several sessions, as a double start would leave, the one that was paid. Raises Temporary."""
        try:
            session = _named(self._search(account, attempt_id), attempt_id)
            return text(session, "id") if session else None
        except (Trouble, Unreadable) as trouble:
            raise Temporary(f"Wave cannot be asked: {trouble}") from None

    def cancel(self, account: str, ref: str) -> bool:
        """409 is `complete` as well as `expired` already: which of the two, the session says itself."""
        self._calls.move(account, f"{_path(ref)}/expire")
        try:
            return wire.is_closed(self._session(account, ref))
        except (Trouble, Unreadable):
            return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        try:
            entries = self._calls.statement(account, day)
            return [wire.collection(entry) for entry in entries if wire.is_collection(entry)]
        except (Trouble, Unreadable):
            return None

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        """Only of all that the session collected; an answer of 200 with an empty body has given it back."""
        if refused := self._refuses(request):
            return refused
        today = self._clock.now().date()
        self._refunds.keep(request.refund_id, request.ref, today)
        answer = self._calls.move(request.account, f"{_path(request.ref)}/refund")
        if not isinstance(answer, Reply):
            return answer
        if not is_done(answer):
            return Unknown(why="the answer is not Wave's")
        self._refunds.keep(request.refund_id, request.ref, today, is_done=True)
        return Accepted(request.ref, PushPrompt())

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        """Not known: to be asked for again, which gives nothing twice (Wave's refund of a session is idempotent)."""
        if self._lines.account(account) is None:
            return RefundReport(None)
        if (sent := self._refunds.of(refund_id)) is None:
            return RefundReport(None, known=False)
        try:
            done = sent.is_done or any(
                wire.gives_back(entry, sent.ref)
                for day in self._days_since(sent.day)
                for entry in self._calls.statement(account, day)
            )
        except (Trouble, Unreadable):
            return RefundReport(None)
        return RefundReport(RefundState.DONE, ref=sent.ref) if done else RefundReport(None, known=False)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        known = self._lines.account(account)
        return callback.read_callback(known, http, self._clock.now()) if known else callback.INVALID

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def _open(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        known = self._lines.account(request.account)
        if known is None:
            return NO_ACCOUNT
        body = wire.session_body(request, restrict_payer=known.restrict_payer)
        answer = self._calls.move(request.account, SESSIONS, body)
        if not isinstance(answer, Reply):
            return answer
        try:
            return wire.accepted(wire.fields_of(answer))
        except (Trouble, Unreadable) as trouble:
            return Unknown(why=str(trouble))

    def _refuses(self, request: RefundRequest) -> Rejected | None:
        if self._lines.account(request.account) is None:
            return NO_ACCOUNT
        try:
            reply = self._calls.ask(request.account, _path(request.ref))
            if not reply.ok:
                return refused_before(reply)
            report = wire.report(wire.fields_of(reply))
        except (Trouble, Unreadable):  # nothing was asked for yet
            return UNREACHABLE
        if report.state is not AttemptState.SUCCEEDED:
            return Rejected("not_refundable")
        return None if report.money == request.amount else Rejected("partial_refund", Reason.AMOUNT)

    def _session(self, account: str, ref: str) -> Mapping[str, Any]:
        session = wire.fields_of(self._calls.ask(account, _path(ref)))
        if text(session, "id") != ref:
            raise Unreadable("the answer is about another session")
        return session

    def _search(self, account: str, attempt_id: AttemptId) -> Reply:
        return self._calls.ask(account, f"{SESSIONS}/search", client_reference=attempt_id)

    def _days_since(self, first: date) -> Iterator[date]:
        for ago in range((self._clock.now().date() - first).days + 1):
            yield first + timedelta(days=ago)


def _named(reply: Reply, attempt_id: AttemptId) -> Mapping[str, Any] | None:
    """The session of that reference: paid before open before over, then the oldest."""
    found = [row for row in rows(wire.fields_of(reply), "result") if optional(row, "client_reference") == attempt_id]
    return min(found, key=_rank, default=None)


def _rank(session: Mapping[str, Any]) -> tuple[int, str]:
    state = wire.report(session).state
    place = LIVE_FIRST.index(state) if state in LIVE_FIRST else len(LIVE_FIRST)
    return place, optional(session, "when_created") or ""


def _path(ref: str) -> str:
    return f"{SESSIONS}/{quote(ref, safe='')}"
