"""Wave's words in ours (docs.wave.com/checkout, states and errors). What stands in no table is not guessed."""

from __future__ import annotations

from datetime import timedelta

from domain.payment.capabilities import LOOKS_AT_A_LINK, Capabilities, RefundKind
from domain.payment.values import AttemptState, Reason
from domain.shared.money import Money

# Unverified: what Wave takes beyond XOF, and its limits, which depend on each payer's identity papers.
DECIMALS = {"XOF": 0}
LIMITS = {"XOF": (Money(1, "XOF"), Money(5_000_000, "XOF"))}
# Unverified beyond SN and CI: the countries of the franc where Wave has wallets.
COUNTRIES = frozenset({"SN", "CI", "ML", "BF"})
# Unverified: how often Wave may be asked.
QUERIES_A_MINUTE = 60
ABLE = Capabilities(
    LIMITS,
    COUNTRIES,
    whole_units=True,
    refund=RefundKind.FULL,
    can_cancel=True,
    looks=LOOKS_AT_A_LINK,
    queries_a_minute=QUERIES_A_MINUTE,
)

# Unverified: Wave states no tolerance and delivers again for three days, perhaps with the first time stamp. A replay
# does no harm: its event is known, and it only makes us ask.
OLDEST = timedelta(days=3, minutes=5)
EARLIEST = timedelta(minutes=5)

PAYMENT_STATES = {
    "succeeded": AttemptState.SUCCEEDED,
    "cancelled": AttemptState.FAILED,
}
# While the payment is `processing`; a failed try leaves the session open for the next one.
CHECKOUT_STATES = {
    "open": AttemptState.PENDING,
    "expired": AttemptState.EXPIRED,
}
PROCESSING = "processing"

COLLECTED = "api_checkout"
GIVEN_BACK = "api_checkout_refund"

REASONS = {
    "insufficient-funds": Reason.INSUFFICIENT_FUNDS,
    "payer-mobile-mismatch": Reason.WRONG_NUMBER,
    "kyb-limits-exceeded": Reason.LIMIT,
    "payment-failure": Reason.PROVIDER_DOWN,
    "service-unavailable": Reason.PROVIDER_DOWN,
    "missing-auth-header": Reason.MERCHANT_CONFIG,
    "invalid-auth": Reason.MERCHANT_CONFIG,
    "api-key-not-provided": Reason.MERCHANT_CONFIG,
    "no-matching-api-key": Reason.MERCHANT_CONFIG,
    "api-key-revoked": Reason.MERCHANT_CONFIG,
    "invalid-wallet": Reason.MERCHANT_CONFIG,
    "disabled-wallet": Reason.MERCHANT_CONFIG,
    "unauthorized-wallet": Reason.MERCHANT_CONFIG,
    "blocked-account": Reason.OTHER,
    "cross-border-payment-not-allowed": Reason.OTHER,
    "customer-age-restricted": Reason.OTHER,
    "checkout-session-not-found": Reason.OTHER,
    "checkout-refund-failed": Reason.OTHER,
}

# With these a call may have had its effect, whatever Wave's word for it.
UNDECIDED = {408, 409, 425}
# A 409 that is a plain no all the same.
SURE_REFUSALS = {"checkout-refund-failed"}
TOO_MANY = 429


def reason(code: str) -> Reason:
    return REASONS.get(code, Reason.OTHER)


def state(payment_status: str, checkout_status: str) -> AttemptState | None:
    """A payment decides for itself, whatever became of its session."""
    if payment_status == PROCESSING:
        return CHECKOUT_STATES.get(checkout_status)
    return PAYMENT_STATES.get(payment_status)
