"""The lines of an order: which number belongs to which thing, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flows.understanding.wishes.item import Item
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.regrouping import OFF, is_kind, is_number, kind_of, regrouped
from flows.understanding.wishes.resizing import resized
from flows.understanding.wishes.runs import Number, Run, count, gathered, runs_of, unpacked
from flows.understanding.wishes.segments import ACTS, act_of, is_address, is_no, is_question, segments_of
from flows.understanding.wishes.vocabulary import vocabulary

WISHES = ("want", "add", "another", "same")


@dataclass(frozen=True, slots=True)
class _Way:
    """How a segment is read: `is_around`: its last words belong to what stands before the number; `is_wish`: they say
    what that is for."""

    is_around: bool = False
    is_wish: bool = False


STRAIGHT = _Way()


def lines_of(items: Sequence[Item], around: bool = False) -> list[Line]:
    """In the order said. A change holds for what follows it, until something else is said. `around`: as in `taa 2 za
    solar`, the last words belong to what stands before the number."""
    segments = segments_of(items)
    ordered = [(part, segment) for part, segment in segments if not is_question(segment)]
    is_wish = any(item.kind in (*WISHES, "polite") for item in items)
    found = _in_turn(ordered, around, is_wish) or _in_turn(segments, around, is_wish)
    each = next((item.value for item in items if item.kind == "each"), 0)
    is_in_place = any(vocabulary().is_one("in_its_place", *item.text.split()) for item in items if item.kind == "set")
    if each and not found:
        return [Line(each, act="each")]
    grouped = regrouped([_each(line, each) for line in found], is_in_place)
    return resized(grouped, (segment for _part, segment in segments))


def _in_turn(segments: Iterable[tuple[int, list[Item]]], around: bool, is_wish: bool) -> list[Line]:
    found: list[Line] = []
    act = ""
    for part, segment in segments:
        if is_address(segment) or _is_share(segment, found):
            continue
        counted = [replace(item, kind="number") if item.kind == "share" and item.value else item for item in segment]
        act = act_of(counted, act, bool(found))
        found += [
            replace(line, part=part)
            for line in _lines(counted, act, _Way(around, is_wish), bool(found))
            if not line.is_empty
        ]
    return found


def _is_share(segment: Sequence[Item], before: Sequence[Line]) -> bool:
    """`3 bowls, 1 of them for my sister`: counted already."""
    return any(item.kind == "share" for item in segment) and bool(before) and before[-1].quantity > 0


def _each(line: Line, quantity: int) -> Line:
    """`2 de chaque : savon, huile et karité`"""
    return replace(line, quantity=quantity) if quantity and line.words and not line.quantity else line


def _lines(segment: Sequence[Item], act: str, way: _Way, is_second: bool) -> Iterable[Line]:
    if any(item.kind == "instead" for item in segment):
        return _swapped(segment, "" if is_no(segment) else act)
    if is_no(segment):
        is_rather = is_second and segment[0].kind == "rather"
        if is_rather and any(ACTS.get(item.kind) in OFF for item in segment):
            return [replace(line, act="without", corrects=True) for line in _plain(segment, "without", way)]
        lines = _plain([item for item in segment if item.kind not in ACTS], "", way)
        return [_put_otherwise(line, is_second, is_rather) for line in lines]
    is_but = is_second and segment[:1] and segment[0].kind == "but"
    lines = _plain(segment, act, way)
    return [replace(line, corrects=True) if is_but and is_number(line) else line for line in lines]


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
    elif _is_something_else(new[0], old[0]):
        yield from (
            replace(kind_of(old[0], new[0]), act="remove"),
            replace(kind_of(new[0], old[0]), act="", in_place=True),
        )
    elif old[0].quantity and new[0].quantity:
        named = new[0] if new[0].words else old[0]
        yield replace(named, quantity=new[0].quantity, act="set", instead_of=old[0].quantity)


def _is_something_else(new: Line, old: Line) -> bool:
    """Another thing, or `6 yards pas 2 yards`."""
    is_size = is_kind(new) and is_kind(old) and new.sizes != old.sizes
    return is_size or bool(old.words and new.words and old.words != new.words)


def _plain(segment: Sequence[Item], act: str, way: _Way = STRAIGHT) -> list[Line]:
    runs = unpacked(runs_of(segment))
    runs = gathered(runs, way.is_wish) if way.is_around else runs
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
