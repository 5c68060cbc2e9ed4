"""Lines that belong together: a number behind its thing, kinds of one thing, one thing in the place of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from domain.catalog.stems import stem
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.vocabulary import vocabulary

OFF = ("remove", "without")


def regrouped(lines: Sequence[Line], is_in_place: bool = False) -> list[Line]:
    """As they were meant. `is_in_place`: something is to come in the place of what was named first."""
    return _exchanged(_of_one_thing(_put_right(_counted_behind(_one_of_each(_one_for_another(lines))))), is_in_place)


def _one_for_another(lines: Sequence[Line]) -> Sequence[Line]:
    """`3, that is too many, make it 2`"""
    is_one = len(lines) == 2 and all(map(is_number, lines)) and lines[1].act in ("set", "only")
    return [replace(lines[1], act="set", instead_of=lines[0].quantity)] if is_one else lines


def _one_of_each(lines: Sequence[Line]) -> Sequence[Line]:
    """`deux bazins, le bleu et le blanc`: as many kinds are named as there are pieces."""
    for at, head in enumerate(lines):
        kinds = list(takewhile(_is_bare_kind, lines[at + 1 :]))
        if head.quantity == len(kinds) > 1 and head.words and not is_look(head):
            return [*lines[: at + 1], *(replace(kind, quantity=1) for kind in kinds), *lines[at + 1 + len(kinds) :]]
    return lines


def _is_bare_kind(line: Line) -> bool:
    return is_kind(line) and not line.act


def _put_right(lines: Sequence[Line]) -> list[Line]:
    """`2 savons non 3`, `je voulais 3 huiles mais finalement 2`: what is said last of one thing holds."""
    found: list[Line] = []
    for line in lines:
        place = _what_is_put_right(line, found)
        if line.corrects and line.act in OFF:
            found = _without_taken_back(found, line)
        elif place is None:
            found.append(line)
        else:
            found[place] = _as_corrected(found[place], line)
    return found


def _without_taken_back(lines: Sequence[Line], by: Line) -> list[Line]:
    """`a net and a jiko, no wait, not the jiko`; where it was not said before, it is in the cart."""
    kept = [line for line in lines if line.act or not by.words or not _is_same(by, line)]
    return kept if len(kept) < len(lines) else [*lines, by]


def _what_is_put_right(line: Line, before: Sequence[Line]) -> int | None:
    counted = [place for place, other in enumerate(before) if other.quantity and other.words]
    is_change = line.act == "set" and not all(before[place].act == "set" for place in counted)
    if not (line.corrects or is_change) or line.instead_of or not counted:
        return None
    if is_look(line):
        return counted[-1]
    named = [place for place in counted if _is_same(line, before[place])]
    return (named or counted)[-1] if named or line.corrects else None


def _as_corrected(line: Line, by: Line) -> Line:
    quantity, sizes = by.quantity or line.quantity, by.sizes or line.sizes
    named = kind_of(by, line) if by.words != by.spare and by.corrects else line
    return replace(named, quantity=quantity, sizes=sizes, act=line.act, corrects=False)


def is_number(line: Line) -> bool:
    """`mais 2 suffisent` names nothing."""
    return bool(line.quantity) and not (line.words or line.sizes or line.instead_of)


def is_look(line: Line) -> bool:
    """It names no thing, only how much or of which kind: `3`, `le blanc`, `celui de 5 kg`, `one set`."""
    bare = _without_looks(line)
    return bare.words == bare.spare


def _is_same(line: Line, other: Line) -> bool:
    return {*map(stem, line.words)} <= {*map(stem, other.words)}


def _exchanged(lines: Sequence[Line], is_in_place: bool) -> list[Line]:
    """`remplace l'huile par une natte`; of one and the same thing another number."""
    if len(lines) == 2 and _is_exchange(lines[0], lines[1], is_in_place):
        return [replace(lines[0], act="remove"), replace(lines[1], act="", in_place=True)]
    both = [line for line in lines if line.act == "replace"]
    others = [line for line in lines if line.act != "replace"]
    if len(both) == 2 and _said(both[0]) != _said(both[1]):
        old, new = kind_of(both[0], both[1]), kind_of(both[1], both[0])
        return [*others, replace(old, act="remove"), replace(new, act="", in_place=True)]
    if len(both) == 1:
        return [*others, replace(both[0], act="set", quantity=0)]
    return [*others, *(replace(line, act="set") for line in both if line.quantity)]


def _is_exchange(old: Line, new: Line, is_in_place: bool) -> bool:
    """`laisse l'huile, mets une natte à la place`, `badilisha jiko, weka taa`, `not the small one, the large one`."""
    if new.act not in ("", "set") or old.quantity or not (new.words or new.sizes):
        return False
    if old.act in OFF:
        return is_kind(old) and is_kind(new)
    return bool(old.words and new.words) and (old.act == "replace" or (old.act == "set" and is_in_place))


def is_kind(line: Line) -> bool:
    """`sitaki kidogo, nataka kikubwa`: of what is in the cart."""
    return is_look(line) and bool(line.words or line.sizes) and not line.quantity


def _said(line: Line) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(map(stem, line.words)), line.sizes


def _counted_behind(lines: Sequence[Line]) -> list[Line]:
    """`le riz de 25 kilos, un seul`, `the pans should be 1`, `le riz, le grand`: said of what stands before it."""
    found: list[Line] = []
    for line in lines:
        if found and _may_be_of(line, found[-1]):
            found[-1] = _with(found[-1], line)
        else:
            found.append(line)
    return found


def _may_be_of(line: Line, head: Line) -> bool:
    is_less = head.act in OFF and not (line.act == "set" and line.quantity)  # `punguza neti ibaki moja` leaves one
    is_open = bool(head.words) and not (head.quantity and line.quantity) and head.act != "not" and not is_less
    says = bool(line.quantity or line.sizes or line.words != line.spare)
    is_change = bool(head.quantity and line.act not in ("", head.act)) or line.act == "replace"
    return is_open and says and not is_change and is_look(line) and not ((line.sizes and head.sizes) or line.corrects)


def _with(head: Line, line: Line) -> Line:
    return replace(
        head,
        quantity=line.quantity or head.quantity,
        words=(*head.words, *line.words),
        typed=(*head.typed, *line.typed),
        spare=(*head.spare, *line.spare),
        sizes=(*head.sizes, *line.sizes),
        act=line.act or head.act,
        instead_of=line.instead_of,
    )


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
    if not head.quantity and all(each.aim and each.aim == each.words for each in kinds):
        return [replace(head, quantity=each.quantity) for each in kinds]
    named = [_named_as(head, each) for each in kinds]
    tells = _without_looks(head) != head or (head.sizes and all(each.sizes for each in kinds))
    if tells or all(each.aim for each in kinds):
        return [head, *named]
    is_whole = head.quantity in (0, sum(each.quantity for each in kinds))
    return [replace(each, act="" if each.act == "set" else each.act) for each in named] if is_whole else [head]


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
    return _named_as(other, line) if is_look(line) and not is_look(other) else line


def _without_looks(head: Line) -> Line:
    """`a large basket and 2 small ones`: the basket alone."""
    looks = vocabulary().roles.get("look", {})
    kept = [pair for pair in zip(head.words, head.typed, strict=True) if (pair[0],) not in looks]
    return replace(head, words=tuple(word for word, _ in kept), typed=tuple(typed for _, typed in kept))


def _is_kind_of(line: Line, head: Line) -> bool:
    looks = vocabulary().roles.get("look", {})
    says_what = any((word,) not in looks and word not in (*line.aim, *line.spare) for word in line.words)
    names = any((word,) not in looks and word not in head.aim for word in head.words)
    return bool(line.quantity and (line.words or line.sizes or line.aim) and names and not says_what)
