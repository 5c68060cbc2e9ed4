"""A linear classifier that learns by its mistakes, always the same way: a passive-aggressive perceptron, averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

Features = Mapping[str, float]
Sample = tuple[str, Features]
Shown = tuple[tuple[str, float], ...]
Rows = dict[str, dict[int, float]]

WHOLE_ROUNDS, ROUNDS = 1, 4
"""Everything is gone through so often; after that only what was not yet clear the last time."""
CAUTION = 0.6
"""The most that one example may move a weight."""
MARGIN = 1.0
DIGITS = 3
NONE: Mapping[int, float] = {}


@dataclass(frozen=True, slots=True)
class Learned:
    """For every feature, how much it speaks for each label."""

    labels: Sequence[str]
    rows: Rows

    def scores(self, shown: Features) -> list[float]:
        """For every label, in their order."""
        return scores_of(self.rows, len(self.labels), tuple(shown.items()))


def learned(samples: Sequence[Sample], labels: Sequence[str]) -> Rows:
    """From examples, each with its label; always the same from the same ones."""
    numbers = {label: number for number, label in enumerate(labels)}
    ordered = sorted(samples, key=lambda each: crc32("".join(each[1]).encode()))
    return _Learner(len(labels)).learn([(numbers[label], tuple(shown.items())) for label, shown in ordered])


class _Learner:
    def __init__(self, labels: int) -> None:
        self._labels = labels
        self._rows: Rows = {}
        self._late: Rows = {}
        self._steps = 1

    def learn(self, samples: list[tuple[int, Shown]]) -> Rows:
        """The average of all weights on the way: what the last example happened to be does not matter."""
        unclear = samples
        for turn in range(ROUNDS):
            unclear = [each for each in (samples if turn < WHOLE_ROUNDS else unclear) if self._corrects(*each)]
        return {name: self._averaged(row, self._late[name]) for name, row in self._rows.items()}

    def _averaged(self, row: Mapping[int, float], late: Mapping[int, float]) -> dict[int, float]:
        means = ((number, round(weight - late[number] / self._steps, DIGITS)) for number, weight in row.items())
        return {number: mean for number, mean in means if mean}

    def _corrects(self, number: int, shown: Shown) -> bool:
        """Moves the weights, where this example is not clearly what it should be."""
        self._steps += 1
        scores = scores_of(self._rows, self._labels, shown)
        own, scores[number] = scores[number], -1e9
        best = max(scores)
        loss = MARGIN - own + best
        if loss <= 0:
            return False
        push, rival = min(CAUTION, loss / 2), scores.index(best)
        for name, weight in shown:
            row, late = self._rows.setdefault(name, {}), self._late.setdefault(name, {})
            for each, way in ((number, push * weight), (rival, -push * weight)):
                row[each] = row.get(each, 0.0) + way
                late[each] = late.get(each, 0.0) + self._steps * way
        return True


def scores_of(rows: Rows, labels: int, shown: Shown) -> list[float]:
    total = [0.0] * labels
    for name, weight in shown:
        for number, for_it in rows.get(name, NONE).items():
            total[number] += weight * for_it
    return total
