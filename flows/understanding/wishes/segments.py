"""A message in segments: parted by signs, by `et`, by politeness, and where a new wish or change begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flows.understanding.wishes.item import Item
from flows.understanding.wishes.runs import has_thing, opens_a_thing
from flows.understanding.wishes.vocabulary import vocabulary

ACTS = {
    "add": "add",
    "another": "add",
    "remove": "remove",
    "without": "without",
    "set": "set",
    "only": "only",
    "single": "only",
    "replace": "replace",
    "same": "set",
}
"""What is done to a cart; a plain wish puts in."""
SIGNS_OF_PARTS = ("break", "question")
PARTING = (*SIGNS_OF_PARTS, "join", "but", "no", "rather", "polite", "share", "when")
SAYING_NOTHING = (*SIGNS_OF_PARTS, "join", "swap", "filler", "toward", "when", "deliver", "pay", "polite", "each")
LEADING_TO = ("of", "toward", "at", "by")
NAMING_NOBODY = {"hello", "word", "past", "ask", "container"}


def segments_of(items: Iterable[Item]) -> list[tuple[int, list[Item]]]:
    """Each with the number of its part: what stands between two signs."""
    found: list[tuple[int, list[Item]]] = []
    for part, segment in _cut(items):
        if found and part == found[-1][0] and _is_of_what_stands_before(segment, found[-1][1]):
            found[-1][1].extend(segment)
        else:
            found.append((part, segment))
    return found


def _is_of_what_stands_before(segment: Sequence[Item], before: Sequence[Item]) -> bool:
    """The `en moins` of `1 huile en moins`, the `plutôt` of `le petit panier plutôt`."""
    kinds = {item.kind for item in segment}
    is_act = bool(kinds) and kinds <= set(ACTS)
    return is_act and has_thing(before) and not any(item.kind in ACTS for item in before)


def _cut(items: Iterable[Item]) -> Iterator[tuple[int, list[Item]]]:
    segment: list[Item] = []
    part, before = 0, Item("")
    for item in items:
        is_new = item.kind in (*ACTS, "want") or _begins_a_clause(item, before)
        begins = is_new and has_thing(segment) and segment[-1].kind != "number"
        if item.kind in PARTING or begins or _is_swap(item, segment):
            yield part, segment
            segment = []
        before = item
        part += item.kind in SIGNS_OF_PARTS
        if item.kind not in SAYING_NOTHING or (opens_a_thing(item) and has_thing(segment)):
            segment.append(item)
    yield part, segment


def _begins_a_clause(item: Item, before: Item) -> bool:
    """The `mon frère` of `1 karité mon frère va passer`, not that of `à mon frère`."""
    known = vocabulary()
    is_led_to = any(known.is_one(role, *before.text.split()) for role in LEADING_TO)
    return item.kind == "filler" and known.is_one("clause", *item.text.split()[:1]) and not is_led_to


def _is_swap(item: Item, segment: Sequence[Item]) -> bool:
    """`remplace l'huile par`, `swap the jiko for`"""
    is_replaced = any(each.kind == "replace" for each in segment) and has_thing(segment)
    return item.kind in ("swap", "for") and is_replaced


def is_no(segment: Sequence[Item]) -> bool:
    return bool(segment) and segment[0].kind in ("no", "rather")


def is_address(segment: Sequence[Item]) -> bool:
    """`Bonjour chère dame,`: whoever is greeted is not ordered."""
    kinds = {item.kind for item in segment}
    return "hello" in kinds and kinds <= NAMING_NOBODY


def is_question(segment: Sequence[Item]) -> bool:
    """`kiondo ziko size gani`, beside what is wanted."""
    kinds = {item.kind for item in segment}
    return "ask" in kinds and not kinds & {"number", "size", "want", *ACTS}


def act_of(segment: Sequence[Item], before: str, is_second: bool) -> str:
    """`mets encore 2` adds: what is said last of two things that agree is the nearer one. Behind a `non` alone stands
    what is right."""
    if is_no(segment):
        return "set" if is_second and not has_thing(segment) else ""
    said = [ACTS[item.kind] for item in segment if item.kind in ACTS]
    if any(item.kind == "want" for item in segment) and not said:
        return ""
    if "add" in said or "only" in said:
        return "add" if "add" in said else "only"
    return said[-1] if said else before
