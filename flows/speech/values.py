"""How a value is written: money, times, lengths of time, numbers, and what strangers typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal

from domain.shared.money import Money
from flows.speech.fold import clean

NARROW = {"\u202f": "\u00a0", "\u2009": "\u00a0"}

# Symbol, and whether it stands before the number in languages that write it there. Babel knows neither `F CFA` in every
# language nor `GH₵`.
SYMBOLS = {
    "XOF": ("F CFA", False), "XAF": ("FCFA", False), "GNF": ("FG", False), "CDF": ("FC", False),
    "KES": ("KSh ", True), "TZS": ("TSh ", True), "UGX": ("USh ", True), "NGN": ("₦", True), "GHS": ("GH₵", True),
    "ZMW": ("K", True), "ZAR": ("R", True), "EUR": ("€", True), "USD": ("$", True),
    "MZN": ("MT", False), "AOA": ("Kz", False),
}  # fmt: skip


@lru_cache(maxsize=20_000)
def money(amount: Money, locale: Locale) -> str:
    """`15 000 F CFA`, `KSh 1,250`, `GH₵120.50`: cents only where there are any."""
    symbol, before = SYMBOLS.get(amount.currency, (amount.currency + " ", True))
    major = abs(amount.major)
    number = decimal(major, locale, "#,##0" if major == major.to_integral_value() else "#,##0.00")
    sign = "-" if amount.minor < 0 else ""
    if before and locale.currency_formats["standard"].pattern.startswith("¤"):
        return f"{sign}{symbol}{number}".replace(" ", "\u00a0")
    return f"{sign}{number} {symbol.strip()}".replace(" ", "\u00a0")


def decimal(number: Decimal, locale: Locale, pattern: str | None = None) -> str:
    return widen(format_decimal(number, format=pattern, locale=locale))


def widen(text: str) -> str:
    """Narrow no-break spaces, which cheap phones and fonts lack, as plain no-break ones."""
    return "".join(NARROW.get(letter, letter) for letter in text)


def moment(when: datetime, locale: Locale) -> str:
    """`20 nov., 14:30`, in the zone the datetime is in."""
    return widen(format_datetime(when, "d MMM, HH:mm", tzinfo=when.tzinfo, locale=locale))


def day(when: date, locale: Locale) -> str:
    return widen(format_date(when, "d MMM", locale=locale))


def hour(when: time, locale: Locale) -> str:
    return widen(format_time(when, "HH:mm", locale=locale))


def length(how_long: timedelta, locale: Locale) -> str:
    return widen(format_timedelta(how_long, granularity="minute", threshold=2, locale=locale))


WRITERS: tuple[tuple[type, Callable[[Any, Locale], str]], ...] = (
    (Money, money),
    (Decimal, decimal),
    (datetime, moment),
    (date, day),
    (time, hour),
    (timedelta, length),
)


def write(value: Any, locale: Locale) -> str:
    """By type; whole numbers stay without separators, for most of them are references and small quantities."""
    for kind, writer in WRITERS:
        if isinstance(value, kind):
            return writer(value, locale)
    return clean(str(value))
