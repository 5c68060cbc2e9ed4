"""A receipt's code: the number of an order, and a seal that only its shop can make. It is computed, never stored."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from domain.shared.errors import Invalid
from domain.shared.ids import PaymentId, ShopId
from domain.shared.money import Money

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
TYPED = re.compile(rf"([0-9]{{1,9}})([{ALPHABET}]{{8}})")
SEAL_BITS, LETTER_BITS = 40, 5


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """`1042-K7QF-9M2X`: short enough to be said aloud."""

    number: int
    seal: str

    @classmethod
    def sealed(cls, key: str, shop_id: ShopId, number: int, payment_id: PaymentId, amount: Money) -> ReceiptCode:
        """The only one that this payment can have."""
        facts = "\n".join((shop_id, str(number), payment_id, str(amount.minor), amount.currency))
        digest = hmac.digest(key.encode(), facts.encode(), "sha256")
        bits = int.from_bytes(digest[: SEAL_BITS // 8], "big")
        places = range(SEAL_BITS - LETTER_BITS, -1, -LETTER_BITS)
        return cls(number, "".join(ALPHABET[bits >> place & 31] for place in places))

    @classmethod
    def typed(cls, text: str) -> ReceiptCode:
        """As people write it down: any case, any dashes, O for 0, I and L for 1. Raises Invalid."""
        found = TYPED.fullmatch(re.sub(r"[\W_]", "", text).upper().translate(MISREAD))
        if found is None:
            raise Invalid("receipt", text[:30])
        return cls(int(found[1]), found[2])

    def is_same_as(self, other: ReceiptCode) -> bool:
        """In a time that says nothing about how much of it is right."""
        return hmac.compare_digest(str(self), str(other))

    def __str__(self) -> str:
        return f"{self.number}-{self.seal[:4]}-{self.seal[4:]}"
