"""`shop explain "<message>"`: what was understood and why; with a shop, also what it would answer, without a trace."""

from __future__ import annotations

from collections.abc import Iterator

from bot.books import shop_named
from bot.bootstrap import Installation, install
from bot.rooms import room_of
from bot.settings import load_settings
from domain.customer.customer import ChannelIdentity
from domain.customer.messages import Text
from domain.merchant.shop import Shop
from flows.speech import languages
from flows.talk import Conversation, Reply
from flows.talk.hearing import Hearing
from flows.talk.readers import understand_and_tell
from flows.understanding.explain import explain as why
from flows.understanding.tongue import spoken

NOBODY = ChannelIdentity("explain", "nobody")
DEFAULT = "fr"


class WithoutTrace(Exception):
    """Ends a rehearsal: what it wrote is rolled back."""


def explanation(message: str, language: str | None) -> Iterator[str]:
    """Needs no database."""
    code = language or spoken(message) or DEFAULT
    yield f"message:    {message}"
    yield from why(message, code if code in languages() else DEFAULT)


def rehearse_at(name: str, message: str, language: str | None) -> Iterator[str]:
    """At the shop of this name, in the database of the settings. Raises StartRefused."""
    it = install(load_settings())
    if shop := shop_named(it, name):
        yield from rehearsal(it, shop, message, language)


def rehearsal(it: Installation, shop: Shop, message: str, language: str | None) -> Iterator[str]:
    """What the shop would answer to somebody who has been greeted and has nothing open."""
    reader, reply, changes = rehearse(it, shop, message, language or shop.language)
    yield f"read by:    {reader}"
    yield f"changes:    {changes or 'nothing'}"
    yield f"asks then:  {' over '.join(frame.step for frame in reversed(reply.conversation.stack)) or 'nothing'}"
    for said in reply.outgoing:
        yield from (f"  {line}" for line in said.text.splitlines())
        yield from (f"  [{choice.title}]" for choice in said.choices)


def rehearse(it: Installation, shop: Shop, message: str, language: str) -> tuple[str, Reply, int]:
    """One turn of nobody's, rolled back: which reader took it, the answer, how many changes it would have made."""
    told: list[tuple[str, Reply, int]] = []
    try:
        with it.work(shop.id) as work:
            room = room_of(work, shop, NOBODY, "", it.front)
            conversation, before = Conversation(language, greeted=True), work.changes
            reply = room.dialogue.turn(conversation, Text(message), room.shop)
            changes = work.changes - before
            reader, _understood = understand_and_tell(Hearing(room.dialogue, conversation, Text(message), room.shop))
            told.append((reader, reply, changes))
            raise WithoutTrace
    except WithoutTrace:
        return told[0]
