"""The conversation engine. A step is a value: it asks, then hears.

    @step("buy.quantity")
    class Quantity:
        sku: str

        def ask(self, shop):
            return Prompt(_("How many {name}?", name=shop.product(self.sku).name), Number())

        def hear(self, quantity, shop):
            shop.add_to_cart(self.sku, quantity)
            return say(_("Added.")) + to(Cart())

A turn may only do what `outcomes` lists. Understanding goes through the `READERS`, in order.
"""

from flows.talk.absence import away_since
from flows.talk.conversation import Conversation, Reminder
from flows.talk.dialogue import Dialogue, Humans
from flows.talk.expectations import (
    Amount,
    Expectation,
    NotUnderstood,
    Number,
    Phone,
    Pick,
    Place,
    Words,
    YesNo,
)
from flows.talk.outcomes import (
    Turn,
    again,
    aside,
    done,
    finish,
    hand_over,
    if_idle,
    keep,
    not_understood,
    only,
    remind,
    say,
    speak,
    start,
    to,
)
from flows.talk.prompts import MORE, Link, Option, Prompt, paged
from flows.talk.replies import Reply
from flows.talk.said import Said, to_outbound
from flows.talk.steps import Step, step

__all__ = [
    "MORE",
    "Amount",
    "Conversation",
    "Dialogue",
    "Expectation",
    "Humans",
    "Link",
    "NotUnderstood",
    "Number",
    "Option",
    "Phone",
    "Pick",
    "Place",
    "Prompt",
    "Reminder",
    "Reply",
    "Said",
    "Step",
    "Turn",
    "Words",
    "YesNo",
    "again",
    "aside",
    "away_since",
    "done",
    "finish",
    "hand_over",
    "if_idle",
    "keep",
    "not_understood",
    "only",
    "paged",
    "remind",
    "say",
    "speak",
    "start",
    "step",
    "to",
    "to_outbound",
]
