"""Tells people what has happened: from the event store, at least once, each person once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.again import once_more_where_overtaken
from bot.bootstrap import Installation
from bot.payers import payers_of, tell_payer
from bot.talk import give_notice
from domain.at_night import WAITS
from domain.customer.customer import ChannelIdentity
from domain.customer.events import BuyerWrote
from domain.fulfillment.events import CarrierAssigned
from domain.merchant.opening import when_not_quiet
from domain.merchant.shop import Shop
from domain.merchant.staff import Permission, Staff
from domain.payment.events import CashHandedIn
from domain.reactions import TELL, Audience
from domain.shared.errors import NotFound
from domain.shared.events import DomainEvent
from domain.shared.ids import CustomerId
from integrations.store.events import StoredEvent
from integrations.store.unit_of_work import SqlUnitOfWork

log = structlog.get_logger()
LONGEST_WAIT = timedelta(minutes=10)


def tell_everybody(it: Installation) -> int:
    """Everything that is still to be told. Returns how many events were handled."""
    handled = 0
    while waiting := _waiting(it):
        handled += sum(_tell(it, stored) for stored in waiting)
    return handled


def _waiting(it: Installation) -> list[StoredEvent]:
    with it.work() as work:
        return work.events.unhandled(it.clock.now())


def _tell(it: Installation, stored: StoredEvent) -> bool:
    try:
        event = stored.event
        shop = it.directory.shop(stored.shop_id)
        if morning := _waits_until(it, shop, event):
            return _in_the_morning(it, stored, morning)
        _tell_each(it, shop, event)
    except Exception as trouble:
        log.exception("telling failed", event_name=stored.name, event_id=stored.event_id)
        _later(it, stored, trouble)
        return False
    with it.work(stored.shop_id) as work:
        work.events.handled(stored.id, it.clock.now())
    return True


def _waits_until(it: Installation, shop: Shop, event: DomainEvent) -> datetime | None:
    """The end of the quiet hours, where it is night and this wakes nobody."""
    now = shop.local(it.clock.now())
    morning = when_not_quiet(now)
    return morning if type(event) in WAITS and morning > now else None


def _in_the_morning(it: Installation, stored: StoredEvent, morning: datetime) -> bool:
    with it.work(stored.shop_id) as work:
        work.events.postpone(stored.id, morning.astimezone(UTC))
    return False


def _tell_each(it: Installation, shop: Shop, event: DomainEvent) -> None:
    """Whoever cannot be told keeps nobody else from it. Raises the last trouble."""
    trouble: Exception | None = None
    for audience in TELL[type(event)]:
        for person in _people(it, shop, event, audience):
            try:
                once_more_where_overtaken(partial(_tell_one, it, shop, event, audience, person))
            except Exception as error:
                trouble = error
    if trouble is not None:
        raise trouble


def _tell_one(it: Installation, shop: Shop, event: DomainEvent, audience: Audience, person: ChannelIdentity) -> None:
    reaction = f"{'payer' if audience == Audience.PAYER else 'tell'}:{person.value}"
    with it.work(shop.id, event.trace_id) as work:
        if work.events.applied_once(event.event_id, reaction, shop.id, it.clock.now()):
            if audience == Audience.PAYER:
                tell_payer(it, work, shop, event, person)
            else:
                give_notice(work, shop, person, event, it.front)
            work.on_commit(lambda: it.wakeups.wake("deliver"))


def _later(it: Installation, stored: StoredEvent, trouble: Exception) -> None:
    wait = min(timedelta(seconds=2 ** min(stored.tries, 10)), LONGEST_WAIT)
    with it.work(stored.shop_id) as work:
        work.events.retry(stored.id, it.clock.now() + wait, f"{type(trouble).__name__}: {trouble}"[:500])


# -- who --------------------------------------------------------------------------------------------------------------


def _people(it: Installation, shop: Shop, event: DomainEvent, audience: Audience) -> list[ChannelIdentity]:
    with it.look(shop.id) as work:
        return list(_audience(it, work, shop, event, audience))


def _audience(
    it: Installation, work: SqlUnitOfWork, shop: Shop, event: DomainEvent, audience: Audience
) -> Iterable[ChannelIdentity]:
    if audience == Audience.BUYER:
        return [work.customers.get(_customer_of(work, event)).identities[-1]]
    if audience == Audience.PAYER:
        return payers_of(it, work, event)
    if audience == Audience.RIDER:
        rider = _rider_of(event)
        return [_staff(it, work, shop, rider)] if shop.member(rider) else []
    return [_staff(it, work, shop, member.identity) for member in _members(shop, event)]


def _members(shop: Shop, event: DomainEvent) -> list[Staff]:
    """Whoever has the ticket, while they still work here; else everybody who may see orders."""
    everybody = [member for member in shop.staff if member.may(Permission.ORDERS)]
    only = [member for member in everybody if isinstance(event, BuyerWrote) and member.id == event.to]
    return only or everybody


def _rider_of(event: DomainEvent) -> str:
    match event:
        case CarrierAssigned(rider=identity) | CashHandedIn(holder=identity):
            return identity
    return ""


def _customer_of(work: SqlUnitOfWork, event: DomainEvent) -> CustomerId:
    if customer_id := getattr(event, "customer_id", None):
        return CustomerId(customer_id)
    order = work.order_queries.by_id(event.order_id)  # type: ignore[attr-defined]
    if order is None:
        raise NotFound("order", event.about)
    return order.customer_id


def _staff(it: Installation, work: SqlUnitOfWork, shop: Shop, identity: str) -> ChannelIdentity:
    """By the channel they last wrote on; the installation's first one where they never did."""
    roles = (Audience.STAFF, Audience.RIDER)
    known = [work.conversations.find(shop.id, identity, role) for role in roles]
    channels = [stored.state["channel"] for stored in known if stored and stored.state]
    return ChannelIdentity(channels[0] if channels else it.first_channel, identity)
