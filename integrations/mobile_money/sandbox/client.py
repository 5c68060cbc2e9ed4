"""The sandbox wallet behind the payment port: three outcomes for a call that moves money, no exception."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any, Literal
from urllib.parse import quote

from domain.payment.capabilities import LOOKS_AT_A_LINK, LOOKS_AT_A_PUSH, Capabilities
from domain.payment.gateway import (
    Accepted,
    Ack,
    CallbackClaim,
    CollectRequest,
    InboundHttp,
    PushPrompt,
    RefundReport,
    RefundRequest,
    Rejected,
    StatusReport,
    Unknown,
)
from domain.payment.values import Reason
from domain.shared.clock import Clock
from domain.shared.errors import Invalid, Temporary, Trouble
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from integrations.http import Reply
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.reading import Unreadable, rows, text
from integrations.mobile_money.refusals import AMOUNT_OUT_OF_BOUNDS, NO_ACCOUNT, UNSUPPORTED_CURRENCY
from integrations.mobile_money.sandbox import callback, wire
from integrations.mobile_money.sandbox.account import SandboxAccount
from integrations.mobile_money.sandbox.codes import DECIMALS, LARGEST, QUERIES_A_MINUTE, REFUND_STATES, reason

UNDECIDED = {408, 409, 425}


class SandboxGateway:
    """One wallet for all shops; each has its own account. Mode `push` rings the payer instead of linking."""

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, SandboxAccount],
        clock: Clock,
        *,
        mode: Literal["link", "push"] = "link",
        code: str = "sandbox",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._lines = Lines(base_url, accounts, timeout)
        self._clock = clock
        self._mode = mode

    @property
    def capabilities(self) -> Capabilities:
        limits = {code: (Money(1, code), Money.of(LARGEST, code)) for code in DECIMALS}
        rings = self._mode == "push"
        looks = LOOKS_AT_A_PUSH if rings else LOOKS_AT_A_LINK
        return Capabilities(limits, is_push=rings, looks=looks, queries_a_minute=QUERIES_A_MINUTE)

    def is_up(self, account: str) -> bool:
        return self._lines.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        if self._lines.account(request.account) is None:
            return NO_ACCOUNT
        if request.amount.currency not in DECIMALS:
            return UNSUPPORTED_CURRENCY
        if not 0 < request.amount.major <= LARGEST:
            return AMOUNT_OUT_OF_BOUNDS
        if self._mode == "push" and request.payer is None:
            return Rejected("payer_required", Reason.WRONG_NUMBER)
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        if refused := self.precheck(request):
            return refused
        body = wire.collect_body(request, self._mode)
        answer = self._move(request.account, "/v1/collections", body, request.attempt_id)
        if not isinstance(answer, Reply):
            return answer
        try:
            return wire.accepted(wire.fields_of(answer), self._mode)
        except (Trouble, Unreadable) as trouble:
            return Unknown(why=str(trouble))

    def status(self, account: str, ref: str) -> StatusReport:
        try:
            reply = self._ask(account, f"/v1/collections/{quote(ref, safe='')}")
            return wire.report(wire.fields_of(reply))
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """The one that was asked for; a second one, paid by mistake, has a callback of its own."""
        try:
            found = rows(wire.fields_of(self._ask(account, "/v1/collections", reference=attempt_id)), "result")
            return text(found[0], "id") if found else None
        except (Trouble, Unreadable) as trouble:
            raise Temporary(f"the wallet cannot be asked: {trouble}") from None

    def cancel(self, account: str, ref: str) -> bool:
        return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        try:
            return [wire.collection(row) for row in self._every(account, date=day.isoformat())]
        except (Trouble, Unreadable):
            return None

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        try:
            body = {"id": request.refund_id, "amount": wire.amount_text(request.amount)}
        except Invalid:
            return UNSUPPORTED_CURRENCY
        path = f"/v1/collections/{quote(request.ref, safe='')}/refunds"
        answer = self._move(request.account, path, body, request.refund_id)
        if not isinstance(answer, Reply):
            return answer
        try:
            return Accepted(text(wire.fields_of(answer), "id"), PushPrompt())
        except (Trouble, Unreadable) as trouble:
            return Unknown(why=str(trouble))

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        try:
            reply = self._ask(account, f"/v1/refunds/{quote(refund_id, safe='')}")
            if reply.status == 404 and wire.error_code(reply) == "refund_not_found":
                return RefundReport(None, known=False)
            fields = wire.fields_of(reply)
            return RefundReport(REFUND_STATES.get(text(fields, "status")), ref=text(fields, "id"))
        except (Trouble, Unreadable):
            return RefundReport(None)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        known = self._lines.account(account)
        if known is None:
            return callback.INVALID
        return callback.read_callback(known.secret, http, self._clock.now())

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def _move(self, account: str, path: str, body: object, key: str) -> Reply | Rejected | Unknown:
        """A POST that the wallet took on (2xx, still to be read), surely refused, or may have done."""
        if self._lines.account(account) is None:
            return NO_ACCOUNT
        headers = {**self._bearer(account), "Idempotency-Key": key}
        try:
            reply = self._lines.to(account).call("POST", path, json=body, headers=headers)
        except Temporary:  # it never left
            return Rejected("unreachable", Reason.PROVIDER_DOWN)
        except Trouble as trouble:
            return Unknown(why=str(trouble))
        return reply if reply.ok else _refused(reply)

    def _ask(self, account: str, path: str, **params: str) -> Reply:
        bearer = self._bearer(account)
        return self._lines.to(account).call("GET", path, params=params, headers=bearer)

    def _every(self, account: str, **which: str) -> Iterator[Mapping[str, Any]]:
        """Over all pages."""
        for page in count(1):
            fields = wire.fields_of(self._ask(account, "/v1/collections", **which, page=str(page)))
            yield from rows(fields, "result")
            if fields.get("more") is not True:
                return

    def _bearer(self, account: str) -> dict[str, str]:
        known = self._lines.account(account)
        if known is None:
            raise Unreadable(f"no account {account}")
        return {"Authorization": f"Bearer {known.key}"}


def _refused(reply: Reply) -> Rejected | Unknown:
    """Only the wallet's own word for why not is a no; anything else may have let it through."""
    code = wire.error_code(reply)
    if code is None or not 400 <= reply.status < 500 or reply.status in UNDECIDED:
        return Unknown(why=f"answered {reply.status} {code or ''}".strip())
    return Rejected(code, reason(code))
