"""Identities and randomness as an argument."""

from __future__ import annotations

import secrets
import uuid
from typing import NewType, Protocol

ShopId = NewType("ShopId", str)
StaffId = NewType("StaffId", str)
ProductId = NewType("ProductId", str)
CustomerId = NewType("CustomerId", str)
CartId = NewType("CartId", str)
OrderId = NewType("OrderId", str)
PaymentId = NewType("PaymentId", str)
AttemptId = NewType("AttemptId", str)
RefundId = NewType("RefundId", str)
ShipmentId = NewType("ShipmentId", str)


class Ids(Protocol):
    def new(self) -> str:
        """A new UUID, as 36 characters."""
        ...

    def token(self) -> str:
        """A secret of 128 random bits, 22 URL-safe characters."""
        ...

    def digits(self, length: int) -> str:
        """A random code of `length` decimal digits."""
        ...


class Numbers(Protocol):
    """A shop's short references, counted in one line for all that people say aloud: orders, tickets."""

    def next(self) -> int:
        """Given once: where what it was for is not kept, it is left out."""
        ...


class RandomIds:
    """From the operating system's entropy."""

    def new(self) -> str:
        return str(uuid.uuid4())

    def token(self) -> str:
        return secrets.token_urlsafe(16)

    def digits(self, length: int) -> str:
        return f"{secrets.randbelow(10**length):0{length}}"


class FakeIds:
    """The same names in the same order, every time."""

    def __init__(self) -> None:
        self.count = 0

    def new(self) -> str:
        self.count += 1
        return str(uuid.UUID(int=self.count))

    def token(self) -> str:
        self.count += 1
        return f"token{self.count:017}"

    def digits(self, length: int) -> str:
        self.count += 1
        return f"{self.count % 10**length:0{length}}"
