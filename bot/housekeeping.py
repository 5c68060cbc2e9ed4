"""What the clock does: unpaid orders expire, late parcels are owned up to, forgotten wake-ups are made good."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot import sending
from bot.again import each_by_itself, everything_due, once_more_where_overtaken
from bot.bootstrap import Installation
from bot.catching_up import catch_up
from bot.collecting import give_back_all, look_at_all
from bot.passing_on import fetch_files
from bot.talk import come_back
from bot.telling import tell_everybody
from domain.catalog.allocation import GoodsAllocator
from domain.catalog.waiting_line import serve_line
from domain.customer import use_cases as customers
from domain.customer.customer import ChannelIdentity
from domain.fulfillment.use_cases import check_promise
from domain.merchant.opening import when_not_quiet
from domain.merchant.shop import Shop
from domain.ordering.use_cases import expire_order
from domain.shared.ids import CustomerId, OrderId, ShipmentId, ShopId
from domain.shared.sku import ProductSKU
from integrations.store.queries.due import SqlLateShipments, SqlLines, SqlOverdueOrders, SqlUnanswered

ANSWERED_WITHIN = timedelta(minutes=10)


def expire_orders(it: Installation) -> int:
    """Each in a transaction of its own; a payment that comes in between is seen under the order's lock."""

    def overdue(limit: int) -> list[tuple[ShopId, OrderId]]:
        with it.look() as work:
            return SqlOverdueOrders(work.connection).unpaid_at(it.clock.now(), limit)

    return everything_due(overdue, partial(_expire, it))


def own_up_to_delays(it: Installation) -> int:
    def late(limit: int) -> list[tuple[ShopId, ShipmentId]]:
        with it.look() as work:
            return SqlLateShipments(work.connection).promised_before(it.clock.now(), limit)

    return everything_due(late, partial(_own_up, it))


def own_up_to_silence(it: Installation) -> int:
    """Whoever called for a human is told when nobody comes."""

    def waiting(limit: int) -> list[tuple[ShopId, CustomerId]]:
        with it.look() as work:
            return SqlUnanswered(work.connection).waiting_since(it.clock.now() - ANSWERED_WITHIN, limit)

    return everything_due(waiting, partial(_own_up_to_silence, it))


def serve_lines(it: Installation) -> int:
    """Whoever waits for something that is there again is told; what was kept for nothing is let go."""
    with it.look() as work:
        lines = SqlLines(work.connection).to_serve(it.clock.now())
    return each_by_itself(_serve_line, ((it, shop_id, sku) for shop_id, sku in lines))


def come_back_to_people(it: Installation) -> int:
    """Reminders, each taken away and said in one transaction."""

    def due(limit: int) -> list[tuple[ShopId, str, str]]:
        with it.look() as work:
            return work.reminders.due(it.clock.now(), limit)

    return everything_due(due, partial(_come_back, it))


def _expire(it: Installation, shop_id: ShopId, order_id: OrderId) -> None:
    with it.work(shop_id) as work:
        expire_order(work, order_id)


def _serve_line(it: Installation, shop_id: ShopId, sku: ProductSKU) -> None:
    once_more_where_overtaken(partial(_serve_line_once, it, it.directory.shop(shop_id), sku))


def _serve_line_once(it: Installation, shop: Shop, sku: ProductSKU) -> None:
    with it.work(shop.id) as work:
        if _may_tell(shop, it):
            serve_line(work, sku)
        else:
            GoodsAllocator(work).let_go(sku)


def _may_tell(shop: Shop, it: Installation) -> bool:
    """Nobody is woken at night, and nothing is kept while nobody could order it."""
    now = it.clock.now()
    return when_not_quiet(shop.local(now)) == shop.local(now) and not shop.is_paused(now)


def _own_up(it: Installation, shop_id: ShopId, shipment_id: ShipmentId) -> None:
    with it.work(shop_id) as work:
        check_promise(work, shipment_id)


def _own_up_to_silence(it: Installation, shop_id: ShopId, customer_id: CustomerId) -> None:
    with it.work(shop_id) as work:
        customers.own_up_to_silence(work, customer_id)


def _come_back(it: Installation, shop_id: ShopId, person: str, role: str) -> None:
    shop = it.directory.shop(shop_id)
    with it.work(shop.id) as work:
        reminder = work.reminders.take(shop.id, person, role, it.clock.now())
        talk = work.conversations.find(shop.id, person, role)
        if talk and reminder is not None:
            come_back(work, shop, ChannelIdentity(talk.state["channel"], person), role, reminder, it.front)
            work.on_commit(lambda: it.wakeups.wake("deliver"))


def sweep(it: Installation) -> None:
    """Whatever is due, whether or not Redis remembered to say so."""
    tell_everybody(it)
    sending.set_out(it)


def settle_everything(it: Installation) -> None:
    """Every queue until all are empty: for a terminal chat, a demo, a test."""
    queues = catch_up, look_at_all, give_back_all, fetch_files, tell_everybody, sending.send_all
    while any(tuple(empty(it) for empty in queues)):
        pass
