"""Each notice is decided: it wakes people, or it waits for the morning."""

from __future__ import annotations

from domain.at_night import WAITS, WAKES
from domain.payment.events import PaymentFailed
from domain.reactions import TELL


def test_each_is_decided_and_only_once() -> None:
    assert set(TELL) == WAKES | WAITS
    assert not WAKES & WAITS


def test_a_buyers_own_payment_never_waits() -> None:
    assert PaymentFailed in WAKES
