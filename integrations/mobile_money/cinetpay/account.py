"""A shop's credentials at CinetPay, for one country."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class CinetpayAccount:
    """`api_key` (`sk_live_…` or `sk_test_…`) and `api_password` are good for `country` (ISO 3166-1 alpha-2) alone.

    CinetPay wants an e-mail address of every payer: theirs is made from the number, on `email_domain`, a domain of
    ours. Unverified: `channel`, what CinetPay calls a payment on its page, and `page_life`, how long that stands.
    """

    api_key: str = field(repr=False)
    api_password: str = field(repr=False)
    country: str
    email_domain: str
    channel: str = "PUSH"
    page_life: timedelta = timedelta(minutes=30)
