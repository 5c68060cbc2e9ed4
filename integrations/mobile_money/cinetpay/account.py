"""A shop's credentials at CinetPay, for one country."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class CinetpayAccount:
    """`api_key` (`sk_live_…` or `sk_test_…`) and `api_password` are good for `country` (ISO 3166-1 alpha-2) alone.

    CinetPay wants an e-mail address of every payer: theirs is made from the number, on `email_domain`, a domain of
    ours. `page_life`: how long we wait for its page to be paid; unverified is how long CinetPay lets it be.
    """

    api_key: str = field(repr=False)
    api_password: str = field(repr=False)
    country: str
    email_domain: str
    page_life: timedelta = timedelta(minutes=30)
