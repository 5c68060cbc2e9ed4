"""MTN MoMo behind the payment port: our attempt id is the X-Reference-Id, so a lost answer is always asked about.

Sources: momodeveloper.mtn.com/api-documentation; sparkplug/mtn-momo-api-documentation; pretix/pretix-mtn-momo.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from domain.payment.capabilities import LOOKS_AT_A_PUSH, Capabilities
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
from integrations.http import Reply
from integrations.mobile_money.mtn import callback, wire
from integrations.mobile_money.mtn.account import MtnAccount
from integrations.mobile_money.mtn.api import MtnApi, Product
from integrations.mobile_money.mtn.codes import EXPIRES_AFTER_SECONDS, LARGEST, MARKETS, QUERIES_A_MINUTE
from integrations.mobile_money.reading import Unreadable
from integrations.mobile_money.refusals import AMOUNT_OUT_OF_BOUNDS, NO_ACCOUNT

COLLECT = "v1_0/requesttopay"


class MtnGateway:
    """`base_url`: https://sandbox.momodeveloper.mtn.com, or https://proxy.momoapi.mtn.com; an account may have its
    market's own. The payer approves on the phone within 5 minutes: there is no page."""

    def __init__(
        self,
        base_url: str,
        accounts: Mapping[str, MtnAccount],
        clock: Clock,
        *,
        code: str = "mtn",
        timeout: tuple[float, float] = (5, 30),
    ) -> None:
        self.code = code
        self._api = MtnApi(base_url, accounts, clock, timeout)
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        """Over all markets; which of them an account is of, `precheck` knows."""
        currencies = {market.currency for market in MARKETS.values()}
        limits = {code: (Money(1, code), Money.of(LARGEST, code)) for code in currencies}
        countries = frozenset(market.country for market in MARKETS.values() if market.country)
        return Capabilities(limits, countries, is_push=True, looks=LOOKS_AT_A_PUSH, queries_a_minute=QUERIES_A_MINUTE)

    def is_up(self, account: str) -> bool:
        return self._api.is_up(account)

    def precheck(self, request: CollectRequest) -> Rejected | None:
        account = self._api.account(request.account)
        market = MARKETS.get(account.environment) if account else None
        if account is None or market is None:
            return NO_ACCOUNT
        if request.amount.currency != market.currency:
            return Rejected("INVALID_CURRENCY", Reason.MERCHANT_CONFIG)
        if not 0 < request.amount.major <= LARGEST:
            return AMOUNT_OUT_OF_BOUNDS
        if request.payer is None or request.payer.region != (market.country or request.payer.region):
            return Rejected("no_number_of_this_market", Reason.WRONG_NUMBER)
        return None

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown:
        """POST /collection/v1_0/requesttopay -> 202 without a body; 409: that id exists, so it is asked about."""
        if refused := self.precheck(request):
            return refused
        assert request.payer is not None
        body = wire.collect_body(request, request.payer.e164.removeprefix("+"))
        headers = {"X-Reference-Id": request.attempt_id, **self._callback_header(request)}
        answer = self._move(request.account, "collection", COLLECT, body, headers, request.attempt_id)
        if not isinstance(answer, Reply):
            return answer
        expires_at = self._clock.now() + timedelta(seconds=EXPIRES_AFTER_SECONDS)
        return Accepted(request.attempt_id, PushPrompt(), expires_at)

    def status(self, account: str, ref: str) -> StatusReport:
        try:
            return wire.report(self._ask(account, "collection", COLLECT, ref))
        except (Trouble, Unreadable) as trouble:
            return StatusReport(None, raw=str(trouble))

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """Our own id. None only where MTN says that it has none: one that cannot be asked now may have it."""
        if self._api.account(account) is None:
            return None
        try:
            return None if wire.is_not_found(self._ask(account, "collection", COLLECT, attempt_id)) else attempt_id
        except Trouble:
            return attempt_id

    def cancel(self, account: str, ref: str) -> bool:
        return False

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        return None

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown:
        """POST /disbursement/v2_0/refund, with the Disbursement keys -> 202; X-Reference-Id is our refund id."""
        if self._api.account(request.account) is None:
            return NO_ACCOUNT
        headers = {"X-Reference-Id": request.refund_id}
        body = wire.refund_body(request)
        answer = self._move(request.account, "disbursement", "v2_0/refund", body, headers, request.refund_id)
        return Accepted(request.refund_id, PushPrompt()) if isinstance(answer, Reply) else answer

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport:
        try:
            return wire.refund_report(self._ask(account, "disbursement", "v1_0/refund", refund_id), refund_id)
        except (Trouble, Unreadable):
            return RefundReport(None)

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim:
        return callback.INVALID if self._api.account(account) is None else callback.read_callback(http)

    def ack(self, claim: CallbackClaim) -> Ack:
        return Ack()

    def _move(
        self,
        account: str,
        product: Product,
        path: str,
        body: object,
        headers: Mapping[str, str],
        id: AttemptId | RefundId,
    ) -> Reply | Rejected | Unknown:
        """A POST that MTN took on (202), surely refused, or may have done."""
        try:
            reply = self._api.call(account, product, "POST", path, json=body, headers=headers)
        except Permanent as refused:
            return Rejected(refused.code, Reason.MERCHANT_CONFIG)
        except Temporary:  # it never left
            return Rejected("unreachable", Reason.PROVIDER_DOWN)
        except Trouble as trouble:
            return Unknown(why=str(trouble))
        return reply if reply.status == 202 else wire.refused(reply, id)

    def _ask(self, account: str, product: Product, path: str, id: str) -> Reply:
        return self._api.call(account, product, "GET", f"{path}/{quote(id, safe='')}", headers={})

    def _callback_header(self, request: CollectRequest) -> dict[str, str]:
        """An empty X-Callback-Url is a 400, one on another host than the API user's INVALID_CALLBACK_URL_HOST:
        without it nothing is lost, for the status is asked anyway."""
        account = self._api.account(request.account)
        host = account.callback_host if account else ""
        fits = request.callback_url and host in ("", urlsplit(request.callback_url).hostname)
        return {"X-Callback-Url": request.callback_url} if fits else {}
