"""CinetPay behind the payment port: a page for each attempt, opened by a link; nothing can be given back through it.

Sources: cinetpay/cinetpay-python and cinetpay/cinetpay-js, by the vendor; see `codes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from domain.payment.capabilities import LOOKS_AT_A_LINK, Capabilities, RefundKind
from domain.payment.gateway import (
    Accepted,
    Ack,
    CallbackClaim,
    CollectRequest,
    InboundHttp,
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
from integrations.http import Reply
from integrations.mobile_money.cinetpay import callback, wire
from integrations.mobile_money.cinetpay.account import CinetpayAccount
from integrations.mobile_money.cinetpay.api import CinetpayApi
from integrations.mobile_money.cinetpay.codes import (
    ANSWERED_WITHIN,
    CURRENCIES,
    LARGEST,
    LONGEST_URL,
    QUERIES_A_MINUTE,
    SMALLEST,
)
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.reading import Unreadable
from integrations.mobile_money.refusals import (
    ADDRESS_TOO_LONG,
    AMOUNT_OUT_OF_BOUNDS,
    NO_ACCOUNT,
    NO_REFUNDS,
    UNSUPPORTED_CURRENCY,
)
from integrations.mobile_money.short_ids import attempt_of, short_of


class CinetpayGateway:
    """`base_url` is `https://api.cinetpay.co`, or `https://api.cinetpay.net` for `sk_test_` keys.

    CinetPay's `merchant_transaction_id` is our attempt's id in short, so its name for an attempt is known before any
    call. Its answers name no amount: it collects what was asked for, or nothing.
    """

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, CinetpayAccount],
        clock: Clock,
        *,
        code: str = "cinetpay",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._clock = clock
        self._lines = Lines(base_url, accounts, timeout)
        self._api = CinetpayApi(self._lines, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Over all countries; which of them an account is of, `precheck` knows."""
        limits = {one: (Money.of(SMALLEST, one), Money.of(LARGEST, one)) for one in CURRENCIES.values()}
        return Capabilities(
            limits,
            frozenset(CURRENCIES),
            whole_units=True,
            refund=RefundKind.NONE,
            believed_missing_after=ANSWERED_WITHIN,
            looks=LOOKS_AT_A_LINK,
            queries_a_minute=QUERIES_A_MINUTE,
        )

    def is_up(self, account: str) -> bool:
        return self._lines.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        account = self._lines.account(request.account)
        if account is None or account.country not in CURRENCIES:
            return NO_ACCOUNT
        if request.amount.currency != CURRENCIES[account.country]:
            return UNSUPPORTED_CURRENCY
        if not self.capabilities.takes(request.amount):
            return AMOUNT_OUT_OF_BOUNDS
        if max(len(request.callback_url), len(request.return_url)) > LONGEST_URL:
            return ADDRESS_TOO_LONG
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        """POST /v1/payment; an id that exists already (1200) is Unknown, and asked about."""
        account, ref = self._lines.account(request.account), short_of(request.attempt_id)
        if refused := self.precheck(request):
            return refused
        if account is None or ref is None:
            return NO_ACCOUNT
        answer = self._move(request.account, wire.payment_body(request, account, ref))
        if not isinstance(answer, Reply):
            return answer
        if not answer.ok:
            return wire.refused(answer, ref)
        try:
            return wire.accepted(answer, ref, self._clock.now() + account.page_life)
        except Unreadable as why:
            return Unknown(why=str(why))

    def status(self, account: str, ref: str) -> StatusReport:
        known = self._lines.account(account)
        if known is None or attempt_of(ref) is None:
            return StatusReport(None, raw="not a name of ours")
        try:
            return wire.report(self._ask(account, ref), ref, self._clock.now() + known.page_life)
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """None where CinetPay says that it has none, and where nobody has touched a page whose address was lost with
        the answer to its start. Raises Temporary."""
        ref = short_of(attempt_id)
        if ref is None or self._lines.account(account) is None:
            return None
        try:
            reply = self._ask(account, ref)
            if wire.is_not_found(reply):
                return None
            return None if wire.is_lost(wire.fields_of(reply, ref)) else ref
        except (Trouble, Unreadable) as trouble:
            raise Temporary(f"CinetPay cannot be asked: {trouble}") from None

    def cancel(self, account: str, ref: str) -> bool:
        return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        return None

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        """There is no such call: the shop pays it out by itself."""
        return NO_ACCOUNT if self._lines.account(request.account) is None else NO_REFUNDS

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        return RefundReport(None, known=False)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        known = self._lines.account(account)
        return callback.INVALID if known is None else callback.read_callback(http, self._clock.now())

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def _move(self, account: str, body: Mapping[str, object]) -> Reply | Rejected | Unknown:
        """An answer, whatever its status; surely not sent; or it may have arrived."""
        try:
            return self._api.call(account, "POST", "/v1/payment", body)
        except Permanent as refused:
            return Rejected(refused.code, Reason.MERCHANT_CONFIG)
        except Temporary:  # it never left
            return Rejected("unreachable", Reason.PROVIDER_DOWN)
        except Trouble as trouble:
            return Unknown(why=str(trouble))

    def _ask(self, account: str, ref: str) -> Reply:
        return self._api.call(account, "GET", f"/v1/payment/{quote(ref, safe='')}")
