"""What payment asks of a wallet.

A call that moves money is accepted, rejected or unknown: that is resolved by asking, never by a call with a new id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.payment.capabilities import Capabilities
from domain.payment.values import AttemptState, Reason
from domain.shared.ids import AttemptId, RefundId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """Collect `amount` from `payer`. `attempt_id` (a UUID) is the idempotency key on every wire.

    `attempt_token` makes the callback address; `order_ref` is the short reference that the payer may be shown.
    """

    attempt_id: AttemptId
    attempt_token: str
    account: str
    amount: Money
    payer: PhoneNumber | None
    order_ref: str
    shop_name: str
    language: str
    callback_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """The payer must open `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class PushPrompt:
    """The payer's phone rings."""


NextAction = Redirect | PushPrompt


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it on: `ref` is its name for it."""

    ref: str
    action: NextAction
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """It did not happen and will not: `code` is the provider's own word."""

    code: str
    reason: Reason = Reason.OTHER


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have happened. `ref` where the provider named it before the answer was lost."""

    ref: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What an authenticated query said. `state` None: no usable answer, ask again later.

    `money` is what was collected; `attempt_id` our reference as the provider holds it. `as_asked`: its answer names no
    amount, it collects what was asked for or nothing. `url` and `expires_at`: where and until when it can be paid.
    `provider_txn` is the operator's own number, as its SMS to the payer names it; `fee` what the wallet keeps of
    `money`, None where it does not say. `taken_back`: it SUCCEEDED, and then the wallet gave it back to the payer
    without being asked by us.
    """

    state: AttemptState | None
    money: Money | None = None
    attempt_id: str | None = None
    payer: str | None = None
    provider_txn: str | None = None
    reason: Reason | None = None
    raw: str = ""
    ref: str | None = None
    as_asked: bool = False
    url: str = ""
    expires_at: datetime | None = None
    fee: Money | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class InboundHttp:
    """A webhook request as it came: header names in lower case, the body's raw bytes."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    attempt_token: str | None = None


class CallbackAuth(StrEnum):
    """How a callback proved where it comes from."""

    SIGNED_BODY = "signed_body"
    SHARED_SECRET = "shared_secret"  # noqa: S105 - a kind of proof, not a secret
    NONE = "none"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class CallbackClaim:
    """What a callback claims: a signal to ask, never a fact. `event_key` is unique within the provider.

    `provider_txn` is the operator's own number, where the callback names one.
    """

    auth: CallbackAuth
    event_key: str
    ref: str | None = None
    attempt_id: str | None = None
    claimed_state: AttemptState | None = None
    provider_txn: str | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """What the provider wants to read once its callback is kept."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain"


class RefundState(StrEnum):
    """REQUESTED is kept before any call; UNKNOWN is left only by asking."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give `amount` of the collection `ref` back to its payer. `refund_id` is the idempotency key."""

    refund_id: RefundId
    account: str
    ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundReport:
    """What an authenticated query said of a refund; `state` None: no usable answer, or it does not know it.

    `known` False: the provider answered, and has never heard of it: only then may it be submitted again.
    """

    state: RefundState | None
    ref: str | None = None
    known: bool = True


class PaymentGateway(Protocol):
    """A wallet. What talks to the outside raises nothing: trouble is one of the outcomes."""

    @property
    def code(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def is_up(self, account: str) -> bool:
        """False while its breaker is open: buyers are offered something else."""
        ...

    def precheck(self, request: CollectRequest) -> Rejected | None:
        """Without any call: amount grid, currency, shape of the number. None: it may be sent."""
        ...

    def start(self, request: CollectRequest) -> Accepted | Rejected | Unknown: ...

    def status(self, account: str, ref: str) -> StatusReport: ...

    def find(self, account: str, attempt_id: AttemptId) -> str | None:
        """The provider's reference for our attempt; None where it has none. Raises Temporary where it is silent."""
        ...

    def cancel(self, account: str, ref: str) -> bool:
        """True: nothing can be paid on it any more. False: too late, unknown, or it cannot be done."""
        ...

    def collected(self, account: str, day: date) -> list[StatusReport] | None:
        """Everything that was collected on that day (UTC), with `ref`; None where the provider has no list or does
        not answer: for the daily reconciliation."""
        ...

    def refund(self, request: RefundRequest) -> Accepted | Rejected | Unknown: ...

    def refund_status(self, account: str, refund_id: RefundId) -> RefundReport: ...

    def read_callback(self, account: str, http: InboundHttp) -> CallbackClaim: ...

    def ack(self, claim: CallbackClaim) -> Ack: ...
