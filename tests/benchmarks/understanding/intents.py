"""Intents on labelled messages: found, wrong actions, not sure, what personal talk starts, milliseconds, confusion."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.buyer.intents import INTENTS
from flows.buyer.meant import is_an_answer, may_be_a_thing
from flows.speech import lexicon
from flows.understanding.model import Outcome, meaning
from tests.benchmarks.understanding.messages import Labelled

NOTHING = "nothing"
ASIDES = {"menu": "browse", "orders": "track", "paid": "payment_problem", "checkout": "browse", "take_back": "refund"}
"""The words of an aside come before the model; this is what the labels call them."""
HARMLESS = ("greet", "thanks", "goodbye")
"""A kind word in answer to a kind word starts nothing."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was understood of one message: an intent, or `nothing`, `unsure`, `unknown`; and what would be offered."""

    message: Labelled
    got: str
    choices: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        return does_the_same(self.got, self.message.intent)

    @property
    def is_wrong(self) -> bool:
        """Something was done, and another thing than was asked for."""
        return self.got in INTENTS and self.got not in HARMLESS and not self.is_found


def does_the_same(one: str, other: str) -> bool:
    """Two intents that are answered by the same act need not be told apart."""
    return one == other or (one in INTENTS and other in INTENTS and INTENTS[one] is INTENTS[other])


def understood(message: Labelled, code: str) -> Result:
    """In the order of the readers: whole words first, then the model. The shelf is not asked."""
    if aside := lexicon().aside(message.text):
        return Result(message, ASIDES.get(aside, aside))
    if lexicon().greets(message.text):
        return Result(message, "greet")
    meant = meaning(message.text, code)
    if is_an_answer(message.text):
        return Result(message, NOTHING)
    if meant.outcome == Outcome.SURE and may_be_a_thing(meant):
        return Result(message, "search")
    return Result(message, meant.intent or str(meant.outcome), meant.choices)


def measure(messages: Sequence[Labelled], code: str) -> Iterator[tuple[str, str]]:
    """A name and a figure for each line of the table."""
    meaning("", code)  # learned before the clock starts
    started = time.process_time()  # whoever works beside does not count
    results = [understood(message, code) for message in messages]
    each = (time.process_time() - started) / len(results) * 1000
    wishes = [result for result in results if result.message.intent != NOTHING]
    talk = [result for result in results if result.message.intent == NOTHING]
    unsure = [result for result in wishes if result.got == Outcome.UNSURE]
    offered = sum(any(does_the_same(choice, r.message.intent) for choice in r.choices) for r in unsure)
    yield "messages", f"{len(results)}, of them {len(talk)} personal"
    yield "found", share(sum(result.is_found for result in wishes), len(wishes))
    yield "found or offered", share(sum(result.is_found for result in wishes) + offered, len(wishes))
    yield "wrong actions", share(sum(result.is_wrong for result in results), len(results))
    yield "not sure", share(len(unsure), len(wishes))
    yield "personal: starts something", share(sum(result.is_wrong for result in talk), len(talk))
    yield "personal: is offered choices", share(sum(bool(result.choices) for result in talk), len(talk))
    yield "ms a message", f"{each:.2f}"


def confusion(messages: Sequence[Labelled], code: str) -> Iterator[str]:
    """What was taken for what, the most frequent first, with an example."""
    missed = [result for message in messages if not (result := understood(message, code)).is_found]
    pairs = Counter((result.message.intent, result.got) for result in missed)
    for (intent, got), times in pairs.most_common():
        example = next(r.message.text for r in missed if (r.message.intent, r.got) == (intent, got))
        yield f"{times:3}  {intent:17} → {got:17} {example[:70]}"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"
