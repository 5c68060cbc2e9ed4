"""The lines of an order: which number belongs to which thing, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile

from domain.catalog.stems import stem
from flows.understanding.wishes.items import Item
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
PARTING = ("break", "join", "question", "but", "no")
SAYING_NOTHING = ("break", "join", "question", "but", "no", "swap", "filler", "when", "deliver", "pay")


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity` 0: not said. `words` name the thing, folded, `typed` as they were written, `spare` among them what it
    may come in and `aim` whom it is for; none: the thing that was spoken of last. `sizes` are `5 kg`, `6 x 6`, or a
    bare number behind it."""

    quantity: int = 0
    words: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    act: str = ""
    instead_of: int = 0
    typed: tuple[str, ...] = ()
    aim: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.quantity or self.words or self.sizes)


@dataclass
class _Run:
    """A thing, with the words that name it, and its numbers so far."""

    words: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    aim: list[str] = field(default_factory=list)
    quantity: int = 0

    def line(self, act: str) -> Line:
        return Line(
            self.quantity,
            tuple(self.words),
            tuple(self.sizes),
            tuple(self.spare),
            act,
            typed=tuple(self.typed),
            aim=tuple(self.aim),
        )


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    side: str = ""


def lines_of(items: Sequence[Item]) -> list[Line]:
    """In the order said. A change holds for what follows it, until something else is said."""
    found: list[Line] = []
    act = ""
    for segment in _segments(items):
        act = _act(segment, act)
        found += _swapped(segment, act) if any(item.kind == "instead" for item in segment) else _plain(segment, act)
    said = _counted_behind([line for line in found if not line.is_empty])
    return _exchanged(_of_one_thing(said))


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
    named = [
        replace(
            head,
            quantity=each.quantity,
            words=(*head.words, *each.words),
            typed=(*head.typed, *each.typed),
            sizes=(*head.sizes, *each.sizes),
            aim=(*head.aim, *each.aim),
        )
        for each in kinds
    ]
    if all(each.aim for each in kinds):
        return [head, *named]
    return named if head.quantity in (0, sum(each.quantity for each in kinds)) else [head]


def _is_kind_of(line: Line, head: Line) -> bool:
    looks = vocabulary().roles.get("look", {})
    says_what = any((word,) not in looks and word not in line.aim for word in line.words)
    names = any((word,) not in looks and word not in head.aim for word in head.words)
    return bool(line.quantity and (line.words or line.sizes or line.aim) and names and not says_what)


def _exchanged(lines: Sequence[Line]) -> list[Line]:
    """`remplace l'huile par une natte`; of one and the same thing another number."""
    both = [line for line in lines if line.act == "replace"]
    others = [line for line in lines if line.act != "replace"]
    if len(both) == 2 and [*map(stem, both[0].words)] != [*map(stem, both[1].words)]:
        return [*others, replace(both[0], act="remove"), replace(both[1], act="")]
    return [*others, *(replace(line, act="set") for line in both if line.quantity or len(both) == 1)]


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


