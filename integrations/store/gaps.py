"""Ids that were missing when later ones were there: their transaction may still commit, or never will.

A counter hands out ids in order, transactions commit in any. Whoever only asks for `id > the last one I saw` loses
the event whose transaction began early and committed late. So each missing id is watched until all who were writing
when it was missed have ended: what is still not there then will never be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """The ids from `first` to `last`; one of `writers` may bring them."""

    first: int
    last: int
    writers: frozenset[str]


def missing(first: int, last: int, present: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches between `first` and `last`, both included, that the rising ids `present` leave out."""
    expected = first
    for id in present:
        if expected < id <= last:
            yield expected, id - 1
        expected = max(expected, id + 1)
    if expected <= last:
        yield expected, last


def still_open(gaps: Iterable[Gap], arrived: Sequence[int], writing: frozenset[str]) -> Iterator[Gap]:
    """What is left of the gaps: `writing` was asked for first, and only then what has `arrived`."""
    for gap in gaps:
        if gap.writers & writing:
            inside = [id for id in arrived if gap.first <= id <= gap.last]
            yield from (Gap(first, last, gap.writers) for first, last in missing(gap.first, gap.last, inside))
