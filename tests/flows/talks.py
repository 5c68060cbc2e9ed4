"""A talk with the toy shop, kept as JSON between any two messages."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.customer.messages import Content, OutboundMessage, Tap
from domain.customer.messages import Text as Typed
from flows.talk import Conversation, Dialogue, Reply, to_outbound
from tests.flows.toy import TOY, ToyShop


@dataclass
class Talk:
    """One person's talk, kept as JSON between any two messages."""

    shop: ToyShop = field(default_factory=ToyShop)
    dialogue: Dialogue = TOY
    stored: dict[str, object] = field(default_factory=lambda: Conversation("fr").to_json())
    last: Reply | None = None

    @property
    def conversation(self) -> Conversation:
        return Conversation.from_json(self.stored)

    def hear(self, content: Content) -> str:
        return self.keep(self.dialogue.turn(self.conversation, content, self.shop))

    def keep(self, reply: Reply) -> str:
        self.last = reply
        self.stored = reply.conversation.to_json()
        assert Conversation.from_json(self.stored) == reply.conversation
        return " / ".join(said.text.replace("\n\n", " | ") for said in reply.outgoing)

    def say(self, text: str) -> str:
        return self.hear(Typed(text))

    def tap(self, key: str) -> str:
        return self.hear(Tap(key))

    @property
    def keys(self) -> list[str]:
        assert self.last
        return [choice.key for said in self.last.outgoing for choice in said.choices]

    def out(self) -> list[OutboundMessage]:
        said = self.last.outgoing if self.last else ()
        address = {"channel": "toy", "sender": "shop", "recipient": "Awa"}
        return [to_outbound(each, key="k", language="fr", **address) for each in said]


def a_talk_at(*said: str, shop: ToyShop | None = None) -> Talk:
    talk = Talk(shop or ToyShop())
    for text in said:
        talk.say(text)
    return talk
