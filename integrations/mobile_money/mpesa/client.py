"""M-Pesa behind the payment port. An STK push has no key of ours: one whose answer is lost stays unknown until its
callback names it or its time is over; a query tells the state, never the amount.

Sources: api-evangelist/mpesa (openapi); mpesakit (mpesa_express, reversal); safaricom/LNMOnlineAndroidSample issue 13.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from domain.payment.capabilities import LOOKS_AT_A_PUSH, Capabilities, RefundKind
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
from domain.shared.errors import Permanent, Temporary, Trouble
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from integrations.mobile_money.mpesa import callback, wire
from integrations.mobile_money.mpesa.account import MpesaAccount
from integrations.mobile_money.mpesa.api import MpesaApi
from integrations.mobile_money.mpesa.codes import (
    CALLERS,
    COUNTRY,
    CURRENCY,
    EXPIRES_AFTER_SECONDS,
    LARGEST,
    QUERIES_A_MINUTE,
)
from integrations.mobile_money.mpesa.heard import Heard, Nothing
from integrations.mobile_money.reading import Unreadable
from integrations.mobile_money.refusals import AMOUNT_OUT_OF_BOUNDS, NO_ACCOUNT, UNSUPPORTED_CURRENCY

PUSH, QUERY = "/mpesa/stkpush/v1/processrequest", "/mpesa/stkpushquery/v1/query"
REVERSAL = "/mpesa/reversal/v1/request"
NOTHING = Nothing()
UNREACHABLE = Rejected("unreachable", Reason.PROVIDER_DOWN)


class MpesaGateway:
    """`base_url`: https://sandbox.safaricom.co.ke or https://api.safaricom.co.ke.

    `results_url`: where our payment callbacks of this wallet arrive; a reversal's result comes to
    `<results_url>/<account>/<token>`. `caller_header`: the header in which our own proxy, and nobody else, writes the
    caller's address; with it only Safaricom's are let in, without it (None) the address is not looked at.
    `code` stands in our callback addresses, where Daraja forbids the word M-Pesa in any spelling.
    """

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, MpesaAccount],
        clock: Clock,
        *,
        results_url: str = "",
        heard: Heard = NOTHING,
        caller_header: str | None = None,
        callers: frozenset[str] = CALLERS,
        code: str = "daraja",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._api = MpesaApi(base_url, accounts, clock, timeout)
        self._clock = clock
        self._results_url = results_url.rstrip("/")
        self._heard = heard
        self._caller_header, self._callers = caller_header, callers

    @property
    def capabilities(self) -> Capabilities:
        """A reversal is of the whole payment, and needs the receipt that only the callback has named."""
        gives_back = bool(self._results_url) and not isinstance(self._heard, Nothing)
        return Capabilities(
            {CURRENCY: (Money.of(1, CURRENCY), Money.of(LARGEST, CURRENCY))},
            frozenset([COUNTRY]),
            whole_units=True,
            is_push=True,
            refund=RefundKind.FULL if gives_back else RefundKind.NONE,
            can_find=False,
            believed_missing_after=timedelta(minutes=5),  # when the push has gone from every phone
            looks=LOOKS_AT_A_PUSH,
            queries_a_minute=QUERIES_A_MINUTE,
        )

    def is_up(self, account: str) -> bool:
        return self._api.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        if self._api.account(request.account) is None:
            return NO_ACCOUNT
        if request.amount.currency != CURRENCY:
            return UNSUPPORTED_CURRENCY
        if not self.capabilities.takes(request.amount):
            return AMOUNT_OUT_OF_BOUNDS
        if not wire.is_payable(request.payer):
            return Rejected("no_number_of_safaricom", Reason.WRONG_NUMBER)
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        """POST stkpush: never to be repeated, for a second one rings the phone a second time."""
        account = self._api.account(request.account)
        if refused := self.precheck(request):
            return refused
        assert account is not None
        assert request.payer is not None
        now = self._clock.now()
        body = wire.push_body(account, request, request.payer.e164.removeprefix("+"), now)
        outcome = self._move(request.account, account, PUSH, body, "CheckoutRequestID")
        if not isinstance(outcome, str):
            return outcome
        return Accepted(outcome, PushPrompt(), now + timedelta(seconds=EXPIRES_AFTER_SECONDS))

    def status(self, account: str, ref: str) -> StatusReport:
        """A payment is SUCCEEDED without money: Daraja says that `ref` was paid, and not how much."""
        known = self._api.account(account)
        if known is None:
            return StatusReport(None, raw="no account")
        try:
            body = wire.query_body(known, ref, self._clock.now())
            return wire.report(self._api.post(account, known, QUERY, body), ref)
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """Daraja has never heard of our id."""
        return None

    def cancel(self, account: str, ref: str) -> bool:
        return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        return None

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        """POST reversal of the receipt; what came of it is told to the ResultURL alone."""
        account = self._api.account(request.account)
        if account is None:
            return NO_ACCOUNT
        if not (account.initiator and account.credential and self._results_url):
            return Rejected("no_initiator", Reason.MERCHANT_CONFIG)
        receipt = self._receipt(request)
        if not isinstance(receipt, str):
            return receipt
        token = callback.reversal_token(account, request.refund_id)
        body = wire.reversal_body(account, request, receipt, f"{self._results_url}/{request.account}/{token}")
        outcome = self._move(request.account, account, REVERSAL, body, "ConversationID")
        return Accepted(outcome, PushPrompt()) if isinstance(outcome, str) else outcome

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        """What the result said, if it has come. Never "not known": that cannot be asked."""
        try:
            return RefundReport(wire.reversal_state(self._heard.about(account, refund_id)), ref=refund_id)
        except Temporary:
            return RefundReport(None)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        known = self._api.account(account)
        if known is None or not self._is_from_safaricom(http):
            return callback.INVALID
        return callback.read_callback(known, http)

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack(body=callback.ACCEPTED, content_type="application/json")

    def _move(
        self, name: str, account: MpesaAccount, path: str, body: Mapping[str, object], ref: str
    ) -> str | Rejected | Unknown:
        """A POST that Daraja took on (its name for it, under `ref`), surely refused, or may have done."""
        try:
            return wire.accepted_ref(self._api.post(name, account, path, body), ref)
        except Permanent as refused:
            return Rejected(refused.code, Reason.MERCHANT_CONFIG)
        except Temporary:  # it never left
            return UNREACHABLE
        except Trouble as trouble:
            return Unknown(why=str(trouble))

    def _receipt(self, request: RefundRequest) -> str | Rejected:
        """The one receipt that was heard for the payment. Callbacks that contradict one another name none."""
        try:
            heard = wire.receipts(self._heard.about(request.account, request.ref), request.ref)
        except Temporary:  # nothing was asked for yet
            return UNREACHABLE
        if len(heard) != 1:
            return Rejected("no_receipt" if not heard else "receipts_differ", Reason.OTHER)
        receipt, paid = heard.pop()
        return receipt if paid == request.amount else Rejected("only_the_whole", Reason.AMOUNT)

    def _is_from_safaricom(self, http: InboundHttp) -> bool:
        """In a list of addresses only the last one is our own proxy's word."""
        if self._caller_header is None:
            return True
        return http.headers.get(self._caller_header.lower(), "").rpartition(",")[2].strip() in self._callers
