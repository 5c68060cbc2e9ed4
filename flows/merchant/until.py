"""Moments as a shopkeeper says them: `2h`, `3 jours`, `demain`, `lundi`, `lundi 9h`, `25/12`, `jusqu'à 14h`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flows.speech import lexicon

LENGTHS = (
    re.compile(r"(?P<count>\d{1,3})\s*(?P<unit>[^\W\d]+)"),
    re.compile(r"(?P<unit>[^\W\d]+)\s*(?P<count>\d{1,3})"),  # `siku 2`
)
CLOCK = re.compile(r"(?P<hour>\d{1,2})[h:](?P<minute>\d{2})?")
DATE = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})")
UNITS = ("minutes", "hours", "days", "weeks")


def moment(words: str, now: datetime) -> datetime | None:
    """The first such moment after `now`, by its clock; None for words that name none. A day begins at midnight; `8h` is
    eight hours, `jusqu'à 8h` eight o'clock."""
    said = [word for word in words.split() if lexicon().time_word(word) != "until"]
    ways = (_after, _clock, _day_and_clock) if len(said) == len(words.split()) else (_clock, _day_and_clock)
    return next(filter(None, (way(said, now) for way in ways)), None)


def _after(said: list[str], now: datetime) -> datetime | None:
    found = next(filter(None, (form.fullmatch(" ".join(said)) for form in LENGTHS)), None)
    unit = lexicon().time_word(found["unit"]) if found else None
    return now + timedelta(**{unit: int(found["count"])}) if found and unit in UNITS else None


def _clock(said: list[str], now: datetime) -> datetime | None:
    at = _at(said[0], now) if len(said) == 1 else None
    return at if at is None or at > now else at + timedelta(days=1)


def _day_and_clock(said: list[str], now: datetime) -> datetime | None:
    day = _day(said[0], now) if said else None
    if day is None or len(said) == 1:
        return day
    return _at(said[1], day) if len(said) == 2 else None


def _day(word: str, now: datetime) -> datetime | None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if found := DATE.fullmatch(word):
        return _date(int(found["day"]), int(found["month"]), midnight)
    name = lexicon().time_word(word)
    if name == "tomorrow":
        return midnight + timedelta(days=1)
    if name is None or not name.isdigit():
        return None
    return midnight + timedelta(days=(int(name) - now.weekday() - 1) % 7 + 1)


def _date(day: int, month: int, midnight: datetime) -> datetime | None:
    try:
        found = midnight.replace(day=day, month=month)
        return found if found > midnight else found.replace(year=found.year + 1)
    except ValueError:
        return None


def _at(word: str, day: datetime) -> datetime | None:
    found = CLOCK.fullmatch(word)
    if not found or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        return None
    return day.replace(hour=int(found["hour"]), minute=int(found["minute"] or 0), second=0, microsecond=0)