def _segments(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Parted by signs, by `et`, and where a new wish or change begins."""
    segment: list[Item] = []
    for item in items:
        is_swap = item.kind == "swap" and any(each.kind == "replace" for each in segment)
        begins = item.kind in (*ACTS, "want") and _has_thing(segment) and segment[-1].kind != "number"
        if item.kind in PARTING or is_swap or begins:
            yield segment
            segment = []
        if item.kind not in SAYING_NOTHING:
            segment.append(item)
    yield segment


def _has_thing(segment: Iterable[Item]) -> bool:
    return any(item.kind in ("word", "container", "number", "size") for item in segment)


def _act(segment: Sequence[Item], before: str) -> str:
    """`mets encore 2` adds: what is said last of two things that agree is the nearer one."""
    said = [ACTS[item.kind] for item in segment if item.kind in ACTS]
    if any(item.kind == "want" for item in segment) and not said:
        return ""
    if "add" in said or "only" in said:
        return "add" if "add" in said else "only"
    return said[-1] if said else before


def _swapped(segment: Sequence[Item], act: str) -> Iterator[Line]:
    """`3 au lieu de 2`, `2 savons à la place du riz`."""
    at = next(place for place, item in enumerate(segment) if item.kind == "instead")
    new, old = _plain(segment[:at], act), _plain(segment[at + 1 :], act)
    if len(old) != 1 or len(new) > 1:
        yield from ()
    elif not new:
        yield replace(old[0], quantity=0, act="not", instead_of=old[0].quantity)
    elif old[0].words and new[0].words and old[0].words != new[0].words:
        yield from (replace(old[0], act="remove"), replace(new[0], act=""))
    elif old[0].quantity and new[0].quantity:
        named = new[0] if new[0].words else old[0]
        yield replace(named, quantity=new[0].quantity, act="set", instead_of=old[0].quantity)


def _plain(segment: Sequence[Item], act: str) -> list[Line]:
    runs = list(_runs(segment))
    _count(runs)
    things = [run for run in runs if isinstance(run, _Run)]
    numbers = [run for run in runs if isinstance(run, _Number)]
    one_more = int(any(item.kind in ("another", "single") for item in segment))
    if not things and (len(numbers) == 1 or one_more):
        shared = ("",) if any(item.kind == "for" for item in segment) else ()
        return [Line(numbers[0].value if numbers else 1, act=act, aim=shared)]
    if one_more and things and not things[0].quantity:
        things[0].quantity = 1
    return [thing.line(act) for thing in things]


def _runs(segment: Sequence[Item]) -> Iterator[_Run | _Number]:
    """Numbers, and the things between them; `x2` looks left, `2x` right."""
    run, is_aim = _Run(), False
    for place, item in enumerate(segment):
        is_aim = (is_aim or item.kind == "for") and item.kind != "number"
        if item.kind == "number":
            if run.words or run.sizes:
                yield run
                run = _Run()
            yield _Number(item.value, _side(segment, place))
        elif item.kind == "size":
            run.sizes.append(item.text)
        elif item.kind in ("word", "container"):
            run.words.append(item.text)
            run.typed.append(item.typed)
            run.aim += [item.text] if is_aim else []
            run.spare += [item.text] if item.kind == "container" else []
    if run.words or run.sizes:
        yield run


def _side(segment: Sequence[Item], place: int) -> str:
    before = segment[place - 1].kind if place else ""
    behind = segment[place + 1].kind if place + 1 < len(segment) else ""
    if before == "times":
        return "left" if _has_thing(segment[: place - 1]) else "right"
    return "right" if behind == "times" else ""


def _count(runs: Sequence[_Run | _Number]) -> None:
    """Each number finds its thing: those that look somewhere first; the others all on the same side, as people do."""
    side = "right" if runs and isinstance(runs[0], _Number) else "left" if _is_behind(runs) else "right"
    numbers = [place for place, run in enumerate(runs) if isinstance(run, _Number)]
    for place in sorted(numbers, key=lambda place: not runs[place].side):  # type: ignore[union-attr]
        number = runs[place]
        assert isinstance(number, _Number)
        _give(number, _beside(runs, place, number.side or side))


def _is_behind(runs: Sequence[_Run | _Number]) -> bool:
    """The last thing said is a number, or what things come in: `riz 2 sacs`."""
    last = runs[-1] if runs else None
    return isinstance(last, _Number) or (isinstance(last, _Run) and bool(last.spare) and last.words == last.spare)


def _beside(runs: Sequence[_Run | _Number], place: int, side: str) -> list[_Run]:
    """The thing on that side, then the one on the other."""
    right, left = runs[place + 1 : place + 2], runs[max(0, place - 1) : place]
    if not left and place > 1:
        left = runs[place - 2 : place - 1]
    both = [*right, *left] if side == "right" else [*left, *right]
    return [run for run in both if isinstance(run, _Run)]


def _give(number: _Number, things: Sequence[_Run]) -> None:
    """One number counts a thing. One more, behind it, says which: `2 riz 25`."""
    free = next((thing for thing in things if not thing.quantity), None)
    if free and number.value:
        free.quantity = number.value
    elif things:
        things[-1].sizes.append(str(number.value))
