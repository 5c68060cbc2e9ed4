"""MTN's words in ours. What stands in no table is not guessed.

Sources: momodeveloper.mtn.com/api-documentation (common-error, testing, callback); api-evangelist/mtn-group (decline
codes); sparkplug/mtn-momo-api-documentation; pretix/pretix-mtn-momo.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState, Reason

SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Market:
    """Where an X-Target-Environment is, and what its wallets hold. `country` is empty for anywhere."""

    country: str
    currency: str


# Swaziland (SZL) and South Sudan (SSP) are markets too; their currencies are none of ours yet.
# Not verified: that Liberia's wallets hold LRD only (there are USD ones too), and which markets have own hosts.
MARKETS = {
    SANDBOX: Market("", "EUR"),
    "mtnbenin": Market("BJ", "XOF"),
    "mtncameroon": Market("CM", "XAF"),
    "mtncongo": Market("CG", "XAF"),
    "mtnghana": Market("GH", "GHS"),
    "mtnguineaconakry": Market("GN", "GNF"),
    "mtnivorycoast": Market("CI", "XOF"),
    "mtnliberia": Market("LR", "LRD"),
    "mtnnigeria": Market("NG", "NGN"),
    "mtnrwanda": Market("RW", "RWF"),
    "mtnsouthafrica": Market("ZA", "ZAR"),
    "mtnuganda": Market("UG", "UGX"),
    "mtnzambia": Market("ZM", "ZMW"),
}

# In major units. Not verified: MTN publishes no limits over its API, each market's regulator sets them.
LARGEST = 10_000_000
# Not verified: the longest text that a phone's prompt takes.
LONGEST_NOTE = 160
# The payer has 5 minutes to approve; after twice that it is over for us.
EXPIRES_AFTER_SECONDS = 600
# Not verified: how often MTN may be asked.
QUERIES_A_MINUTE = 60

STATES = {
    "PENDING": AttemptState.PENDING,
    "SUCCESSFUL": AttemptState.SUCCEEDED,
    "FAILED": AttemptState.FAILED,
}
# A FAILED one is more exactly one of these, by its reason; some reasons only mean that it is not over.
STATES_BY_REASON = {
    "APPROVAL_REJECTED": AttemptState.CANCELLED,
    "REJECTED": AttemptState.CANCELLED,
    "EXPIRED": AttemptState.EXPIRED,
    "COULD_NOT_PERFORM_TRANSACTION": AttemptState.EXPIRED,
    "ONGOING": AttemptState.PENDING,
    "PENDING": AttemptState.PENDING,
    "DELAYED": AttemptState.PENDING,
    "PAYER_DELAYED": AttemptState.PENDING,
}
REFUND_STATES = {
    "PENDING": RefundState.SUBMITTED,
    "SUCCESSFUL": RefundState.DONE,
    "FAILED": RefundState.FAILED,
}

DUPLICATE = "RESOURCE_ALREADY_EXIST"
NOT_FOUND = "RESOURCE_NOT_FOUND"
REASONS = {
    "NOT_ENOUGH_FUNDS": Reason.INSUFFICIENT_FUNDS,
    "APPROVAL_REJECTED": Reason.PAYER_DECLINED,
    "REJECTED": Reason.PAYER_DECLINED,
    "EXPIRED": Reason.NO_ANSWER,
    "COULD_NOT_PERFORM_TRANSACTION": Reason.NO_ANSWER,
    "PAYER_NOT_FOUND": Reason.PAYER_NOT_FOUND,
    "PAYER_LIMIT_REACHED": Reason.LIMIT,
    "SERVICE_UNAVAILABLE": Reason.PROVIDER_DOWN,
    "INVALID_CURRENCY": Reason.MERCHANT_CONFIG,
    "INVALID_CALLBACK_URL_HOST": Reason.MERCHANT_CONFIG,
    "NOT_ALLOWED": Reason.MERCHANT_CONFIG,
    "NOT_ALLOWED_TARGET_ENVIRONMENT": Reason.MERCHANT_CONFIG,
    "PAYEE_NOT_ALLOWED_TO_RECEIVE": Reason.MERCHANT_CONFIG,
    "401": Reason.MERCHANT_CONFIG,
    "403": Reason.MERCHANT_CONFIG,
    "429": Reason.PROVIDER_DOWN,
}


def reason(code: str) -> Reason:
    return REASONS.get(code, Reason.OTHER)
