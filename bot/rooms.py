"""Who somebody is to a shop decides which room they talk in: the counter, the desk, or the riders' door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.counter import Counter
from bot.desk import Desk, Satchel
from bot.wallets import Front
from domain.customer import use_cases as customers
from domain.customer.customer import ChannelIdentity
from domain.merchant.shop import Shop
from domain.merchant.staff import Role, Staff
from domain.reactions import Audience
from domain.shared.errors import Invalid
from domain.shared.events import DomainEvent
from domain.shared.phone import PhoneNumber
from flows.buyer import notices as to_buyer
from flows.buyer.dialogue import buyer
from flows.courier.rider import courier
from flows.courier.rider import notice as to_rider
from flows.merchant import notices as to_staff
from flows.merchant.dialogue import merchant
from flows.speech import spoken_in
from flows.talk import Dialogue, Prompt
from integrations.store.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True)
class Room:
    """`role` is part of the conversation's key; `shop` is what the dialogue's steps are handed."""

    role: Audience
    dialogue: Dialogue
    shop: Any
    notice: Callable[[DomainEvent, Any], Prompt | None]


def room_of(work: SqlUnitOfWork, shop: Shop, person: ChannelIdentity, name: str, front: Front) -> Room:
    """Staff by the number they are registered with; whoever else writes is a buyer, known or from now on."""
    member = shop.member(person.value)
    if member is not None:
        return staff_room(work, shop, member, front)
    customer = customers.register_customer(work, person, name, language_of(person.value, shop))
    return Room(Audience.BUYER, buyer, Counter(work, shop, customer, front), to_buyer.notice)


def staff_room(work: SqlUnitOfWork, shop: Shop, member: Staff, front: Front) -> Room:
    if member.role == Role.RIDER:
        return Room(Audience.RIDER, courier, Satchel(work, shop, member, front), to_rider)
    return Room(Audience.STAFF, merchant, Desk(work, shop, member, front), to_staff.notice)


def role_of(shop: Shop, identity: str) -> Audience:
    member = shop.member(identity)
    if member is None:
        return Audience.BUYER
    return Audience.RIDER if member.role == Role.RIDER else Audience.STAFF


def language_of(identity: str, shop: Shop) -> str:
    """What is spoken where the number is from, if the shop speaks it; else the shop's own."""
    spoken = _spoken_by(identity)
    return shop.language if shop.language in spoken else next((s for s in spoken if s in shop.languages), shop.language)


def spoken_by(identity: str, shops: Sequence[Shop]) -> str:
    """Likewise, where several shops speak: the first one's, if nobody speaks theirs."""
    theirs = (language_of(identity, shop) for shop in shops)
    return next((code for code in theirs if code in _spoken_by(identity)), shops[0].language)


def _spoken_by(identity: str) -> tuple[str, ...]:
    try:
        region = PhoneNumber.parse(identity).region
    except Invalid:
        return ()
    return spoken_in(region) if region else ()
