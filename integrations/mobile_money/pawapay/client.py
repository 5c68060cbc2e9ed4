"""pawaPay behind the payment port: a link through a checkout, or a push through a deposit.

Both are idempotent by an id of ours, the attempt's own, which is therefore also the reference. Wire formats:
docs.pawapay.io/v2/api-reference, checkouts, deposits, refunds and toolkit.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Literal

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
from domain.payment.values import AttemptState, Reason
from domain.shared.clock import Clock
from domain.shared.errors import Invalid, Trouble
from domain.shared.ids import AttemptId, RefundId
from domain.shared.phone import PhoneNumber
from integrations.mobile_money.pawapay import callback, checkout, wire
from integrations.mobile_money.pawapay.account import PawapayAccount
from integrations.mobile_money.pawapay.calls import Calls
from integrations.mobile_money.pawapay.codes import (
    ABLE_TO_LINK,
    ABLE_TO_PUSH,
    COUNTRIES,
    DECIMALS,
    LARGEST,
    LATER,
    NEEDS_PAGE,
    REFUND_STATES,
)
from integrations.mobile_money.pawapay.proof import Proof
from integrations.mobile_money.reading import Unreadable, text
from integrations.mobile_money.refusals import NO_ACCOUNT

NO_ANSWER = (Trouble, Unreadable)
CANNOT_BE_PAID = {AttemptState.EXPIRED, AttemptState.FAILED}
PATIENCE_FOR_KEYS = (2.0, 3.0)
"""Seconds to connect and to read while a callback waits for its answer."""


class PawapayGateway:
    """`base_url`: `https://api.sandbox.pawapay.io` or `https://api.pawapay.io`. Mode `push` rings the payer.

    `public_url` is the shop's address as pawaPay calls it (see `proof.Proof`).
    """

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, PawapayAccount],
        clock: Clock,
        *,
        mode: Literal["link", "push"] = "link",
        code: str = "pawapay",
        public_url: str | None = None,
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._calls = Calls(base_url, accounts, timeout)
        self._proof = Proof(Calls(base_url, accounts, PATIENCE_FOR_KEYS, retry_reads=0), clock, public_url)
        self._is_push = mode == "push"

    @property
    def capabilities(self) -> Capabilities:
        return ABLE_TO_PUSH if self._is_push else ABLE_TO_LINK

    def is_up(self, account: str) -> bool:
        return self._calls.is_up(account)

    # -- collecting

    def precheck(self, request: CollectRequest) -> Rejected | None:
        account, amount = self._calls.account(request.account), request.amount
        if account is None:
            return NO_ACCOUNT
        countries = wire.countries_of(account, amount.currency)
        if amount.currency not in DECIMALS or not countries:
            return Rejected("INVALID_CURRENCY", Reason.MERCHANT_CONFIG)
        if not 0 < amount.major <= LARGEST:
            return Rejected("AMOUNT_OUT_OF_BOUNDS", Reason.AMOUNT)
        if amount.major * 10 ** DECIMALS[amount.currency] % 1:
            return Rejected("INVALID_AMOUNT", Reason.AMOUNT)
        payable = request.payer is not None and COUNTRIES.get(request.payer.region, ("",))[0] in countries
        return Rejected("INVALID_PHONE_NUMBER", Reason.WRONG_NUMBER) if self._is_push and not payable else None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        if refused := self.precheck(request):
            return refused
        account = self._calls.account(request.account)
        assert account is not None
        if self._is_push:
            return self._ring(request)
        answer = self._calls.move(request.account, "/v2/checkouts", wire.checkout_body(request, account))
        if isinstance(answer, Rejected | Unknown):
            return answer
        try:
            if answer["status"] == "DUPLICATE_IGNORED":
                answer = self._calls.ask(request.account, "checkouts", request.attempt_id)
            return wire.link(answer, request, account)
        except NO_ANSWER as trouble:
            return Unknown(why=str(trouble))

    def status(self, account: str, ref: str) -> StatusReport:
        try:
            if self._is_push:
                return wire.deposit_report(self._calls.ask(account, "deposits", ref))
            found = self._calls.ask(account, "checkouts", ref)
            return checkout.report(found, self._calls.deposits_of(account, found))
        except NO_ANSWER as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """Its name is ours. None only where pawaPay says that it has no such thing: silence is no such answer."""
        if self._calls.account(account) is None:
            return None
        try:
            self._calls.ask(account, "deposits" if self._is_push else "checkouts", attempt_id)
        except wire.NoSuchThing:
            return None
        except NO_ANSWER:
            pass
        return attempt_id

    def cancel(self, account: str, ref: str) -> bool:
        """Expires the link. A payment already under way is not stopped by that: then it is too late."""
        if self._is_push or not wire.UUID.fullmatch(ref):
            return False
        with suppress(*NO_ANSWER):
            self._calls.post(account, f"/v2/checkouts/{ref}/expire")
        return self.status(account, ref).state in CANNOT_BE_PAID

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        """None: pawaPay's statements are files made on request, not a list."""
        return None

    # -- giving back

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        """Refused for now only is Unknown: asked about, it turns out never to have begun, and is sent again."""
        if self._calls.account(request.account) is None:
            return NO_ACCOUNT
        try:
            deposit_id = request.ref if self._is_push else self._paid_deposit(request.account, request.ref)
            body = wire.refund_body(request.refund_id, deposit_id, request.amount)
        except Invalid:
            return Rejected("INVALID_AMOUNT", Reason.AMOUNT)
        except wire.NoSuchThing as nothing:
            return Rejected(str(nothing))
        except NO_ANSWER as trouble:
            return Unknown(why=str(trouble))
        answer = self._calls.move(request.account, "/v2/refunds", body)
        if isinstance(answer, Rejected):
            return Unknown(why=answer.code) if answer.code in LATER else answer
        if isinstance(answer, Unknown):
            return answer
        return self._taken_on(request) if answer["status"] == "DUPLICATE_IGNORED" else _given(request)

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        try:
            status = text(self._calls.ask(account, "refunds", refund_id), "status")
            return RefundReport(REFUND_STATES.get(status), ref=refund_id)
        except wire.NoSuchThing:
            return RefundReport(None, known=False)
        except NO_ANSWER:
            return RefundReport(None)

    # -- callbacks

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        return callback.read(http, self._proof.of(account, http), is_push=self._is_push)

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    # -- what pawaPay holds

    def _paid_deposit(self, account: str, ref: str) -> str:
        found = self._calls.ask(account, "checkouts", ref)
        return checkout.paid(self._calls.deposits_of(account, found))

    def _taken_on(self, request: RefundRequest) -> Accepted | Unknown:
        """The same refund again: it is the one that pawaPay has, if it has one."""
        report = self.refund_status(request.account, request.refund_id)
        return _given(request) if report.known and report.ref else Unknown(why="DUPLICATE_IGNORED")

    def _ring(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        assert request.payer is not None
        operator = self._operator(request.account, request.payer)
        if isinstance(operator, Rejected):
            return operator
        answer = self._calls.move(request.account, "/v2/deposits", wire.deposit_body(request, request.payer, operator))
        return answer if isinstance(answer, Rejected | Unknown) else Accepted(request.attempt_id, PushPrompt())

    def _operator(self, account: str, payer: PhoneNumber) -> str | Rejected:
        """By pawaPay's own guess. Nothing has been asked of the payer yet: whatever goes wrong here is a no."""
        try:
            reply = self._calls.post(account, "/v2/predict-provider", {"phoneNumber": wire.digits(payer)})
            operator = text(wire.fields_of(reply), "provider")
        except NO_ANSWER:
            return Rejected("PROVIDER_UNKNOWN", Reason.PROVIDER_DOWN)
        return Rejected("NEEDS_PAGE") if operator in NEEDS_PAGE else operator


def _given(request: RefundRequest) -> Accepted:
    return Accepted(request.refund_id, PushPrompt())
