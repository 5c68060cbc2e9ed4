"""Paystack's words in ours (PaystackOSS/openapi, dist/paystack.yaml and errors/api-errors.json).

What stands in no table is not guessed. Errors have a `code` in newer answers only, so their published sentences are
listed as well.
"""

from __future__ import annotations

from datetime import timedelta

from domain.payment.capabilities import LOOKS_AT_A_LINK, Capabilities
from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState, Reason
from domain.shared.money import Money

# Amounts are whole subunits. XOF accounts are said to exist: whether their subunit is a franc or a hundredth of one is
# unverified, and a wrong guess asks for a hundred times the price. To take it, add it here once that is known.
SUBUNITS = {"GHS": 2, "KES": 2, "NGN": 2, "ZAR": 2, "USD": 2}
LARGEST = 10_000_000  # in major units, "for all supported currencies" (errors/api-errors.json)
COUNTRIES = frozenset({"NG", "GH", "KE", "ZA"})
# Unverified: how often Paystack may be asked.
QUERIES_A_MINUTE = 60
# By then a start was answered, or its answer is lost, and with it the page's address: nobody can pay without.
ANSWERED_WITHIN = timedelta(seconds=40)
ABLE = Capabilities(
    {currency: (Money(1, currency), Money.of(LARGEST, currency)) for currency in SUBUNITS},
    COUNTRIES,
    believed_missing_after=ANSWERED_WITHIN,
    looks=LOOKS_AT_A_LINK,
    queries_a_minute=QUERIES_A_MINUTE,
)

# Seen in answers about mobile money; unverified: that a live `receipt_number` is the operator's. In test mode it is
# the same for every payment.
TEST_RECEIPT = "10101"

WAITING = "abandoned"  # nobody has tried yet: Paystack says so of a new page as well
REVERSED = "reversed"  # it came and went back whole, by a refund of ours or by nobody's wish here
STATES = {
    "success": AttemptState.SUCCEEDED,
    "failed": AttemptState.FAILED,
    REVERSED: AttemptState.SUCCEEDED,
    WAITING: AttemptState.PENDING,
    # Unverified: the states on the way.
    "pending": AttemptState.PENDING,
    "ongoing": AttemptState.PENDING,
    "processing": AttemptState.PENDING,
    "queued": AttemptState.PENDING,
}

REFUND_STATES = {
    "pending": RefundState.SUBMITTED,
    "processing": RefundState.SUBMITTED,
    "needs-attention": RefundState.SUBMITTED,  # until the merchant gives an account number in the dashboard
    "processed": RefundState.DONE,
    "failed": RefundState.FAILED,
}

NOT_FOUND = {"transaction_not_found", "transaction reference not found", "transaction not found"}
DUPLICATE = {"duplicate_reference", "duplicate transaction reference", "duplicate charge request for reference"}

REASONS = {
    "transaction_reversed": Reason.AMOUNT,
    "transaction has been fully reversed": Reason.AMOUNT,
    "total refund amount cannot exceed original transaction amount": Reason.AMOUNT,
    "transaction amount limit exceeded": Reason.AMOUNT,
    "invalid amount sent": Reason.AMOUNT,
    "amount must be an integer": Reason.AMOUNT,
    "you must specify a valid amount": Reason.AMOUNT,
    "invalid_key": Reason.MERCHANT_CONFIG,
    "invalid key": Reason.MERCHANT_CONFIG,
    "currency not supported by merchant": Reason.MERCHANT_CONFIG,
    "invalid merchant selected": Reason.MERCHANT_CONFIG,
    "integration has been deactivated": Reason.MERCHANT_CONFIG,
    "invalid email address passed": Reason.MERCHANT_CONFIG,
    "insufficient balance to fulfill this refund. please top up.": Reason.MERCHANT_CONFIG,
    "please wait a few minutes and try again.": Reason.PROVIDER_DOWN,
    # Of a payer, as `gateway_response`. Unverified: a full list of them.
    "insufficient funds": Reason.INSUFFICIENT_FUNDS,
    "declined": Reason.PAYER_DECLINED,
    "denied by fraud system": Reason.OTHER,
    "unable to process transaction": Reason.OTHER,
    "transaction cannot be completed. session timeout exceeded.": Reason.LINK_EXPIRED,
}

# With these a call may have had its effect, whatever Paystack's word for it.
UNDECIDED = {408, 409, 425}
TOO_MANY = 429


def reason(*words: str | None) -> Reason:
    """By the first of them that is listed."""
    known = (REASONS.get(word.strip().casefold()) for word in words if word)
    return next(filter(None, known), Reason.OTHER)
