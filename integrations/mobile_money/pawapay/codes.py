"""pawaPay's words in ours. What stands in no table is not guessed.

Sources: docs.pawapay.io/v2/api-reference (checkouts, deposits, refunds, toolkit), and for codes, operators and their
decimals github.com/joelpawapay/pawapay-builders-cits26 and andydefer/laravel-pawapay.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.payment.capabilities import LOOKS_AT_A_LINK, LOOKS_AT_A_PUSH, Capabilities
from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState, Reason
from domain.shared.money import Money

# Alpha-2 to pawaPay's alpha-3, and the currencies collected there. LSO, MWI and MOZ wait for their currencies.
COUNTRIES = {
    "BJ": ("BEN", {"XOF"}), "BF": ("BFA", {"XOF"}), "CI": ("CIV", {"XOF"}), "SN": ("SEN", {"XOF"}),
    "CM": ("CMR", {"XAF"}), "CG": ("COG", {"XAF"}), "GA": ("GAB", {"XAF"}), "CD": ("COD", {"CDF", "USD"}),
    "ET": ("ETH", {"ETB"}), "GH": ("GHA", {"GHS"}), "KE": ("KEN", {"KES"}), "NG": ("NGA", {"NGN"}),
    "RW": ("RWA", {"RWF"}), "SL": ("SLE", {"SLE"}), "TZ": ("TZA", {"TZS"}), "UG": ("UGA", {"UGX"}),
    "ZM": ("ZMB", {"ZMW"}),
}  # fmt: skip

# The decimals that every operator of the currency takes: on pawaPay's page the payer chooses the operator, and M-Pesa
# in Kenya, Airtel in Nigeria, Vodacom in Tanzania and DR Congo take whole units.
DECIMALS = {
    "XOF": 0, "XAF": 0, "RWF": 0, "UGX": 0, "KES": 0, "NGN": 0, "TZS": 0, "CDF": 0,
    "USD": 2, "ETB": 2, "GHS": 2, "SLE": 2, "ZMW": 2,
}  # fmt: skip
LARGEST = 1_000_000_000  # major units; each operator's own bounds are in the account's active configuration

LANGUAGES = {"fr", "en"}
NEEDS_PAGE = {"WAVE_SEN", "WAVE_CIV", "ORANGE_BFA"}  # a redirection or a code before the call: no plain push

# Of a checkout. The names between WAITING_PAYMENT and the final ones are not verified: while an attempt at paying is
# under way, its deposit decides, whatever the checkout is called.
CHECKOUT_STATES = {
    "WAITING_PAYMENT": AttemptState.PENDING,
    "COMPLETED": AttemptState.SUCCEEDED,
    "FAILED": AttemptState.FAILED,
    "EXPIRED": AttemptState.EXPIRED,
}

DEPOSIT_STATES = {
    "ACCEPTED": AttemptState.PENDING,
    "PROCESSING": AttemptState.PENDING,
    "IN_RECONCILIATION": AttemptState.PENDING,
    "COMPLETED": AttemptState.SUCCEEDED,
    "FAILED": AttemptState.FAILED,
}

REFUND_STATES = {
    "ACCEPTED": RefundState.SUBMITTED,
    "ENQUEUED": RefundState.SUBMITTED,
    "PROCESSING": RefundState.SUBMITTED,
    "IN_RECONCILIATION": RefundState.SUBMITTED,
    "COMPLETED": RefundState.DONE,
    "FAILED": RefundState.FAILED,
}

UNDECIDED = {"UNKNOWN_ERROR"}  # pawaPay's own trouble: "do not assume failure"
LATER = {"REFUND_IN_PROGRESS", "PROVIDER_TEMPORARILY_UNAVAILABLE"}  # a refund refused for now only

REASONS = {
    "INSUFFICIENT_BALANCE": Reason.INSUFFICIENT_FUNDS,
    "PAYMENT_NOT_APPROVED": Reason.PAYER_DECLINED,
    "PAYMENT_IN_PROGRESS": Reason.PAYER_BUSY,
    "TRANSACTION_ALREADY_IN_PROCESS": Reason.PAYER_BUSY,
    "PAYER_NOT_FOUND": Reason.PAYER_NOT_FOUND,
    "RECIPIENT_NOT_FOUND": Reason.PAYER_NOT_FOUND,
    "PAYER_LIMIT_REACHED": Reason.LIMIT,
    "RECIPIENT_LIMIT_REACHED": Reason.LIMIT,
    "WALLET_LIMIT_REACHED": Reason.LIMIT,
    "INVALID_PHONE_NUMBER": Reason.WRONG_NUMBER,
    "PROVIDER_TEMPORARILY_UNAVAILABLE": Reason.PROVIDER_DOWN,
    "AMOUNT_OUT_OF_BOUNDS": Reason.AMOUNT,
    "INVALID_AMOUNT": Reason.AMOUNT,
    "AMOUNT_TOO_LARGE": Reason.AMOUNT,
    "DEPOSIT_ALREADY_REFUNDED": Reason.AMOUNT,
    "INVALID_CURRENCY": Reason.MERCHANT_CONFIG,
    "INVALID_PROVIDER": Reason.MERCHANT_CONFIG,
    "MISSING_PARAMETER": Reason.MERCHANT_CONFIG,
    "INVALID_PARAMETER": Reason.MERCHANT_CONFIG,
    "UNSUPPORTED_PARAMETER": Reason.MERCHANT_CONFIG,
    "DUPLICATE_METADATA_FIELD": Reason.MERCHANT_CONFIG,
    "INVALID_INPUT": Reason.MERCHANT_CONFIG,
    "NO_AUTHENTICATION": Reason.MERCHANT_CONFIG,
    "AUTHENTICATION_ERROR": Reason.MERCHANT_CONFIG,
    "AUTHORISATION_ERROR": Reason.MERCHANT_CONFIG,
    "HTTP_SIGNATURE_ERROR": Reason.MERCHANT_CONFIG,
    "DEPOSITS_NOT_ALLOWED": Reason.MERCHANT_CONFIG,
    "REFUNDS_NOT_ALLOWED": Reason.MERCHANT_CONFIG,
    "PAWAPAY_WALLET_OUT_OF_FUNDS": Reason.MERCHANT_CONFIG,
}


def reason(code: str) -> Reason:
    return REASONS.get(code, Reason.OTHER)


NOT_FOUND_FOR = timedelta(minutes=15)
"""A page that nobody has paid on is NOT_FOUND until then, and may still be paid on (vendor's payment page guide)."""

LIMITS = {code: (Money.of(1, code), Money.of(LARGEST, code)) for code in DECIMALS}
QUERIES_A_MINUTE = 60  # unverified: how often pawaPay may be asked
ABLE_TO_LINK = Capabilities(
    LIMITS,
    frozenset(COUNTRIES),
    can_cancel=True,
    believed_missing_after=NOT_FOUND_FOR,
    looks=LOOKS_AT_A_LINK,
    queries_a_minute=QUERIES_A_MINUTE,
)
ABLE_TO_PUSH = replace(ABLE_TO_LINK, is_push=True, can_cancel=False, looks=LOOKS_AT_A_PUSH)
