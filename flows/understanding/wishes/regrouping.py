"""Lines that belong together: a number behind its thing, kinds of one thing, one thing in the place of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from domain.catalog.stems import stem
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.vocabulary import vocabulary


def regrouped(lines: Sequence[Line]) -> list[Line]:
    """As they were meant."""
    return _exchanged(_of_one_thing(_put_right(_counted_behind(lines))))


def _put_right(lines: Sequence[Line]) -> list[Line]:
    """`2 savons non 3`, `je voulais 3 huiles mais finalement 2`: what is said last of one thing holds."""
    found: list[Line] = []
    for line in lines:
        before = _put_right_by(line, found)
        if before is None:
            found.append(line)
        else:
            named = line if line.words and line.corrects else found[before]
            found[before] = replace(named, quantity=line.quantity, act=found[before].act, corrects=False)
    return found


def _put_right_by(line: Line, before: Sequence[Line]) -> int | None:
    """Which of the lines before it a line corrects."""
    if not line.quantity or not before or (line.act != "set" and not line.corrects):
        return None
    counted = [place for place, other in enumerate(before) if other.quantity and other.words]
    same = [place for place in counted if not line.words or _is_same(line.words, before[place].words)]
    return (same or counted if line.corrects else same)[-1:][0] if (same or (counted and line.corrects)) else None


def _is_same(words: Sequence[str], others: Sequence[str]) -> bool:
    return {*map(stem, words)} <= {*map(stem, others)}


def _exchanged(lines: Sequence[Line]) -> list[Line]:
    """`remplace l'huile par une natte`; of one and the same thing another number."""
    both = [line for line in lines if line.act == "replace"]
    others = [line for line in lines if line.act != "replace"]
    if len(both) == 2 and [*map(stem, both[0].words)] != [*map(stem, both[1].words)]:
        return [*others, replace(both[0], act="remove"), replace(both[1], act="")]
    if len(both) == 1:
        return [*others, replace(both[0], act="set", quantity=0)]
    return [*others, *(replace(line, act="set") for line in both if line.quantity)]


def _counted_behind(lines: Sequence[Line]) -> list[Line]:
    """`le riz de 25 kilos, un seul`, `6x6 bedsheets, 2 sets`: a number alone counts what stands before it."""
    found: list[Line] = []
    for line in lines:
        is_alone = line.quantity and line.words == line.spare and not line.sizes and not line.instead_of
        if is_alone and found and found[-1].words and not found[-1].quantity and found[-1].act != "not":
            found[-1] = replace(found[-1], quantity=line.quantity)
        else:
            found.append(line)
    return found


def _of_one_thing(lines: Sequence[Line]) -> list[Line]:
    """`2 mugs, one blue and one white`, `2 nets for me and 1 for my sister`: kinds, or shares, of what was named."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        kinds = list(takewhile(partial(_is_kind_of, head=lines[at]), lines[at + 1 :]))
        found += _kinds_of(lines[at], kinds) if kinds else [lines[at]]
        at += 1 + len(kinds)
    return found


def _kinds_of(head: Line, kinds: Sequence[Line]) -> list[Line]:
    """Shares come on top; kinds must add up, else it is asked which."""
    named = [_named_as(head, each) for each in kinds]
    tells = _without_looks(head) != head or (head.sizes and all(each.sizes for each in kinds))
    if tells or all(each.aim for each in kinds):
        return [head, *named]
    return named if head.quantity in (0, sum(each.quantity for each in kinds)) else [head]


def _named_as(head: Line, line: Line) -> Line:
    """What a line leaves unsaid that the one before it has said."""
    plain = _without_looks(head)
    return replace(
        plain,
        quantity=line.quantity,
        words=(*plain.words, *line.words),
        typed=(*plain.typed, *line.typed),
        sizes=line.sizes or head.sizes,
        aim=(*head.aim, *line.aim),
    )


def kind_of(line: Line, other: Line) -> Line:
    """`the small one` beside `the large basket` is a basket too."""
    is_look = line.words and _without_looks(line).words == ()
    return _named_as(other, line) if is_look else line


def _without_looks(head: Line) -> Line:
    """`a large basket and 2 small ones`: the basket alone."""
    looks = vocabulary().roles.get("look", {})
    kept = [pair for pair in zip(head.words, head.typed, strict=True) if (pair[0],) not in looks]
    return replace(head, words=tuple(word for word, _ in kept), typed=tuple(typed for _, typed in kept))


def _is_kind_of(line: Line, head: Line) -> bool:
    looks = vocabulary().roles.get("look", {})
    says_what = any((word,) not in looks and word not in line.aim for word in line.words)
    names = any((word,) not in looks and word not in head.aim for word in head.words)
    return bool(line.quantity and (line.words or line.sizes or line.aim) and names and not says_what)
