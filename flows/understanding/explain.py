"""What was understood of a message, and why: for whoever writes a language's files, and for whoever wonders."""

from __future__ import annotations

from collections.abc import Iterator

from flows.speech import lexicon
from flows.understanding.model import Candidate, Outcome, meaning
from flows.understanding.tongue import spoken, tongues

REASONS = 4
SHOWN = 3


def explain(text: str, code: str) -> Iterator[str]:
    """Line by line: the words as they were meant, the language, what they may want, and what spoke for each."""
    understood = meaning(text, code, because=REASONS)
    yield f"words:      {' '.join(understood.words) or '(none)'}"
    yield f"groups:     {' '.join(dict.fromkeys(mark for mark in understood.marks if mark[0] == '@')) or '(none)'}"
    yield f"language:   {language_of(text)}; read as {code}"
    if known := known_words(text):
        yield f"words.toml: {known}"
    for candidate in understood.candidates[:SHOWN]:
        yield line_of(candidate)
    yield f"outcome:    {outcome_of(understood.outcome, understood.intent, understood.choices)}"


def language_of(text: str) -> str:
    scores = ", ".join(f"{code} {score:.1f}" for code, score in tongues().scores(text).items())
    return f"{spoken(text) or 'not clear'} ({scores})"


def known_words(text: str) -> str:
    """What the lists of whole answers make of it, before the model is asked."""
    words, answer = lexicon(), lexicon().yes_or_no(text)
    if aside := words.aside(text):
        return f"calls *{aside}*"
    if answer is not None:
        return "a yes" if answer else "a no"
    if words.number(text) is not None:
        return f"the number {words.number(text)}"
    return "a greeting" if words.greets(text) else ""


def line_of(candidate: Candidate) -> str:
    reasons = ", ".join(f"{name!r} {weight:+.2f}" for name, weight in candidate.because if weight > 0)
    return f"  {candidate.intent:18} {candidate.confidence:4.2f}  {reasons}"


def outcome_of(outcome: Outcome, intent: str, choices: tuple[str, ...]) -> str:
    match outcome:
        case Outcome.SURE:
            return f"sure: {intent}"
        case Outcome.UNSURE:
            return f"not sure: {', '.join(choices)} would be offered" if choices else "not sure, and nothing to offer"
        case Outcome.NOTHING:
            return "none of a shop's business"
        case _:
            return "unknown: perhaps the name of a thing, so the shelf is searched"
