"""What a shop says at a number that others have, too: its buttons lead to it, and its name is on what comes unasked."""

from __future__ import annotations

from dataclasses import replace

from domain.customer.customer import ChannelIdentity
from domain.merchant.shop import Shop
from flows.mall import Door, signed, under_its_name
from flows.speech import language
from flows.talk import Reply, Said
from integrations.store.unit_of_work import SqlUnitOfWork


def answered(reply: Reply, shop: Shop, is_named: bool) -> Reply:
    """What was asked for: under its name where the person has just come from another shop."""
    return _with(reply, shop, _named(reply, shop) if is_named else reply.outgoing)


def told(work: SqlUnitOfWork, reply: Reply, shop: Shop, person: ChannelIdentity) -> Reply:
    """What comes by itself, while the person may be in another shop: a number that they write is heard there."""
    place = work.places.find(shop.number, person.value)
    return _with(reply, shop, _named(reply, shop, is_elsewhere=place.shop_id not in (None, shop.id)))


def _named(reply: Reply, shop: Shop, *, is_elsewhere: bool = False) -> tuple[Said, ...]:
    spoken, door = language(reply.conversation.language), Door(shop.code, shop.name, shop.about)
    first, rest = reply.outgoing[:1], reply.outgoing[1:]
    named = (under_its_name(said, door, spoken, is_elsewhere=is_elsewhere) for said in first)
    return (*named, *(replace(said, numbered=said.numbered and not is_elsewhere) for said in rest))


def _with(reply: Reply, shop: Shop, outgoing: tuple[Said, ...]) -> Reply:
    return replace(reply, outgoing=tuple(_signed(said, shop.code) for said in outgoing))


def _signed(said: Said, code: str) -> Said:
    return replace(said, choices=tuple(replace(each, key=signed(each.key, code)) for each in said.choices))
