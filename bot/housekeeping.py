"""What the clock does: unpaid orders expire, late parcels are owned up to, forgotten wake-ups are made good."""

from __future__ import annotations

from bot.bootstrap import Installation
from bot.collecting import give_back_all, look_at_all
from bot.sending import send_all
from bot.telling import tell_everybody
from domain.fulfillment.use_cases import check_promise
from domain.ordering.use_cases import expire_order
from integrations.store.queries.due import SqlLateShipments, SqlOverdueOrders

BATCH = 100


def expire_orders(it: Installation) -> int:
    """Each in a transaction of its own; a payment that comes in between is seen under the order's lock."""
    with it.look() as work:
        overdue = SqlOverdueOrders(work.connection).unpaid_at(it.clock.now(), BATCH)
    for shop_id, order_id in overdue:
        with it.work(shop_id) as work:
            expire_order(work, order_id)
    return len(overdue)


def own_up_to_delays(it: Installation) -> int:
    with it.look() as work:
        late = SqlLateShipments(work.connection).promised_before(it.clock.now(), BATCH)
    for shop_id, shipment_id in late:
        with it.work(shop_id) as work:
            check_promise(work, shipment_id)
    return len(late)


def sweep(it: Installation) -> None:
    """Whatever is due, whether or not Redis remembered to say so."""
    tell_everybody(it)
    send_all(it)


def settle_everything(it: Installation) -> None:
    """Every queue until all are empty: for a terminal chat, a demo, a test."""
    while any((look_at_all(it), give_back_all(it), tell_everybody(it), send_all(it))):
        pass
