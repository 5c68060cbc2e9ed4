"""Which language words are in, by their letters and by whole words; not said of a few words, nor of a mixture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from math import log

from flows.speech.fold import fold
from flows.speech.lexicon import Lexicon
from flows.understanding.packs import Pack, packs

FEWEST = 4
"""Of three words or fewer nothing is said: a name and a brand are in no language."""
SIZES = (2, 3, 4)
CLEAR = 0.35
"""By how much the best must lead, for each word."""
AGREED = 0.7
"""So many of the words that tell anything must be of the best language: a mixture is none."""
RARE = 0.5
MOST_FITS = 40_000


class Tongues:
    """How often each run of letters stands in what each language brings."""

    def __init__(self, known: Mapping[str, Pack]) -> None:
        self._counts = {code: _counts(pack) for code, pack in known.items() if pack.examples}
        self._sizes = {code: sum(counts.values()) for code, counts in self._counts.items()}
        self._fits: dict[tuple[str, str], float] = {}
        self._borrowed = {fold(word) for pack in known.values() for word in pack.borrowed}

    def scores(self, text: str) -> dict[str, float]:
        """How well each language fits, for each word of the text."""
        words = self._telling(text)
        return {code: sum(self._fit(word, code) for word in words) / (len(words) or 1) for code in self._counts}

    def spoken(self, text: str, among: Collection[str] | None = None) -> str | None:
        """The one language that most of its words are clearly of; none where that is not one of a few."""
        words = self._telling(text)
        if len(words) < FEWEST or len(self._counts) < 2:
            return None
        scores = self.scores(text)
        likely = [code for code in sorted(scores, key=lambda code: -scores[code]) if among is None or code in among]
        if not likely or scores[likely[0]] < max(scores.values()):
            return None
        of_best = sum(self._best(word, likely) == likely[0] for word in words)
        is_clear = all(scores[likely[0]] - scores[other] >= CLEAR for other in likely[1:2])
        return likely[0] if is_clear and of_best >= AGREED * len(words) else None

    def likeliest(self, text: str) -> str | None:
        """The language that fits clearly better than any other, however few the words."""
        if not self._telling(text) or len(self._counts) < 2:
            return None
        scores = self.scores(text)
        best, second = sorted(scores, key=lambda code: -scores[code])[:2]
        return best if scores[best] - scores[second] >= CLEAR else None

    def without_borrowed(self, text: str) -> str:
        return " ".join(word for word in fold(text).split() if word not in self._borrowed)

    def _telling(self, text: str) -> list[str]:
        return [word for word in fold(text).split() if word.isalpha() and word not in self._borrowed]

    def _best(self, word: str, among: Iterable[str]) -> str:
        return max(among, key=lambda code: self._fit(word, code))

    def _fit(self, word: str, code: str) -> float:
        """The mean likelihood of its runs of letters, the whole word among them. Words come again."""
        if (known := self._fits.get((word, code))) is not None:
            return known
        counts, size = self._counts[code], self._sizes[code]
        runs = list(_runs([word]))
        found = sum(log((counts[run] + RARE) / size) for run in runs) / len(runs)
        if len(self._fits) >= MOST_FITS:
            self._fits.clear()
        self._fits[word, code] = found
        return found


def _counts(pack: Pack) -> Counter[str]:
    """Each word is taken apart once, however often it stands there."""
    counts: Counter[str] = Counter()
    for word, times in Counter(_texts(pack)).items():
        for run in _runs([word]):
            counts[run] += times
    return counts


def _texts(pack: Pack) -> Iterable[str]:
    return (word for said in pack.examples.values() for text in said for word in fold(text).split())


def _runs(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        edged = f"<{word}>"
        yield edged
        for size in SIZES:
            yield from (edged[at : at + size] for at in range(len(edged) - size + 1))


@cache
def tongues() -> Tongues:
    return Tongues(packs())


def spoken(text: str, among: Collection[str] | None = None) -> str | None:
    """The language these words are clearly in, if any, and if it is one of those that are offered."""
    return tongues().spoken(text, among)


def spoken_at_first(text: str, words: Lexicon, among: Collection[str]) -> str | None:
    """Of somebody who has not been talked to yet, a single `bonjour` tells; a `hello` is said everywhere."""
    return spoken(text, among) or words.guess(tongues().without_borrowed(text), among)
