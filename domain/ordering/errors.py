"""When ordering says no."""

from __future__ import annotations

from domain.shared.errors import Refusal


class EmptyCart(Refusal):
    """There is nothing to check out."""


class TooMany(Refusal):
    """More of one thing, or more lines, than an order may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class NotSold(Refusal):
    """This is not on the shelf, or no longer."""

    def __init__(self, sku: str) -> None:
        super().__init__(sku)
        self.sku = sku


class NotEnough(Refusal):
    """Fewer are left than were asked for."""

    def __init__(self, sku: str, name: str, left: int) -> None:
        super().__init__(f"{left} of {sku} left")
        self.sku = sku
        self.name = name
        self.left = left


class CannotCancel(Refusal):
    """The parcel is on its way, or the order has ended: `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class CouponRefused(Refusal):
    """`why` is unknown, expired or minimum."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.coupon = code
        self.why = why
