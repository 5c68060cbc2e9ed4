"""A linear classifier that learns by its mistakes, always the same way: a passive-aggressive perceptron, averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

Features = Mapping[str, float]
Sample = tuple[str, Features]
Rows = dict[str, dict[int, float]]

WHOLE_ROUNDS, ROUNDS = 1, 4
"""Everything is gone through so often; after that only what was not yet clear the last time."""
CAUTION = 0.6
"""The most that one example may move a weight."""
MARGIN = 1.0
NONE: Mapping[int, float] = {}


class Learned:
    """For every feature, how much it speaks for each label."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.labels = sorted({label for label, _shown in samples})
        self.rows: Rows = {}
        self._late: Rows = {}
        self._steps = 1
        numbers = {label: number for number, label in enumerate(self.labels)}
        ordered = sorted(samples, key=lambda each: crc32("".join(each[1]).encode()))
        self._learn([(numbers[label], tuple(shown.items())) for label, shown in ordered])

    def scores(self, shown: Features) -> list[float]:
        """For every label, in their order."""
        return self._scores(tuple(shown.items()))

    def _learn(self, samples: list[tuple[int, tuple[tuple[str, float], ...]]]) -> None:
        """The average of all weights on the way: what the last example happened to be does not matter."""
        unclear = samples
        for turn in range(ROUNDS):
            unclear = [each for each in (samples if turn < WHOLE_ROUNDS else unclear) if self._corrects(*each)]
        for name, row in self.rows.items():
            late = self._late[name]
            self.rows[name] = {number: weight - late[number] / self._steps for number, weight in row.items()}
        self._late = {}

    def _corrects(self, number: int, shown: tuple[tuple[str, float], ...]) -> bool:
        """Moves the weights, where this example is not clearly what it should be."""
        self._steps += 1
        scores = self._scores(shown)
        own, scores[number] = scores[number], -1e9
        best = max(scores)
        loss = MARGIN - own + best
        if loss <= 0:
            return False
        push, rival = min(CAUTION, loss / 2), scores.index(best)
        for name, weight in shown:
            row, late = self.rows.setdefault(name, {}), self._late.setdefault(name, {})
            for each, way in ((number, push * weight), (rival, -push * weight)):
                row[each] = row.get(each, 0.0) + way
                late[each] = late.get(each, 0.0) + self._steps * way
        return True

    def _scores(self, shown: tuple[tuple[str, float], ...]) -> list[float]:
        total = [0.0] * len(self.labels)
        for name, weight in shown:
            for number, for_it in self.rows.get(name, NONE).items():
                total[number] += weight * for_it
        return total
