"""What was asked of our own accord: it may be answered, or passed over by writing something else."""

from __future__ import annotations

from flows.buyer.look_up import Written
from flows.talk import Conversation, Turn, done
from flows.talk.outcomes import NOTHING

GUESSES = ("buy.meant", "buy.call", "buy.stop.really", "buy.cart.empty")
"""The steps that ask it."""


def written(text: str, conversation: Conversation) -> Written:
    """The question below a guess of ours counts, not the guess."""
    names = [frame.step for frame in conversation.stack if frame.step not in GUESSES]
    return Written(text, conversation.language, names[-1] if names else "")


def close_guess(conversation: Conversation) -> Turn:
    """Whoever writes something else instead of choosing has answered it."""
    return done() if conversation.top and conversation.top.step in GUESSES else NOTHING
