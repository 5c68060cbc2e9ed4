"""Phone numbers, as E.164. The only place that knows how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from domain.shared.errors import Invalid

MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A valid number in E.164 (`+2250708123456`)."""

    e164: str

    def __post_init__(self) -> None:
        if _formatted(self.e164, None) != self.e164:
            raise Invalid("phone", self.e164)

    @classmethod
    def parse(cls, text: str, region: str | None = None) -> PhoneNumber:
        """From what a person types. `region` (ISO 3166) reads national numbers; raises Invalid."""
        return cls(_formatted(text, region))

    @staticmethod
    def format(text: str, region: str | None = None) -> str:
        """E.164. Raises Invalid."""
        return _formatted(text, region)

    @property
    def region(self) -> str:
        """ISO 3166 country, or an empty string for a number of no country."""
        return _region(self.e164)

    @property
    def is_mobile(self) -> bool:
        return phonenumbers.number_type(phonenumbers.parse(self.e164)) in MOBILE

    @property
    def operator(self) -> str:
        """The operator that once issued the number: a hint only, numbers are ported."""
        from phonenumbers import carrier  # its tables take a fifth of a second to load

        return carrier.name_for_number(phonenumbers.parse(self.e164), "en")

    @property
    def masked(self) -> str:
        """For logs: `+225••••••56`."""
        return f"{self.e164[:4]}••••••{self.e164[-2:]}"

    def __str__(self) -> str:
        return self.e164


@lru_cache(maxsize=10_000)
def _formatted(text: str, region: str | None) -> str:
    """Every turn meets the same few numbers again."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise Invalid("phone", text) from None
    if not phonenumbers.is_valid_number(number):
        raise Invalid("phone", text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=10_000)
def _region(e164: str) -> str:
    return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or ""
