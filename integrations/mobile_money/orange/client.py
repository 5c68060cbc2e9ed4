"""Orange Money Web Payment behind the payment port: a page for each attempt, opened by a link within ten minutes.

Sources: developer.orange.com (om-webpay-dev, getting started); see `codes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
from integrations.mobile_money.lines import Lines
from integrations.mobile_money.orange import callback, wire
from integrations.mobile_money.orange.account import OrangeAccount
from integrations.mobile_money.orange.api import OrangeApi
from integrations.mobile_money.orange.codes import (
    ANSWERED_WITHIN,
    LARGEST,
    LONGEST_URL,
    MARKETS,
    PAGE_LIFE,
    QUERIES_A_MINUTE,
)
from integrations.mobile_money.reading import Unreadable
from integrations.mobile_money.refusals import (
    ADDRESS_TOO_LONG,
    AMOUNT_OUT_OF_BOUNDS,
    NO_ACCOUNT,
    NO_REFUNDS,
    UNSUPPORTED_CURRENCY,
)
from integrations.mobile_money.short_ids import short_of


class OrangeGateway:
    """`base_url` is `https://api.orange.com` for test and live alike; each account is of one country.

    Orange is asked about a payment by its `pay_token`, which only the answer to the start names. Where that was lost
    nothing can be found, and nothing be paid: it named the page as well, so nobody was ever sent there.
    """

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, OrangeAccount],
        clock: Clock,
        *,
        code: str = "orange",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._clock = clock
        self._lines = Lines(base_url, accounts, timeout)
        self._api = OrangeApi(self._lines, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Over all markets; which of them an account is of, `precheck` knows."""
        currencies = {market.currency for market in MARKETS.values() if market.currency}
        limits = {one: (Money.of(1, one), Money.of(LARGEST, one)) for one in currencies}
        countries = frozenset(market.country for market in MARKETS.values() if market.country)
        return Capabilities(
            limits,
            countries,
            whole_units=True,
            refund=RefundKind.NONE,
            can_find=False,
            believed_missing_after=ANSWERED_WITHIN,
            looks=LOOKS_AT_A_LINK,
            queries_a_minute=QUERIES_A_MINUTE,
        )

    def is_up(self, account: str) -> bool:
        return self._lines.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        account = self._lines.account(request.account)
        market = MARKETS.get(account.market) if account else None
        if market is None or short_of(request.attempt_id) is None:
            return NO_ACCOUNT
        if request.amount.currency != (market.currency or request.amount.currency):
            return UNSUPPORTED_CURRENCY
        if not self.capabilities.takes(request.amount):
            return AMOUNT_OUT_OF_BOUNDS
        if max(len(request.callback_url), len(request.return_url)) > LONGEST_URL:
            return ADDRESS_TOO_LONG
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        """POST webpayment -> 201 with `pay_token`, `payment_url` and `notif_token`."""
        account = self._lines.account(request.account)
        if (refused := self.precheck(request)) or account is None:
            return refused or NO_ACCOUNT
        expires_at = self._clock.now() + PAGE_LIFE
        answer = self._move(request.account, wire.payment_body(request, account))
        if not isinstance(answer, Reply):
            return answer
        if not answer.ok:
            return wire.refused(answer)
        try:
            return wire.accepted(answer, request, expires_at)
        except Unreadable as why:
            return Unknown(why=str(why))

    def status(self, account: str, ref: str) -> StatusReport:
        try:
            session = wire.session_of(ref)
            return wire.report(self._api.post(account, "transactionstatus", wire.status_body(session)), session)
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """Without its `pay_token` there is none that anybody could pay."""
        return None

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
        return callback.INVALID if self._lines.account(account) is None else callback.read_callback(http)

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def _move(self, account: str, body: Mapping[str, object]) -> Reply | Rejected | Unknown:
        """An answer, whatever its status; surely not sent; or it may have arrived."""
        try:
            return self._api.post(account, "webpayment", body)
        except Permanent as refused:
            return Rejected(refused.code, Reason.MERCHANT_CONFIG)
        except Temporary:  # it never left
            return Rejected("unreachable", Reason.PROVIDER_DOWN)
        except Trouble as trouble:
            return Unknown(why=str(trouble))
