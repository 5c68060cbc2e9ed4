"""One line of an order, as far as words alone say it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity` 0: not said. `words` name the thing, folded, `typed` as they were written, `spare` among them what it
    may come in and `aim` whom it is for; none: the thing that was spoken of last. `sizes` are `5 kg`, `6 x 6`, or a
    bare number behind it; `is_measured`: `5 kg` stood before the thing, as a number would. `is_apart`: between
    two signs nothing else is said. `corrects`: what was said just before, in the same message. `in_place`: of what
    the line before it takes off. `part`: which of the parts between signs it stands in."""

    quantity: int = 0
    words: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    act: str = ""
    instead_of: int = 0
    typed: tuple[str, ...] = ()
    aim: tuple[str, ...] = ()
    is_measured: bool = False
    is_apart: bool = False
    corrects: bool = False
    in_place: bool = False
    part: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.quantity or self.words or self.sizes or self.instead_of)
