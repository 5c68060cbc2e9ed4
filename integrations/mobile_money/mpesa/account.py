"""A shop's account at M-Pesa."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MpesaAccount:
    """`consumer_key` and `consumer_secret` of the Daraja app; `passkey` of the shortcode's Lipa na M-Pesa Online.

    `till`: the number that buyers pay to where it is Buy Goods (then `shortcode` is the store's); empty for a pay
    bill. `initiator` (an API user with the right to reverse) and `credential` (its password encrypted under
    Safaricom's certificate, base64: Daraja's SecurityCredential) are for giving back; without them nothing is.
    """

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    shortcode: str
    passkey: str = field(repr=False)
    till: str = ""
    initiator: str = ""
    credential: str = field(default="", repr=False)
