"""The lines of an order: which number belongs to which thing, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from flows.understanding.wishes.items import Item
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.regrouping import is_number, kind_of, regrouped
from flows.understanding.wishes.runs import Number, Run, count, gathered, has_thing, runs_of, unpacked

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
WISHES = ("want", "add", "another", "same")
PARTING = ("break", "join", "question", "but", "no", "rather")
SAYING_NOTHING = ("break", "join", "question", "swap", "filler", "toward", "when", "deliver", "pay")


def lines_of(items: Sequence[Item], around: bool = False) -> list[Line]:
    """In the order said. A change holds for what follows it, until something else is said. `around`: as in `taa 2 za
    solar`, the last words belong to what stands before the number."""
    found: list[Line] = []
    act = ""
    for part, segment in _segments(items):
        if _is_address(segment) or _is_question(segment):
            continue
        act = _act(segment, act, bool(found))
        found += [replace(line, part=part) for line in _lines(segment, act, around, bool(found))]
    return regrouped([line for line in found if not line.is_empty])


def _lines(segment: Sequence[Item], act: str, around: bool, is_second: bool) -> Iterable[Line]:
    if any(item.kind == "instead" for item in segment):
        return _swapped(segment, "" if _is_no(segment) else act)
    if _is_no(segment):
        is_rather = is_second and segment[0].kind == "rather"
        lines = _plain([item for item in segment if item.kind not in ACTS], "", around)
        return [_put_otherwise(line, is_second, is_rather) for line in lines]
    is_but = is_second and segment[:1] and segment[0].kind == "but"
    lines = _plain(segment, act, around)
    return [replace(line, corrects=True) if is_but and is_number(line) else line for line in lines]


def _is_no(segment: Sequence[Item]) -> bool:
    return bool(segment) and segment[0].kind in ("no", "rather")


def _segments(items: Iterable[Item]) -> Iterator[tuple[int, list[Item]]]:
    """Parted by signs, by `et`, and where a new wish or change begins; each with the number of its part."""
    segment: list[Item] = []
    part = 0
    for item in items:
        is_swap = item.kind == "swap" and any(each.kind == "replace" for each in segment)
        begins = item.kind in (*ACTS, "want") and has_thing(segment) and segment[-1].kind != "number"
        if item.kind in PARTING or is_swap or begins:
            yield part, segment
            segment = []
        part += item.kind in SIGNS_OF_PARTS
        if item.kind not in SAYING_NOTHING:
            segment.append(item)
    yield part, segment


def _is_question(segment: Sequence[Item]) -> bool:
    """`kiondo ziko size gani`, beside what is wanted."""
    kinds = {item.kind for item in segment}
    return "ask" in kinds and not kinds & {"number", "size", "want", *ACTS}


def _is_address(segment: Sequence[Item]) -> bool:
    """`Bonjour chère dame,`: whoever is greeted is not ordered."""
    kinds = {item.kind for item in segment}
    return "hello" in kinds and kinds <= {"hello", "word", "past", "ask", "container"}


def _act(segment: Sequence[Item], before: str, is_second: bool) -> str:
    """`mets encore 2` adds: what is said last of two things that agree is the nearer one. Behind a `non` alone stands
    what is right."""
    if _is_no(segment):
        return "set" if is_second and not has_thing(segment) else ""
    said = [ACTS[item.kind] for item in segment if item.kind in ACTS]
    if any(item.kind == "want" for item in segment) and not said:
        return ""
    if "add" in said or "only" in said:
        return "add" if "add" in said else "only"
    return said[-1] if said else before


def _put_otherwise(line: Line, is_second: bool, is_rather: bool) -> Line:
    """`2 savons, non 3` and `1 bazin blanc, pardon bleu` put right what was said before, `no flask` wants none."""
    if is_rather or (line.quantity and is_second):
        return replace(line, act="set", corrects=True)
    return replace(line, act="set" if line.quantity else "without")


def _swapped(segment: Sequence[Item], act: str) -> Iterator[Line]:
    """`3 au lieu de 2`, `2 savons à la place du riz`."""
    at = next(place for place, item in enumerate(segment) if item.kind == "instead")
    new, old = _plain(segment[:at], act), _plain(segment[at + 1 :], act)
    if len(old) != 1 or len(new) > 1:
        yield from ()
    elif not new:
        yield replace(old[0], quantity=0, act="not", instead_of=old[0].quantity)
    elif old[0].words and new[0].words and old[0].words != new[0].words:
        yield from (replace(kind_of(old[0], new[0]), act="remove"), replace(kind_of(new[0], old[0]), act="", in_place=True))
    elif old[0].quantity and new[0].quantity:
        named = new[0] if new[0].words else old[0]
        yield replace(named, quantity=new[0].quantity, act="set", instead_of=old[0].quantity)


def _plain(segment: Sequence[Item], act: str, around: bool = False) -> list[Line]:
    runs = unpacked(runs_of(segment))
    runs = gathered(runs, any(item.kind in WISHES for item in segment)) if around else runs
    count(runs)
    things = [run for run in runs if isinstance(run, Run)]
    numbers = [run for run in runs if isinstance(run, Number)]
    one_more = int(any(item.kind in ("another", "single") for item in segment))
    if not things and (len(numbers) == 1 or one_more):
        shared = ("",) if any(item.kind == "for" for item in segment) else ()
        return [Line(numbers[0].value if numbers else 1, act=act, aim=shared)]
    if one_more and things and not things[0].quantity:
        things[0].quantity = 1
    is_apart = len(things) == 1 and not numbers
    return [replace(thing.line(act), is_apart=is_apart) for thing in things]
