"""A second opinion: how much more often a feature is seen with one intent than with all the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

from flows.understanding.learner import DIGITS, Features, Sample

Counts = Mapping[str, Mapping[str, float]]
"""Of each label, how often each feature stood with it, by weight."""
SMOOTH = 0.5
NEVER = 0.001
ELSEWHERE = 0.05


def counted(samples: Sequence[Sample]) -> Counts:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for label, shown in samples:
        counts[label].update(shown)
    return {label: {name: round(each, DIGITS) for name, each in of_it.items()} for label, of_it in counts.items()}


class Counted:
    """What a feature says is worked out when it is first met."""

    def __init__(self, counts: Counts, labels: Sequence[str]) -> None:
        self._in = {label: counts.get(label, {}) for label in labels}
        self._all: Counter[str] = Counter()
        for each in counts.values():
            self._all.update(each)
        self._sizes = {label: sum(counts.values()) for label, counts in self._in.items()}
        self._whole = sum(self._all.values())
        self._rows: dict[str, tuple[float, ...]] = {}

    def scores(self, shown: Features) -> list[float]:
        """For every label, in their order; a feature that was never seen says nothing."""
        total = [0.0] * len(self._in)
        for name, weight in shown.items():
            for number, speaks in enumerate(self.row(name)):
                total[number] += weight * speaks
        return total

    def row(self, name: str) -> tuple[float, ...]:
        if name not in self._all:
            return ()
        if name not in self._rows:
            self._rows[name] = tuple(self._speaks(name, label) for label in self._in)
        return self._rows[name]

    def _speaks(self, name: str, label: str) -> float:
        here, everywhere, size = self._in[label].get(name, 0), self._all[name], self._sizes[label]
        expected = SMOOTH * everywhere / self._whole + NEVER
        inside = (here + expected) / (size + SMOOTH)
        outside = (everywhere - here + ELSEWHERE) / (self._whole - size + SMOOTH)
        return log(inside / outside)
