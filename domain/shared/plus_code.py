"""Plus codes: a place on earth in ten letters, read and written without asking anybody.

After the public specification of Open Location Code (https://github.com/google/open-location-code, Apache-2.0): five
pairs of digits to the base of twenty, then steps of a grid of four by five.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.shared.address import Pin
from domain.shared.errors import Invalid

DIGITS = "23456789CFGHJMPQRVWX"
PAIRED, MOST, BEFORE_PLUS = 10, 15, 8
ROWS, COLUMNS = 5, 4
PAIR, MORE = f"[{DIGITS}]{{2}}", f"[{DIGITS}]{{2,}}"
FULL = re.compile(rf"[2-9C][2-9CFGHJMPQRV](?:(?:{PAIR}){{3}}\+(?:{MORE})?|(?:000000|{PAIR}0000|(?:{PAIR}){{2}}00)\+)")
SHORT = re.compile(rf"(?:{PAIR}){{0,3}}\+{MORE}|(?:{PAIR}){{1,3}}\+")
NORTH_UNITS, EAST_UNITS = 8000 * ROWS**5, 8000 * COLUMNS**5
"""So many of the smallest steps make a degree: whole numbers do not drift."""


@dataclass(frozen=True, slots=True)
class Area:
    """What a code stands for, in degrees."""

    south: float
    west: float
    north: float
    east: float

    @property
    def middle(self) -> Pin:
        return Pin(min((self.south + self.north) / 2, 90.0), min((self.west + self.east) / 2, 180.0))


def is_full(code: str) -> bool:
    return FULL.fullmatch(code.upper()) is not None


def is_short(code: str) -> bool:
    """It needs a place nearby: `9222+22`."""
    return SHORT.fullmatch(code.upper()) is not None


def area_of(code: str) -> Area:
    """Of a full code. Raises Invalid."""
    if not is_full(code):
        raise Invalid("plus code", code[:20])
    digits = code.upper().replace("+", "").rstrip("0")[:MOST]
    south, west, high, wide = 0, 0, NORTH_UNITS * 400, EAST_UNITS * 400
    for place in range(0, min(len(digits), PAIRED), 2):
        high, wide = high // 20, wide // 20
        south += DIGITS.index(digits[place]) * high
        west += DIGITS.index(digits[place + 1]) * wide
    for digit in digits[PAIRED:]:
        high, wide = high // ROWS, wide // COLUMNS
        row, column = divmod(DIGITS.index(digit), COLUMNS)
        south, west = south + row * high, west + column * wide
    edges = south / NORTH_UNITS - 90, west / EAST_UNITS - 180
    return Area(*edges, (south + high) / NORTH_UNITS - 90, (west + wide) / EAST_UNITS - 180)


def code_of(pin: Pin, length: int = PAIRED) -> str:
    """The code of so many digits (an even number up to ten) whose area this place is in."""
    high, wide = NORTH_UNITS * 400, EAST_UNITS * 400
    smallest = NORTH_UNITS // 8000 if length == PAIRED else NORTH_UNITS * 400 // 20 ** (length // 2)
    south = min(round((pin.latitude + 90) * NORTH_UNITS), NORTH_UNITS * 180 - smallest)
    west = round((pin.longitude + 180) * EAST_UNITS) % (EAST_UNITS * 360)
    digits = ""
    for _pair in range(length // 2):
        high, wide = high // 20, wide // 20
        digits += DIGITS[south // high] + DIGITS[west // wide]
        south, west = south % high, west % wide
    whole = digits.ljust(BEFORE_PLUS, "0")
    return f"{whole[:BEFORE_PLUS]}+{whole[BEFORE_PLUS:]}"


def nearest(code: str, near: Pin) -> Pin:
    """Where a short code is, so near to a place that is known; a full one is where it is. Raises Invalid."""
    if is_full(code):
        return area_of(code).middle
    if not is_short(code):
        raise Invalid("plus code", code[:20])
    left_out = BEFORE_PLUS - code.index("+")
    found = area_of(code_of(near)[:left_out] + code).middle
    step = 20.0 ** (2 - left_out // 2)
    return Pin(
        _beside(found.latitude, near.latitude, step, 90.0),
        _beside(found.longitude, near.longitude, step, 180.0),
    )


def _beside(found: float, near: float, step: float, bound: float) -> float:
    """The same place of the square next to this one, where that is nearer and on the map."""
    if found - near > step / 2 and found - step >= -bound:
        return found - step
    if near - found > step / 2 and found + step <= bound:
        return found + step
    return found
