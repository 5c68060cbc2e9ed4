"""An address as people type it, taken apart: where on the map, whom to call at the door, and what is left to read."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote

from domain.shared.address import Pin
from domain.shared.errors import Invalid
from domain.shared.phone import PhoneNumber
from domain.shared.plus_code import DIGITS, is_full, is_short
from flows.speech import fold, lexicon

DEGREES = r"(-?\d{1,3}(?:\.\d+)?)(?:\s*,\s*|\s+)(-?\d{1,3}(?:\.\d+)?)"
EXACT = r"(?<![\d.-])(-?\d{1,2}\.\d{3,})(?:\s*[,;]\s*|\s+)(-?\d{1,3}\.\d{3,})(?![\d.])"
LINK = re.compile(r"(?:https?://|geo:)\S+|\b(?:www\.)?(?:maps\.|goo\.gl/|google\.\w+/maps)\S+", re.IGNORECASE)
IN_A_LINK = (
    re.compile(r"!3d(-?\d{1,2}\.\d+)!4d(-?\d{1,3}\.\d+)"),
    re.compile(rf"[?&](?:q|query|ll|sll|center|destination|daddr|saddr)=(?:loc:)?{DEGREES}"),
    re.compile(rf"(?:/(?:search|place|dir)/|geo:){DEGREES}"),
    re.compile(r"@(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)"),
)
CODE = re.compile(rf"(?<![\w+])[{DIGITS}]{{4,8}}\+(?:[{DIGITS}]{{2,7}})?(?![\w+])", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.,+])(?:\+|00)?\d(?:[ .()/-]{0,2}\d){7,16}(?!\w)")
LONGEST_CUE, SMALL = 4, 4
LINK_TOLD = 40
"""So much of a link that says nothing is enough to tell that there was one."""
CUES = ("call_at", "number_at")


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """`code` is a plus code, for whoever knows what it is near to; `is_behind_link`: only the network could tell."""

    words: str = ""
    pin: Pin | None = None
    code: str = ""
    contact: str = ""
    is_behind_link: bool = False


def take_apart(text: str, region: str) -> SaidPlace:
    """National telephone numbers are of `region`. A plus code stays among the words: a rider can read it too."""
    rest, link = _without(text, LINK)
    pin = _pin_behind(link) if link else None
    if pin is None:
        rest, pin = _without_degrees(rest)
    code = next((each[0].upper() for each in CODE.finditer(rest) if is_full(each[0]) or is_short(each[0])), "")
    rest, contact = _without_contact(rest, region)
    return SaidPlace(_tidy(rest), pin, code, contact, bool(link) and pin is None)


@dataclass(frozen=True, slots=True)
class Lifted:
    """An order without what is so exact that no number in it counts anything sold."""

    rest: str
    where: str = ""
    contact: str = ""


def lifted(text: str, region: str) -> Lifted:
    """Degrees, a plus code, and a telephone number behind a word for calling: a wallet's number is none."""
    rest, where = text, ""
    if is_on_the_map(text):
        link_free, link = _without(text, LINK)
        bare, pin = _without_degrees(link_free)
        pin = pin or (_pin_behind(link) if link else None)
        rest, code = _without(bare, CODE)
        where = f"{pin.latitude:.6f},{pin.longitude:.6f}" if pin else code.upper()
    called, contact = _without_contact(rest, region, ("call_at",))
    return Lifted(called if contact else rest, where, contact)


def is_on_the_map(text: str) -> bool:
    """Degrees, a plus code or a link: an address without a word in it."""
    return any(form.search(text) for form in (LINK, CODE, re.compile(EXACT)))


def with_short_link(text: str) -> str:
    """A map's address runs to hundreds of letters: what it says of the place takes a few."""
    rest, link = _without(text, LINK)
    pin = _pin_behind(link) if link else None
    where = f"{pin.latitude:.6f},{pin.longitude:.6f}" if pin else link[:LINK_TOLD]
    return f"{rest} {where}".strip() if link else text


def calls(key: str, text: str) -> bool:
    """Whether these are the words of a list of `[speech]`, with no more than an `à la` before them."""
    return any(is_called(phrase, text) for phrase in lexicon().spoken(key))


def is_called(name: str, text: str) -> bool:
    words, wanted = (fold(text)).split(), fold(name).split()
    before = words[: -len(wanted)] if wanted else words
    return bool(wanted) and words[-len(wanted) :] == wanted and len(before) <= 2 and all(len(w) < SMALL for w in before)


def _without(text: str, form: re.Pattern[str]) -> tuple[str, str]:
    found = form.search(text)
    return (f"{text[: found.start()]} {text[found.end() :]}", found[0]) if found else (text, "")


def _pin_behind(link: str) -> Pin | None:
    plain = unquote(link.replace("+", " "))
    return next((pin for form in IN_A_LINK if (found := form.search(plain)) and (pin := _pin(found))), None)


def _without_degrees(text: str) -> tuple[str, Pin | None]:
    found = re.search(EXACT, text)
    pin = _pin(found) if found else None
    return (f"{text[: found.start()]} {text[found.end() :]}", pin) if found and pin else (text, None)


def _pin(found: re.Match[str]) -> Pin | None:
    try:
        return Pin(float(found[1]), float(found[2]))
    except Invalid:
        return None


def _without_contact(text: str, region: str, only_behind: Collection[str] = ()) -> tuple[str, str]:
    """The first number that somebody could be called at, and the `appeler` before it."""
    for found in PHONE.finditer(text):
        for cut in [0, *(blank.end() for blank in re.finditer(r"\s+", found[0]))]:
            before = text[: found.start() + cut]
            shorter = _without_cue(before, only_behind or CUES)
            if (shorter != before or not only_behind) and (number := _phone(found[0][cut:], region)):
                return f"{shorter} {text[found.end() :]}", number
    return text, ""


def _phone(text: str, region: str) -> str:
    try:
        return str(PhoneNumber.parse(text, region))
    except Invalid:
        return ""


def _without_cue(text: str, lists: Collection[str]) -> str:
    words, cues = text.split(), {cue for each in lists for cue in lexicon().spoken(each)}
    for size in range(min(LONGEST_CUE, len(words)), 0, -1):
        if fold(" ".join(words[-size:])) in cues:
            return " ".join(words[:-size])
    return text


def _tidy(text: str) -> str:
    """Without the commas around what was taken out."""
    parts = (" ".join(part.split()) for part in re.split(r"\s*[,;\n]\s*", text))
    return ", ".join(part for part in parts if any(letter.isalnum() for letter in part)).strip(" :-–")
