"""CinetPay's words in ours. What stands in no table is not guessed.

Sources: cinetpay/cinetpay-python and cinetpay/cinetpay-js (by the vendor); CinetPayProviderTest.java of yoon-pay,
whose shapes are those of the vendor's test fixtures; a shop's CinetpayService.js (ids in capitals, a stale token also
as 422 and within `details`). None of it was seen at a live account of ours.
"""

from __future__ import annotations

from datetime import timedelta

from domain.payment.values import AttemptState, Reason

CURRENCIES = {
    "CI": "XOF", "BF": "XOF", "ML": "XOF", "SN": "XOF", "TG": "XOF", "BJ": "XOF", "NE": "XOF",
    "CM": "XAF", "GN": "GNF", "CD": "CDF",
}  # fmt: skip
# In whole units of each currency; unverified beyond XOF.
SMALLEST, LARGEST = 100, 2_500_000
LONGEST_URL, LONGEST_DESIGNATION, LONGEST_NAME = 120, 100, 255
LANGUAGES = {"fr", "en"}

# By then a start was answered, or its answer is lost, and with it the page's address. Unverified: that a status repeats
# it; where it does not, nobody can pay.
ANSWERED_WITHIN = timedelta(seconds=40)
# Unverified: how often CinetPay may be asked.
QUERIES_A_MINUTE = 30

TOKEN_SECONDS = 23 * 3600  # the vendor's own client keeps one as long
WRONG_KEYS = {400, 401, 403}
STALE_TOKEN = {"1002", "1003"}

OK, PAID, NOT_FOUND = "200", "100", "404"
DUPLICATE = "1200"
# With these a call may have had its effect, whatever CinetPay's word for it: it exists already; something went wrong.
UNDECIDED = {DUPLICATE, "-1"}
UNDECIDED_STATUS = {408, 409, 425}

SUCCESS, UNTOUCHED = "SUCCESS", "INITIATED"
STATES = {
    SUCCESS: AttemptState.SUCCEEDED,
    UNTOUCHED: AttemptState.PENDING,
    "PENDING": AttemptState.PENDING,
    "EXPIRED": AttemptState.EXPIRED,
    "FAILED": AttemptState.FAILED,
    "INSUFFICIENT_BALANCE": AttemptState.FAILED,
    "OTP_ERROR": AttemptState.FAILED,
    "OTP_EXPIRED": AttemptState.FAILED,
    "USER_NOT_FOUND": AttemptState.FAILED,
    "USER_IS_BLOCKED": AttemptState.FAILED,
    "NOT_ALLOWED": AttemptState.FAILED,
}

REASONS = {
    "INSUFFICIENT_BALANCE": Reason.INSUFFICIENT_FUNDS,
    "OTP_ERROR": Reason.WRONG_PIN,
    "OTP_EXPIRED": Reason.NO_ANSWER,
    "EXPIRED": Reason.NO_ANSWER,
    "USER_NOT_FOUND": Reason.PAYER_NOT_FOUND,
    "NOT_ALLOWED": Reason.MERCHANT_CONFIG,
    "INVALID_CREDENTIALS": Reason.MERCHANT_CONFIG,
    "INVALID_TOKEN": Reason.MERCHANT_CONFIG,
    "EXPIRED_TOKEN": Reason.MERCHANT_CONFIG,
}


def reason(word: str) -> Reason:
    return REASONS.get(word, Reason.OTHER)
