"""What the examples of one language taught: plain tables, which can be kept and need not be learned again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.understanding.counting import Counts, counted
from flows.understanding.features import features
from flows.understanding.keywords import Keywords
from flows.understanding.learner import DIGITS, Rows, learned
from flows.understanding.packs import Pack
from flows.understanding.spelling import Spelling

KIN = frozenset({"search", "price", "availability"})
"""What is answered alike: by the thing that is named. It does not matter which of them it is."""
COMMON = 2
WHOLE = 10**DIGITS


@dataclass(frozen=True, slots=True)
class Lesson:
    """`common` are the words seen more than once, `things` those that only ever name something on a shelf; `rows` and
    `counts` are what each feature says for each of the `labels`."""

    common: frozenset[str]
    things: frozenset[str]
    labels: tuple[str, ...]
    rows: Rows
    counts: Counts

    def plain(self) -> dict[str, Any]:
        """As JSON can say it."""
        tables = {"rows": {name: _flat(row) for name, row in self.rows.items()}, "counts": self.counts}
        return {"common": sorted(self.common), "things": sorted(self.things), "labels": self.labels, **tables}

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Lesson:
        rows = {name: _unflat(row) for name, row in told["rows"].items()}
        common, things = frozenset(told["common"]), frozenset(told["things"])
        return cls(common, things, tuple(told["labels"]), rows, told["counts"])


def _flat(row: Mapping[int, float]) -> list[int]:
    """Pairs of a label's number and its weight in thousandths, one after the other: quick to read."""
    return [each for number, weight in row.items() for each in (number, round(weight * WHOLE))]


def _unflat(row: Sequence[int]) -> dict[int, float]:
    return {number: weight / WHOLE for number, weight in zip(row[::2], row[1::2], strict=True)}


def lesson(pack: Pack, spelling: Spelling, keywords: Keywords) -> Lesson:
    samples = [
        (intent, keywords.marked(spelling.words(said, pack.code)))
        for intent, examples in pack.examples.items()
        for said in examples
    ]
    seen: dict[str, Counter[str]] = {}
    for intent, marked in samples:
        for word in {word for _mark, words in marked for word in words}:
            seen.setdefault(word, Counter())[intent] += 1
    common = frozenset(word for word, intents in seen.items() if intents.total() >= COMMON)
    things = frozenset(word for word, intents in seen.items() if intents.keys() <= KIN)
    shown = [(intent, features(each, common)) for intent, each in samples]
    labels = tuple(sorted(pack.examples))
    return Lesson(common, things, labels, learned(shown, labels), counted(shown))
