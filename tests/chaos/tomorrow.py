"""The next release, as today's code meets it: a step, a word and stored fields that it has never heard of."""

from __future__ import annotations

from typing import Any

from flows.buyer.dialogue import buyer
from flows.speech import verbatim
from flows.talk import Conversation, Number, Prompt, Turn, aside, done, step

WORD = "demain"
"""What opens the new step; today nobody understands it."""


@step("tomorrow.rating")
class Rating:
    mood: str = "curious"

    def ask(self, shop: Any) -> Prompt:
        return Prompt(verbatim("1 - 5 ?"), Number(1, 5))

    def hear(self, stars: int, shop: Any) -> Turn:
        return done()


def rate(text: str, conversation: Conversation, shop: Any) -> Turn | None:
    return aside(Rating()) if text == WORD else None


def arrive() -> None:
    object.__setattr__(buyer, "intents", (rate, *buyer.intents))
    today = Conversation.to_json

    def to_json(self: Conversation) -> dict[str, Any]:
        stored = today(self)
        frames = [{**frame, "since": "tomorrow"} for frame in stored["stack"]]
        return {**stored, "version": stored["version"] + 1, "mood": "curious", "stack": frames}

    Conversation.to_json = to_json  # type: ignore[method-assign]
