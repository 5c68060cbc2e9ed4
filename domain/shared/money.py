"""Money: integer minor units and an ISO 4217 currency, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation

from domain.shared.errors import Invalid, Refusal

# ISO 4217 exponents of the currencies shops may use. What a provider writes on its wire is that adapter's business.
EXPONENTS = {
    "XOF": 0, "XAF": 0, "GNF": 0, "RWF": 0, "UGX": 0, "BIF": 0, "DJF": 0,
    "KES": 2, "GHS": 2, "NGN": 2, "TZS": 2, "ZMW": 2, "CDF": 2, "MGA": 2, "ETB": 2, "ZAR": 2, "MAD": 2,
    "GMD": 2, "SLE": 2, "LRD": 2, "MRU": 2, "MZN": 2, "AOA": 2, "EUR": 2, "USD": 2, "TND": 3,
}  # fmt: skip


LARGEST = 10**12
"""In minor units: no price or order comes near, and no sum of such amounts outgrows a database's integer."""

EXACT = Context(prec=60, traps=[InvalidOperation, Inexact])

TYPED = re.compile(r"[^\d.,-]*(\d+|[1-9]\d{0,2}([\s.,])\d{3}(?:\2\d{3})*)(?:[.,](\d{1,2}))?[^\d-]*")
"""One number, with words around it: groups of three digits under one separator, then at most two decimals."""


class CurrencyMismatch(Refusal):
    """Two amounts of different currencies met."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} is not {other}")
        self.one = one
        self.other = other


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` units (a franc, a cent) of an ISO `currency`. Never a float, never a fraction of a minor unit."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise Invalid("currency", self.currency)
        if type(self.minor) is not int:
            raise Invalid("amount", self.minor, "minor units are whole numbers")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def of(cls, major: str | int | Decimal, currency: str) -> Money:
        """From major units: `Money.of("12.50", "KES")`. More decimals than the currency has are refused."""
        if currency not in EXPONENTS:
            raise Invalid("currency", currency)
        try:
            minor = Decimal(major).scaleb(EXPONENTS[currency], EXACT)
        except (InvalidOperation, Inexact):
            raise Invalid("amount", major) from None
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise Invalid("amount", major, f"{currency} has {EXPONENTS[currency]} decimals")
        if abs(minor) > LARGEST:
            raise Invalid("amount", major, "too large")
        return cls(int(minor), currency)

    @classmethod
    def typed(cls, text: str, currency: str) -> Money:
        """From what a merchant types: `1 500`, `1.500`, `1,500`, `12,50`, `12.50`, `1500 F`.

        A last group of exactly three digits is thousands; of one or two digits, decimals.
        """
        found = TYPED.fullmatch(text)
        if found is None:
            raise Invalid("amount", text)
        whole = re.sub(r"\D", "", found[1])
        return cls.of(f"{whole}.{found[3] or 0}", currency)

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-EXPONENTS[self.currency])

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other).minor

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other).minor

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other
