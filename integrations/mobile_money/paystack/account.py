"""A shop's integration at Paystack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class PaystackAccount:
    """`key` (`sk_live_…` or `sk_test_…`) goes with every call and proves the callbacks.

    Paystack wants an e-mail address of every payer: theirs is made from the number, on `email_domain`, a domain of
    ours. `page_life`: how long its page may be paid on; the same as the dashboard's payment session timeout.
    `channels`: what the page offers.
    """

    key: str = field(repr=False)
    email_domain: str
    page_life: timedelta = timedelta(minutes=30)
    channels: tuple[str, ...] = ("mobile_money",)
