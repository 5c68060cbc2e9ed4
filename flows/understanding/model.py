"""What a message wants: surely one thing, perhaps one of a few, nothing of a shop's business, or no way to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from math import exp
from threading import Lock

from flows.speech.folders import SOURCE
from flows.understanding.counting import Counted
from flows.understanding.features import features
from flows.understanding.keywords import Keywords
from flows.understanding.learner import Features, Learned
from flows.understanding.lesson import KIN, Lesson, lesson
from flows.understanding.packs import packs
from flows.understanding.spelling import A_NUMBER, Spelling
from flows.understanding.tongue import tongues

STEEPNESS, SECOND_OPINION = 3.0, 0.15
CAUTION = 0.6
"""How much the benefit of the doubt is worth: talk that is none of the shop's business needs so much less."""
SURE, AHEAD = 0.65, 0.5
"""What the best must have, and by how much it must lead."""
TALK = 0.4
"""Where talk is likeliest it need not be sure: choices would only puzzle whoever does not want anything."""
MAYBE_TALK = 0.2
LIKELY, MOST_CHOICES = 0.12, 3
NOTHING = "nothing"
NOTHING_YET: Mapping[str, Lesson] = {}
THINGS, KIND = ("@item",), "@kind"
FEW = 3


class Outcome(StrEnum):
    """`NOTHING`: talk that is none of a shop's business. `UNKNOWN`: words that say nothing, perhaps a thing's name."""

    SURE = "sure"
    UNSURE = "unsure"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent, how likely it is, and what spoke most for it."""

    intent: str
    confidence: float
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood. `words` are the words as they were meant, `candidates` the likeliest first."""

    outcome: Outcome
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def intent(self) -> str:
        """The one that is sure, else none."""
        return self.candidates[0].intent if self.outcome == Outcome.SURE else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What it may be, when it is not sure; of what may as well be talk nobody is asked."""
        if any(each.intent == NOTHING and each.confidence >= MAYBE_TALK for each in self.candidates):
            return ()
        likely = [each.intent for each in self.candidates if each.confidence >= LIKELY and each.intent != NOTHING]
        return tuple(likely[:MOST_CHOICES]) if self.outcome == Outcome.UNSURE else ()


@dataclass(frozen=True)
class Model:
    """Learned from the examples of all languages at once, so that a message may mix them."""

    code: str
    spelling: Spelling
    keywords: Keywords
    lesson: Lesson
    learned: Learned
    counted: Counted

    def meaning(self, text: str, because: int = 0) -> Meaning:
        """`because`: with so many reasons for each candidate."""
        words = self.spelling.words(text, self.code)
        marked = self.keywords.marked(words)
        shown = features(marked, self.lesson.common)
        likely = _likelihoods(self._scores(shown))
        order = sorted(likely, key=lambda each: -likely[each])
        candidates = tuple(Candidate(each, likely[each], self._reasons(shown, each, because)) for each in order[:5])
        marks = tuple(mark for mark, _words in marked)
        return Meaning(self._outcome(marks, candidates), words, marks, candidates)

    def _scores(self, shown: Features) -> dict[str, float]:
        opinions = zip(self.learned.labels, self.learned.scores(shown), self.counted.scores(shown), strict=True)
        scores = {intent: learned + SECOND_OPINION * counted for intent, learned, counted in opinions}
        return scores | {NOTHING: scores[NOTHING] + CAUTION}

    def _outcome(self, marks: Sequence[str], candidates: Sequence[Candidate]) -> Outcome:
        if not candidates or self._says_nothing(marks, candidates[0].intent):
            return Outcome.UNKNOWN
        best = candidates[0]
        rival = next((each for each in candidates[1:] if each.intent not in KIN or best.intent not in KIN), None)
        lead = best.confidence - (rival.confidence if rival else 0.0)
        if best.intent == NOTHING:
            return Outcome.NOTHING if best.confidence >= TALK else Outcome.UNSURE
        return Outcome.SURE if best.confidence >= SURE and lead >= AHEAD else Outcome.UNSURE

    def _says_nothing(self, marks: Sequence[str], best: str) -> bool:
        """Numbers, things, and a few words of no group: what is left when these are taken off would have to tell."""
        telling = [mark for mark in marks if mark not in self.spelling.filler and mark not in (*THINGS, KIND, A_NUMBER)]
        if any(mark[0] == "@" for mark in telling):
            return False
        known = [mark for mark in telling if mark in self.lesson.common and mark not in self.lesson.things]
        is_talk = best == NOTHING and (bool(known) or self.spelling.filler.issuperset(marks))
        return not is_talk and (len(marks) <= FEW or not known)

    def named(self, text: str) -> tuple[str, ...]:
        """The words that may name something on the shelf, as they were typed: without filler, asking and wanting; then
        those alone that are known to name things. A colour or a size alone names nothing."""
        marked = self.keywords.marked(self.spelling.words(text, self.code))
        known = {word for mark, words in marked if mark in THINGS for word in words}
        kinds = {word for mark, words in marked if mark == KIND for word in words}
        strangers = {mark for mark, _words in marked if self._may_name(mark)}
        tries = (known | strangers | kinds, known | strangers, known) if known | strangers else ()
        return tuple(dict.fromkeys(filter(None, (self._typed(text, each) for each in tries))))

    def _may_name(self, mark: str) -> bool:
        is_small = mark[0] == "@" or mark in self.spelling.filler or mark == A_NUMBER
        return not is_small and (mark not in self.lesson.common or mark in self.lesson.things)

    def _typed(self, text: str, wanted: set[str]) -> str:
        typed = [word for word in text.split() if wanted.intersection(self.spelling.words(word, self.code))]
        return " ".join(word.strip(".,;:!?") for word in typed)

    def _reasons(self, shown: Features, intent: str, most: int) -> tuple[tuple[str, float], ...]:
        """The features that spoke most for it."""
        place = self.learned.labels.index(intent)
        parts = {name: self._scores_of_one({name: weight}, place) for name, weight in shown.items()} if most else {}
        return tuple(sorted(parts.items(), key=lambda each: -each[1])[:most])

    def _scores_of_one(self, shown: Features, place: int) -> float:
        return self.learned.scores(shown)[place] + SECOND_OPINION * self.counted.scores(shown)[place]


def _likelihoods(scores: dict[str, float]) -> dict[str, float]:
    top = max(scores.values(), default=0.0)
    grown = {intent: exp(STEEPNESS * (each - top)) for intent, each in scores.items()}
    whole = sum(grown.values())
    return {intent: each / whole for intent, each in grown.items()}


_one_learns = Lock()
"""Whoever comes meanwhile waits: if each learned by itself, all would wait for all."""


@cache
def spelling() -> Spelling:
    return Spelling(packs())


def model(code: str) -> Model:
    """Of a language without examples, the source's."""
    with _one_learns:
        return _learned(code if code in packs() and packs()[code].examples else SOURCE)


@cache
def _learned(code: str) -> Model:
    """When a language is first needed, once in a process: another language more changes nothing in this one."""
    known = packs()
    keywords = Keywords(known, code)
    told = _recalled.get(code) or lesson(known[code], spelling(), keywords)
    learned, counted = Learned(told.labels, told.rows), Counted(told.counts, told.labels)
    return Model(code, spelling(), keywords, told, learned, counted)


_recalled: dict[str, Lesson] = {}


def learn_all(recalled: Mapping[str, Lesson] = NOTHING_YET) -> Mapping[str, Lesson]:
    """Every language now, and not with the first message that needs it; what is recalled need not be learned."""
    _recalled.update(recalled)
    tongues()
    return {code: model(code).lesson for code in packs()}


@lru_cache(maxsize=256)
def meaning(text: str, code: str, because: int = 0) -> Meaning:
    """Of one message, in the language of the conversation; a few words of another one are understood in theirs."""
    own = model(code).meaning(text, because)
    other = tongues().likeliest(text)
    if other in (None, code) or own.outcome == Outcome.SURE:
        return own
    theirs = model(other or code).meaning(text, because)
    return theirs if theirs.outcome == Outcome.SURE else own
