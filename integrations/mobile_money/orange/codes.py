"""Orange's words in ours. What stands in no table is not guessed.

Sources: developer.orange.com (om-webpay-dev, getting started); Foris-master/orange-money-sdk (src/Api.php);
mikaoelitiana/pretix-orange-money-mdg (payment.py, views.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.payment.values import AttemptState, Reason


@dataclass(frozen=True, slots=True)
class Market:
    """`wire` is the currency as Orange writes it there; without a `country` it takes any that we know, as a test."""

    country: str
    currency: str
    wire: str


def _market(country: str, currency: str) -> Market:
    return Market(country, currency, currency)


# By the country's part of the address. Unverified beyond `dev`: these parts, and that each takes its own currency.
MARKETS = {
    "dev": Market("", "", "OUV"),
    "ci": _market("CI", "XOF"),
    "sn": _market("SN", "XOF"),
    "ml": _market("ML", "XOF"),
    "bf": _market("BF", "XOF"),
    "gw": _market("GW", "XOF"),
    "cm": _market("CM", "XAF"),
    "gn": _market("GN", "GNF"),
    "mg": _market("MG", "MGA"),
    "cd": _market("CD", "CDF"),
    "sl": _market("SL", "SLE"),
}
# In whole units of each currency. Unverified: Orange's limits, which differ by country and by the payer's papers.
LARGEST = 20_000_000

LONGEST_URL, LONGEST_REFERENCE = 120, 30
LANGUAGES = {"fr", "en"}
# What can be paid on, from the start on; nothing closes it before.
PAGE_LIFE = timedelta(minutes=10)
# By then a start was answered, or its answer is lost, and with it the page's address: nobody can pay without.
ANSWERED_WITHIN = timedelta(seconds=40)
# Unverified: how often Orange may be asked.
QUERIES_A_MINUTE = 30

STATES = {
    "INITIATED": AttemptState.PENDING,  # nobody has typed a number yet: it stays so for ever
    "PENDING": AttemptState.PENDING,
    "SUCCESS": AttemptState.SUCCEEDED,
    "FAILED": AttemptState.FAILED,
    "EXPIRED": AttemptState.EXPIRED,
}

WRONG_KEYS = {400, 401, 403}
# With these a call may have had its effect, whatever Orange's word for it.
UNDECIDED = {408, 409, 425}
# Unverified: how Orange calls an order id that it has already.
DUPLICATE_WORDS = ("already", "exist", "duplicate", "unique")

REASONS_BY_STATUS = {
    401: Reason.MERCHANT_CONFIG,
    403: Reason.MERCHANT_CONFIG,
    404: Reason.MERCHANT_CONFIG,  # a market that this app is not of
    429: Reason.PROVIDER_DOWN,
}
