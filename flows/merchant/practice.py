"""A merchant tries their own shop: what they write goes to a counter where nothing is really ordered."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Any

from domain.customer.messages import Content
from domain.customer.messages import Text as Typed
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant
from flows.speech import _, fold, join, lexicon, word_for
from flows.talk import Conversation, Prompt, Reply, Turn, Words, aside, done, step
from flows.talk.steps import name_of_class


@step("shop.practice")
class Practice:
    """As long as this is open. `talk` is the conversation of the buyer they play: it ends with it."""

    talk: dict[str, Any] = field(default_factory=dict)

    def ask(self, shop: MerchantDesk) -> Prompt:
        return Prompt(
            join(
                _("🎭 Practice: from now on you are a buyer of *{shop}*. Write as one would.", shop=shop.shop_name),
                _("Nothing is reserved, paid or counted, and nobody is told."),
                _("Write *{word}* to go back to your desk.", word=word_for("release", "commands")),
            ),
            Words(),
        )

    def hear(self, said: str, shop: MerchantDesk) -> Turn:
        return done(_("You are back at your desk."))


@merchant.says("try", about=_("Be a buyer of your own shop: nothing is real."))
def try_the_shop(shop: MerchantDesk) -> Turn:
    """Begins with an empty cart, whatever was practised before."""
    return aside(Practice())


def is_practising(conversation: Conversation) -> bool:
    return conversation.top is not None and conversation.top.step == name_of_class(Practice)


def ends(content: Content) -> bool:
    """`fini`, `done`: the words that also give a buyer back to the bot."""
    return isinstance(content, Typed) and fold(content.text) in lexicon().command("release")


def practised(conversation: Conversation) -> Conversation | None:
    """What the buyer they play has said so far; None: nothing yet."""
    talk = conversation.top.fields["talk"] if conversation.top else None
    return Conversation.from_json(talk) if talk else None


def keeping(conversation: Conversation, reply: Reply) -> Reply:
    """The answer to the buyer they play, which reminds of nothing later."""
    *below, practice = conversation.stack
    now = replace(practice, fields={"talk": reply.conversation.to_json()})
    return Reply(replace(conversation, stack=(*below, now)), reply.outgoing)


def left(conversation: Conversation) -> Conversation:
    """Who comes back after a day comes to their desk."""
    return replace(conversation, stack=conversation.stack[:-1]) if is_practising(conversation) else conversation
