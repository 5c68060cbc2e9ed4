"""When the shelf says no."""

from __future__ import annotations

from domain.shared.errors import Refusal


class OutOfStock(Refusal):
    """Not enough is left: `short` tells for each SKU how many are."""

    def __init__(self, short: dict[str, int]) -> None:
        super().__init__(f"left: {short}")
        self.short = short

    @property
    def left(self) -> int:
        return min(self.short.values())


class BelowHeld(Refusal):
    """The stock cannot be set under what orders already hold."""

    def __init__(self, sku: str, held: int) -> None:
        super().__init__(f"{held} of {sku} are held")
        self.sku = sku
        self.held = held


class TooManySynonyms(Refusal):
    """So many words of the shop have others already: `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class DuplicateSKU(Refusal):
    """The shop already sells something under this code."""

    def __init__(self, sku: str) -> None:
        super().__init__(sku)
        self.sku = sku
