"""Paystack behind the payment port: a page for each attempt, opened by a link (PaystackOSS/openapi)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
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
    Rejected,
    StatusReport,
    Unknown,
)
from domain.shared.clock import Clock
from domain.shared.errors import Trouble
from domain.shared.ids import AttemptId, RefundId
from integrations.http import Reply
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.paystack import callback, wire
from integrations.mobile_money.paystack.account import PaystackAccount
from integrations.mobile_money.paystack.calls import (
    UNREACHABLE,
    PaystackCalls,
    is_not_found,
    refused_before,
)
from integrations.mobile_money.paystack.codes import ABLE, SUBUNITS
from integrations.mobile_money.reading import Unreadable, instant
from integrations.mobile_money.refusals import AMOUNT_OUT_OF_BOUNDS, NO_ACCOUNT, UNSUPPORTED_CURRENCY


class PaystackGateway:
    """`base_url` is `https://api.paystack.co` for test and live keys alike; each account is one integration.

    The transaction's `reference` is our attempt id, so Paystack's name for an attempt is known before any call. A
    refund has no idempotency key: its id stands in the `merchant_note`, and is looked for before it is asked for.
    """

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, PaystackAccount],
        clock: Clock,
        *,
        code: str = "paystack",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._clock = clock
        self._lines = Lines(base_url, accounts, timeout)
        self._calls = PaystackCalls(self._lines)

    @property
    def capabilities(self) -> Capabilities:
        return ABLE

    def is_up(self, account: str) -> bool:
        return self._lines.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        if self._lines.account(request.account) is None:
            return NO_ACCOUNT
        if request.amount.currency not in SUBUNITS:
            return UNSUPPORTED_CURRENCY
        if not self.capabilities.takes(request.amount):
            return AMOUNT_OUT_OF_BOUNDS
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        """A reference that was used before is Unknown: Paystack shows its page's address only once."""
        refused, known = self.precheck(request), self._lines.account(request.account)
        if refused or known is None:
            return refused or NO_ACCOUNT
        body = wire.transaction_body(request, known)
        answer = self._calls.move(request.account, "/transaction/initialize", body)
        if not isinstance(answer, Reply):
            return answer
        try:
            return wire.accepted(wire.data_of(answer), request.attempt_id, self._clock.now() + known.page_life)
        except (Trouble, Unreadable) as trouble:
            return Unknown(why=str(trouble))

    def status(self, account: str, ref: str) -> StatusReport:
        known = self._lines.account(account)
        if known is None:
            return StatusReport(None, raw=f"no account {account}")
        try:
            transaction = self._transaction(account, ref)
            report = wire.report(transaction, known.page_life, self._clock.now())
            return replace(report, taken_back=self._is_taken_back(account, transaction))
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """None where Paystack has none, and where nobody has tried to pay on it: it is looked for because the answer
        to its start was lost, and with it the page's address. While Paystack says nothing, the name is the one we gave.
        """
        if self._lines.account(account) is None:
            return None
        try:
            reply = self._verify(account, attempt_id)
            is_lost = is_not_found(reply) or wire.is_never_opened(wire.data_of(reply))
            return None if is_lost else attempt_id
        except (Trouble, Unreadable):
            return attempt_id

    def cancel(self, account: str, ref: str) -> bool:
        return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        """Paystack lists by when a transaction was made: one paid after midnight is of the day before."""
        since, until = _start_of(day - timedelta(days=1)), _start_of(day + timedelta(days=1))
        window = {"from": since.isoformat(), "to": until.isoformat()}
        try:
            listed = self._calls.every(account, "/transaction", **window)
            paid = [row for row in listed if wire.is_paid(row) and _paid_on(row) == day]
            return [replace(wire.collection(row), taken_back=self._is_taken_back(account, row)) for row in paid]
        except (Trouble, Unreadable):
            return None

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        if self._lines.account(request.account) is None:
            return NO_ACCOUNT
        if request.amount.currency not in SUBUNITS:
            return UNSUPPORTED_CURRENCY
        try:
            reply = self._verify(request.account, request.ref)
            if not reply.ok:
                return refused_before(reply)
            number = wire.number_of(wire.data_of(reply))
            if before := self._refund_named(request.account, request.refund_id, transaction=number):
                return Accepted(wire.number_of(before), PushPrompt())
        except (Trouble, Unreadable):  # nothing was asked for yet
            return UNREACHABLE
        return self._give_back(request)

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        try:
            found = self._refund_named(account, refund_id)
            return wire.refund_report(found) if found else RefundReport(None, known=False)
        except (Trouble, Unreadable):
            return RefundReport(None)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        known = self._lines.account(account)
        return callback.read_callback(known, http) if known else callback.INVALID

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def _give_back(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        body = {
            "transaction": request.ref,
            "amount": wire.subunits(request.amount),
            "currency": request.amount.currency,
            "merchant_note": request.refund_id,
        }
        answer = self._calls.move(request.account, "/refund", body)
        if not isinstance(answer, Reply):
            return answer
        try:
            return Accepted(wire.number_of(wire.data_of(answer)), PushPrompt())
        except (Trouble, Unreadable) as trouble:
            return Unknown(why=str(trouble))

    def _refund_named(self, account: str, refund_id: RefundId, **which: str) -> Mapping[str, Any] | None:
        """Unverified: that the list may be asked for one `transaction`; unfiltered it does as well."""
        listed = self._calls.every(account, "/refund", **which)
        return next((refund for refund in listed if refund.get("merchant_note") == refund_id), None)

    def _is_taken_back(self, account: str, transaction: Mapping[str, Any]) -> bool:
        """`reversed` is what we gave back whole, and what went back without us."""
        if not wire.is_reversed(transaction):
            return False
        number = wire.number_of(transaction)
        refunds, whole = self._calls.every(account, "/refund", transaction=number), wire.money_of(transaction)
        given = sum(wire.given_back(refund, number) for refund in refunds)
        return whole is not None and given < wire.subunits(whole)

    def _transaction(self, account: str, ref: str) -> Mapping[str, Any]:
        data = wire.data_of(self._verify(account, ref))
        if data.get("reference") != ref:
            raise Unreadable("the answer is about another transaction")
        return data

    def _verify(self, account: str, ref: str) -> Reply:
        return self._calls.ask(account, f"/transaction/verify/{quote(ref, safe='')}")


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _paid_on(transaction: Mapping[str, Any]) -> date:
    paid_at = instant(transaction, "paid_at")
    if paid_at is None:
        raise Unreadable("a payment without a time")
    return paid_at.astimezone(UTC).date()
