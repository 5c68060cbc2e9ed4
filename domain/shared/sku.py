"""The code that a merchant types for a thing on the shelf."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.shared.errors import Invalid

SHAPE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")


@dataclass(frozen=True, slots=True, order=True)
class ProductSKU:
    """Upper case letters, digits and dashes, at most 32: `WAX6-BLEU`."""

    code: str

    def __post_init__(self) -> None:
        if not SHAPE.fullmatch(self.code):
            raise Invalid("sku", self.code)

    @classmethod
    def typed(cls, text: str) -> ProductSKU:
        """From what a person types: ` wax6 bleu ` is `WAX6-BLEU`. Raises Invalid."""
        return cls(re.sub(r"[\s_]+", "-", text.strip()).upper())

    def __str__(self) -> str:
        return self.code
