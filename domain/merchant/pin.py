"""The second step before money leaves: a code that only one member of staff knows."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.merchant.errors import PinLocked, WrongPin
from domain.shared.errors import Invalid
from domain.shared.ids import ShopId, StaffId

SHAPE = re.compile(r"\d{4,6}", re.ASCII)
MOST_TRIES = 5
LOCKED_FOR = timedelta(hours=1)


@dataclass(slots=True)
class Pin:
    """Kept only as a salted hash (scrypt, RFC 7914). After five wrong ones it opens nothing for an hour."""

    shop_id: ShopId
    staff_id: StaffId
    salt: str
    hashed: str
    tries: int = 0
    locked_until: datetime | None = None

    @classmethod
    def chosen(cls, shop_id: ShopId, staff_id: StaffId, digits: str, salt: str) -> Pin:
        """Raises Invalid for what is not four to six digits, or all the same one."""
        if not SHAPE.fullmatch(digits) or len(set(digits)) == 1:
            raise Invalid("pin", "", "four to six digits, not all the same")
        return cls(shop_id, staff_id, salt, _hashed(digits, salt))

    def prove(self, digits: str, now: datetime) -> None:
        """Raises WrongPin with the tries left, PinLocked until when."""
        if self.locked_until is not None and now < self.locked_until:
            raise PinLocked(self.locked_until)
        if hmac.compare_digest(self.hashed, _hashed(digits, self.salt)):
            self.tries, self.locked_until = 0, None
            return
        self.tries += 1
        if self.tries >= MOST_TRIES:
            self.tries, self.locked_until = 0, now + LOCKED_FOR
            raise PinLocked(self.locked_until)
        raise WrongPin(MOST_TRIES - self.tries)


def _hashed(digits: str, salt: str) -> str:
    return hashlib.scrypt(digits.encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()


class Pins(Protocol):
    """The codes of one shop's people."""

    def find(self, staff_id: StaffId) -> Pin | None:
        """Locked until the unit of work ends."""
        ...

    def save(self, pin: Pin) -> None: ...
