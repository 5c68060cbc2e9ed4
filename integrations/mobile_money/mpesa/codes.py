"""Daraja's words in ours. What stands in no table is not guessed.

Sources: api-evangelist/mpesa (openapi, errors); mpesakit (mpesa_express, reversal, security/ip_whitelist.py);
safaricom/LNMOnlineAndroidSample issue 13 (a pending query is HTTP 500).
"""

from __future__ import annotations

from datetime import timedelta, timezone

from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState, Reason

CURRENCY, COUNTRY = "KES", "KE"
EAST_AFRICA_TIME = timezone(timedelta(hours=3))
# In whole shillings. Not verified: Safaricom's limit of one transaction, which the regulator has changed before.
LARGEST = 250_000
LONGEST_REFERENCE, LONGEST_DESCRIPTION, LONGEST_REMARK = 12, 13, 100
# The prompt stands for about a minute; Daraja documents no end, this one is ours.
EXPIRES_AFTER_SECONDS = 300
# Not verified: how often Daraja may be asked.
QUERIES_A_MINUTE = 30

# Where Daraja's callbacks come from (list of mpesakit, 2026-08-08).
CALLERS = frozenset(
    [f"196.201.214.{last}" for last in (200, 206, 207, 208)]
    + [f"196.201.213.{last}" for last in (44, 114)]
    + [f"196.201.212.{last}" for last in (69, 74, 127, 128, 129, 132, 136, 138)]
)

# ResultCode of a query or callback. 4999 ("still under processing") is known from secondary text only.
RESULTS: dict[str, tuple[AttemptState, Reason | None]] = {
    "0": (AttemptState.SUCCEEDED, None),
    "1": (AttemptState.FAILED, Reason.INSUFFICIENT_FUNDS),
    "17": (AttemptState.FAILED, Reason.PROVIDER_DOWN),
    "1001": (AttemptState.FAILED, Reason.PAYER_BUSY),
    "1019": (AttemptState.EXPIRED, Reason.NO_ANSWER),
    "1025": (AttemptState.FAILED, Reason.PROVIDER_DOWN),
    "1032": (AttemptState.CANCELLED, Reason.PAYER_DECLINED),
    "1037": (AttemptState.EXPIRED, Reason.NO_ANSWER),
    "2001": (AttemptState.FAILED, Reason.WRONG_PIN),
    "4999": (AttemptState.PENDING, None),
    "9999": (AttemptState.FAILED, Reason.PROVIDER_DOWN),
}

# ResultCode of a reversal. Only 0 is a success; a code that may be one (21 came with a success text; R000001: it was
# reversed already) is neither, and a person has to look.
REVERSALS = {"0": RefundState.DONE, "1": RefundState.FAILED, "2001": RefundState.FAILED, "R000002": RefundState.FAILED}

# One errorCode (HTTP 500) for several things, told apart by the text alone.
SPOKEN = "500.001.1001"
PENDING_TEXT = "being processed"
SPOKEN_REFUSALS = {
    "lock subscriber": Reason.PAYER_BUSY,
    "wrong credentials": Reason.MERCHANT_CONFIG,
}

STALE_TOKEN = {"400.003.01", "404.001.03"}
# Refused by Safaricom's gateway before anything happened, though the status is 500.
TURNED_AWAY = {"500.003.02": Reason.PROVIDER_DOWN, "500.003.03": Reason.PROVIDER_DOWN}
# errorCode of a 4xx; "400.002.02" names the field that is wrong in its text.
REASONS = {
    "400.003.01": Reason.MERCHANT_CONFIG,
    "404.001.03": Reason.MERCHANT_CONFIG,
    "404.001.04": Reason.MERCHANT_CONFIG,
}
REASONS_BY_TEXT = {
    "phonenumber": Reason.WRONG_NUMBER,
    "partya": Reason.WRONG_NUMBER,
    "amount": Reason.AMOUNT,
    "callbackurl": Reason.MERCHANT_CONFIG,
    "businessshortcode": Reason.MERCHANT_CONFIG,
    "securitycredential": Reason.MERCHANT_CONFIG,
    "initiator": Reason.MERCHANT_CONFIG,
}


def reason(code: str, said: str) -> Reason:
    by_text = (found for word, found in REASONS_BY_TEXT.items() if word in said.lower())
    return REASONS.get(code) or next(by_text, Reason.OTHER)
