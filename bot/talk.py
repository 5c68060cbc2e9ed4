"""One turn, or one notice, of one conversation: under its lock, its answer into the outbox, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.counter import Counter
from bot.neighbours import answered, told
from bot.practice import practice_room, talk_of
from bot.rooms import Room, language_of, role_of, room_of
from bot.wallets import Front
from domain.customer.customer import ChannelIdentity
from domain.customer.events import SupportEnded
from domain.customer.messages import InboundMessage
from domain.merchant.opening import when_not_quiet
from domain.merchant.shop import Shop
from domain.shared.errors import Refusal
from domain.shared.events import DomainEvent
from flows.merchant.practice import ends, is_practising, keeping, left
from flows.talk import Conversation, Reminder, Reply, away_since, to_outbound
from integrations.store.conversations import StoredConversation
from integrations.store.unit_of_work import SqlUnitOfWork

Act = Callable[[Room, Conversation, datetime | None], Reply | None]
"""Of a room, where the talk stands, and since when somebody has been away who comes back after a long time."""


class HalfDone(Exception):
    """A rule said no after something had been changed. Roll back, and answer with the refusal alone."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def take_turn(
    work: SqlUnitOfWork,
    shop: Shop,
    message: InboundMessage,
    front: Front,
    refusal: Refusal | None = None,
    moved: bool = False,
) -> None:
    """What a person sent gets its answer; where it was refused already, that. `moved`: they come from another shop of
    this number. Raises HalfDone."""
    person = ChannelIdentity(message.channel, message.sender)
    key = f"reply:{message.channel}:{message.provider_id}"

    def act(room: Room, conversation: Conversation, away: datetime | None) -> Reply:
        member, here = shop.member(person.value), left(conversation) if away else conversation
        if member is None or not is_practising(here) or ends(message.content):
            return answer(room, here, away)
        talk = talk_of(here)
        return keeping(here, answer(practice_room(work, shop, member, front, talk), talk, None))

    def answer(room: Room, conversation: Conversation, away: datetime | None) -> Reply:
        if refusal is not None:
            return room.dialogue.refuse(conversation, message.content, refusal, room.shop)
        before = work.changes
        reply = room.dialogue.turn(conversation, message.content, room.shop, away_since=away)
        if reply.refusal is not None and work.changes > before:
            raise HalfDone(reply.refusal)
        return reply

    _talk(work, shop, person, message.profile_name, front, key, act, moved, heard_at=work.clock.now())


def give_notice(work: SqlUnitOfWork, shop: Shop, person: ChannelIdentity, event: DomainEvent, front: Front) -> None:
    """What has happened is told; where it is not worth a message, nothing is."""

    def act(room: Room, conversation: Conversation, away: datetime | None) -> Reply | None:
        prompt = room.notice(event, room.shop)
        if isinstance(event, SupportEnded):
            conversation = conversation.released()
        return room.dialogue.notice(conversation, prompt, room.shop) if prompt else None

    _talk(work, shop, person, "", front, f"notice:{event.event_id}:{person.value}", act)


def come_back(
    work: SqlUnitOfWork, shop: Shop, person: ChannelIdentity, role: str, due: dict[str, Any], front: Front
) -> None:
    """A reminder is due: said, unless the person has gone on since."""
    reminder = Reminder.from_json(due)

    def act(room: Room, conversation: Conversation, away: datetime | None) -> Reply:
        return room.dialogue.remind(conversation, reminder, room.shop)

    key = f"reminder:{shop.id}:{person.value}:{role}:{reminder.question}"
    _talk(work, shop, person, "", front, key, act)


def _talk(
    work: SqlUnitOfWork,
    shop: Shop,
    person: ChannelIdentity,
    name: str,
    front: Front,
    key: str,
    act: Act,
    moved: bool = False,
    heard_at: datetime | None = None,
) -> None:
    stored = work.conversations.lock(shop.id, person.value, role_of(shop, person.value))
    room = room_of(work, shop, person, name, front)
    reply = act(room, _conversation(stored, shop), away_since(stored.heard_at, work.clock.now()))
    if reply is not None:
        if len(front.directory.at(shop.number)) > 1:
            reply = answered(reply, shop, moved) if heard_at else told(work, reply, shop, person)
        _keep(work, stored, reply, person.channel, heard_at)
        _remind(work, shop, stored, reply)
        if isinstance(room.shop, Counter) and room.shop.language != reply.conversation.language:
            room.shop.speak(reply.conversation.language)
        _say(work, shop, person, reply, key)


def _conversation(stored: StoredConversation, shop: Shop) -> Conversation:
    """A new one begins in the language that the person's number suggests."""
    if not stored.state:
        return Conversation(language=language_of(stored.person, shop))
    return Conversation.from_json(stored.state["talk"])


def _keep(
    work: SqlUnitOfWork, stored: StoredConversation, reply: Reply, channel: str, heard_at: datetime | None
) -> None:
    stored.state = {"talk": reply.conversation.to_json(), "channel": channel}
    stored.language = reply.conversation.language
    stored.human = reply.conversation.human
    stored.heard_at = heard_at or stored.heard_at
    work.conversations.save(stored, work.clock.now())


def _remind(work: SqlUnitOfWork, shop: Shop, stored: StoredConversation, reply: Reply) -> None:
    """A reminder can wait: nobody is woken by it."""
    for each in reply.reminders:
        due = when_not_quiet(shop.local(work.clock.now() + each.after)).astimezone(UTC)
        work.reminders.set(stored.shop_id, stored.person, stored.role, due, each.to_json())


def _say(work: SqlUnitOfWork, shop: Shop, person: ChannelIdentity, reply: Reply, key: str) -> None:
    for n, said in enumerate(said for said in reply.outgoing if said.text):
        message = to_outbound(
            said,
            key=f"{key}:{n}",
            channel=person.channel,
            sender=shop.number,
            recipient=person.value,
            language=reply.conversation.language,
        )
        work.outbox.add(message, shop.id, work.clock.now())
