"""Bugs about the shelf and about orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

import domain.reactions
from domain.catalog.allocation import GoodsAllocator
from domain.ordering.events import OrderExpired
from domain.ordering.order import Order, OrderState
from domain.payment.events import DuplicatePaymentReceived, PaymentConfirmed
from domain.processes.commands import ReleaseGoods, TakeGoods
from domain.processes.order_to_delivery import Stage, decide
from integrations.store.queries.due import SqlOverdueOrders
from integrations.store.repositories.catalog import SqlProducts
from integrations.store.repositories.holds import SqlHolds
from integrations.store.sql import locked
from integrations.store.tables.catalog import hold_lines, holds
from integrations.store.tables.ordering import orders
from tests.simulation.mutants import instead, mutant
from tests.simulation.patching import Sabotage


def deciding(otherwise):
    """The saga, but for what `otherwise` has to say."""
    return domain.reactions, "decide", lambda process, event: otherwise(process, event) or decide(process, event)


def without(event_is, command_kind):
    """What follows from such an event, but for commands of this kind."""

    def otherwise(process, event):
        if not event_is(event):
            return None
        after, commands = decide(process, event)
        return after, [command for command in commands if not isinstance(command, command_kind)]

    return otherwise


def unguarded(order, wanted):
    order.state = wanted


@mutant(caught_by=1)
def late_money_reopens_a_cancelled_order():
    def otherwise(process, event):
        if isinstance(event, PaymentConfirmed) and process.stage == Stage.CANCELLED:
            opened = replace(process, stage=Stage.TAKING_GOODS, payment_id=event.payment_id)
            return opened, [TakeGoods(process.order_id)]
        return None

    return Sabotage((deciding(otherwise), (Order, "_become", unguarded)))


@mutant(caught_by=8)
def a_second_payment_is_kept():
    def otherwise(process, event):
        return (process, []) if isinstance(event, DuplicatePaymentReceived) else None

    return Sabotage((deciding(otherwise),))


@mutant(caught_by=3)
def an_expired_order_keeps_its_goods():
    return Sabotage((deciding(without(lambda event: isinstance(event, OrderExpired), ReleaseGoods)),))


@mutant(caught_by=21)
def expiry_closes_an_order_that_was_paid():
    def unpaid_at(overdue, now, limit):
        late = orders.c.pay_by <= now, orders.c.state.in_(["awaiting_payment", "ready_for_shipment", "shipped"])
        return list(overdue._connection.execute(select(orders.c.shop_id, orders.c.id).where(*late)))

    def expire(order, now):
        order.state = OrderState.EXPIRED
        order.say(OrderExpired, now, order_id=order.id, number=order.number, customer_id=order.customer_id)

    return Sabotage(((SqlOverdueOrders, "unpaid_at", unpaid_at), (Order, "expire", expire)))


@mutant(caught_by=19)
def a_lapsed_hold_is_freed_whatever_became_of_it():
    def lapsed(store, now, skus=None, buyer=None):
        wanted = [str(sku) for sku in skus or ()]
        touching = select(hold_lines.c.order_id).where(hold_lines.c.sku.in_(wanted))
        return store._read(locked(store._chosen(holds.c.until <= now, holds.c.order_id.in_(touching))))

    return instead(SqlHolds, "lapsed", lapsed)


@mutant(caught_by=0)
def stock_is_not_taken():
    def hold_all(allocator, shelf, quantities):
        pass

    return instead(GoodsAllocator, "_hold_all", hold_all)


@mutant(caught_by=0)
def stock_is_counted_before_the_transaction():
    """What was on the shelf a moment ago is written back with the change."""
    with_skus, remembered = SqlProducts._with_skus, {}

    def stale(store, skus, read):
        found = with_skus(store, skus, read)
        for product in found:
            for sku, variant in product._variants.items():
                now = store._scope.clock.now()
                counts, at = remembered.get(sku, ((0, 0), now - timedelta(days=1)))
                if at <= now <= at + timedelta(seconds=20):
                    variant.on_hand, variant.held = counts
                else:
                    remembered[sku] = (variant.on_hand, variant.held), now
        return found

    return instead(SqlProducts, "_with_skus", stale)
