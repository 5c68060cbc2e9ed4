"""The sandbox wallet's words in ours. What stands in no table is not guessed."""

from __future__ import annotations

from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState, Reason

# How many decimals the wallet writes: a fact of its wire, whatever ISO 4217 says.
DECIMALS = {
    "XOF": 0, "XAF": 0, "GNF": 0, "RWF": 0, "UGX": 0,
    "KES": 2, "GHS": 2, "NGN": 2, "TZS": 2, "ZMW": 2, "CDF": 2, "MZN": 2, "AOA": 2,
}  # fmt: skip
LARGEST = 10_000_000  # in major units, whatever the currency
QUERIES_A_MINUTE = 600
"""A wallet of our own, on our own machine."""

REVERSED = "reversed"
STATES = {
    "pending": AttemptState.PENDING,
    "succeeded": AttemptState.SUCCEEDED,
    REVERSED: AttemptState.SUCCEEDED,
    "failed": AttemptState.FAILED,
    "expired": AttemptState.EXPIRED,
}

REFUND_STATES = {
    "pending": RefundState.SUBMITTED,
    "succeeded": RefundState.DONE,
    "failed": RefundState.FAILED,
}

REASONS = {
    "insufficient_funds": Reason.INSUFFICIENT_FUNDS,
    "payer_declined": Reason.PAYER_DECLINED,
    "no_answer": Reason.NO_ANSWER,
    "wrong_pin": Reason.WRONG_PIN,
    "payer_not_found": Reason.PAYER_NOT_FOUND,
    "payer_busy": Reason.PAYER_BUSY,
    "payer_limit_reached": Reason.LIMIT,
    "wallet_unavailable": Reason.PROVIDER_DOWN,
    "too_many_requests": Reason.PROVIDER_DOWN,
    "invalid_payer": Reason.WRONG_NUMBER,
    "payer_required": Reason.WRONG_NUMBER,
    "invalid_amount": Reason.AMOUNT,
    "amount_out_of_bounds": Reason.AMOUNT,
    "refund_too_large": Reason.AMOUNT,
    "unsupported_currency": Reason.MERCHANT_CONFIG,
    "invalid_key": Reason.MERCHANT_CONFIG,
    "invalid_callback_url": Reason.MERCHANT_CONFIG,
    "invalid_return_url": Reason.MERCHANT_CONFIG,
}


def reason(code: str) -> Reason:
    return REASONS.get(code, Reason.OTHER)
