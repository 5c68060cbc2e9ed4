"""Numbers and things in a row: which number counts which thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from flows.understanding.wishes.item import Item
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.vocabulary import vocabulary


@dataclass
class Run:
    """A thing, with the words that name it, and its numbers so far."""

    words: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    aim: list[str] = field(default_factory=list)
    quantity: int = 0
    is_measured: bool = False

    def take(self, other: Run) -> None:
        """What else is said of it."""
        for mine, more in zip(self._lists, other._lists, strict=True):
            mine.extend(more)

    @property
    def _lists(self) -> tuple[list[str], ...]:
        return self.words, self.sizes, self.spare, self.typed, self.aim

    def line(self, act: str) -> Line:
        return Line(
            self.quantity,
            tuple(self.words),
            tuple(self.sizes),
            tuple(self.spare),
            act,
            typed=tuple(self.typed),
            aim=tuple(self.aim),
            is_measured=self.is_measured,
        )


@dataclass(frozen=True, slots=True)
class Number:
    value: int
    side: str = ""


def has_thing(segment: Iterable[Item]) -> bool:
    return any(item.kind in ("word", "container", "number", "size") for item in segment)


def runs_of(segment: Sequence[Item]) -> Iterator[Run | Number]:
    """Numbers, and the things between them; `x2` looks left, `2x` right. What stands before `the` is no
    part of the thing: `decided the bowl`."""
    run, is_aim = Run(), False
    for place, item in enumerate(segment):
        is_aim = (is_aim or item.kind == "for") and item.kind != "number"
        if item.kind == "number":
            if run.words or run.sizes:
                yield run
                run = Run()
            yield Number(item.value, _side(segment, place))
        elif opens_a_thing(item) and run.words != run.spare:
            yield run
            run, is_aim = Run(), False
        elif item.kind == "size":
            run.sizes.append(item.text)
            run.is_measured |= not run.words
        elif item.kind in ("word", "container"):
            run.words.append(item.text)
            run.typed.append(item.typed)
            run.aim += [item.text] if is_aim else []
            run.spare += [item.text] if item.kind == "container" else []
    if run.words or run.sizes:
        yield run


def opens_a_thing(item: Item) -> bool:
    return item.kind == "filler" and vocabulary().is_one("opens", item.text)


def unpacked(runs: Iterable[Run | Number]) -> list[Run | Number]:
    """`seti`, 2, `ya vikombe`: what things come in and how many of it is said before the thing."""
    every = list(runs)
    for place in range(len(every) - 2):
        pack, number, thing = every[place : place + 3]
        is_pack = isinstance(pack, Run) and pack.words == pack.spare and not pack.sizes
        if is_pack and isinstance(number, Number) and isinstance(thing, Run):
            assert isinstance(pack, Run)
            pack.take(thing)
            return [*every[:place], number, pack, *unpacked(every[place + 3 :])]
    return every


def gathered(runs: Iterable[Run | Number], is_aim: bool) -> list[Run | Number]:
    """`taa`, 2, `solar`: where a thing comes first and words come last, these are more of what was counted, or, of
    what is wanted, its purpose."""
    every = list(runs)
    things = [run for run in every if isinstance(run, Run)]
    if len(things) < 2 or len(things) == len(every) or things[0] is not every[0] or things[-1] is not every[-1]:
        return every
    tail = things[-1]
    tail.aim[:] = tail.words if is_aim else tail.aim
    things[-2].take(tail)
    return every[:-1]


def _side(segment: Sequence[Item], place: int) -> str:
    before = segment[place - 1].kind if place else ""
    behind = segment[place + 1].kind if place + 1 < len(segment) else ""
    if before == "times":
        return "left" if has_thing(segment[: place - 1]) else "right"
    return "right" if behind == "times" else ""


def count(runs: Sequence[Run | Number]) -> None:
    """Each number finds its thing: those that look somewhere first; the others all on the same side, as people do."""
    side = "right" if runs and isinstance(runs[0], Number) else "left" if _is_behind(runs) else "right"
    numbers = [place for place, run in enumerate(runs) if isinstance(run, Number)]
    for place in sorted(numbers, key=lambda place: not runs[place].side):  # type: ignore[union-attr]
        number = runs[place]
        assert isinstance(number, Number)
        _give(number, _beside(runs, place, number.side or side))


def _is_behind(runs: Sequence[Run | Number]) -> bool:
    """The last thing said is a number, or what things come in: `riz 2 sacs`."""
    last = runs[-1] if runs else None
    return isinstance(last, Number) or (isinstance(last, Run) and bool(last.spare) and last.words == last.spare)


def _beside(runs: Sequence[Run | Number], place: int, side: str) -> list[Run]:
    """The thing on that side, then the one on the other; whom it is for is counted last: `wax 3 pour la mariée`."""
    right, left = runs[place + 1 : place + 2], runs[max(0, place - 1) : place]
    if not left and place > 1:
        left = runs[place - 2 : place - 1]
    both = [*right, *left] if side == "right" else [*left, *right]
    things = [run for run in both if isinstance(run, Run)]
    return sorted(things, key=lambda run: bool(run.words) and run.words == run.aim)


def _give(number: Number, things: Sequence[Run]) -> None:
    """One number counts a thing. One more, behind it, says which: `2 riz 25`; `un foulard, 1 seul` says it twice."""
    free = next((thing for thing in things if not thing.quantity), None)
    if free and number.value:
        free.quantity = number.value
    elif things and not number.value == things[-1].quantity == 1:
        things[-1].sizes.append(str(number.value))
