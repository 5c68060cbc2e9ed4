"""Across all shops: what the clock, a link or a callback points at. The work itself is done in the shop's own
unit of work, which looks again under its lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union

from domain.catalog.hold import HoldState
from domain.ordering.order_state import OrderState
from domain.payment.ports import DueAttempt, PaymentKey
from domain.shared.ids import AttemptId, CustomerId, OrderId, PaymentId, RefundId, ShipmentId, ShopId
from domain.shared.sku import ProductSKU
from integrations.store.sql import says
from integrations.store.tables.catalog import hold_lines, holds, products, variants, waitings
from integrations.store.tables.customer import customers
from integrations.store.tables.fulfillment import shipments
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts, refunds, transactions
from integrations.store.transaction import Transaction


class SqlOverdueOrders:
    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def unpaid_at(self, now: datetime, limit: int) -> list[tuple[ShopId, OrderId]]:
        overdue = says(orders.c.state, OrderState.AWAITING_PAYMENT.value), orders.c.pay_by <= now
        chosen = select(orders.c.shop_id, orders.c.id).where(*overdue).order_by(orders.c.pay_by).limit(limit)
        return [(ShopId(row.shop_id), OrderId(row.id)) for row in self._connection.execute(chosen)]


class SqlLateShipments:
    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def promised_before(self, now: datetime, limit: int) -> list[tuple[ShopId, ShipmentId]]:
        late = ~shipments.c.has_ended, shipments.c.promised_by <= now, ~shipments.c.late_is_said
        columns = shipments.c.shop_id, shipments.c.id
        chosen = select(*columns).where(*late).order_by(shipments.c.promised_by).limit(limit)
        return [(ShopId(row.shop_id), ShipmentId(row.id)) for row in self._connection.execute(chosen)]


class SqlUnanswered:
    """Buyers who called for a human, and nobody came."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def waiting_since(self, before: datetime, limit: int) -> list[tuple[ShopId, CustomerId]]:
        waits = customers.c.ticket_is_called, customers.c.ticket_taken_by == "", ~customers.c.ticket_owned_up
        columns = customers.c.shop_id, customers.c.id
        since = customers.c.with_human_since
        chosen = select(*columns).where(since <= before, *waits).order_by(since).limit(limit)
        return [(ShopId(row.shop_id), CustomerId(row.id)) for row in self._connection.execute(chosen)]


class SqlLines:
    """People who wait for something."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def to_serve(self, now: datetime) -> list[tuple[ShopId, ProductSKU]]:
        """What somebody waits for and what is there again, and what was kept too long."""
        is_same = (variants.c.shop_id == waitings.c.shop_id) & (variants.c.sku == waitings.c.sku)
        there = select(waitings.c.shop_id, waitings.c.sku).join(variants, is_same)
        there = there.join(products, products.c.id == variants.c.product_id)
        is_kept = says(holds.c.state, HoldState.HELD.value), holds.c.kept_for.is_not(None), holds.c.until <= now
        kept = select(hold_lines.c.shop_id, hold_lines.c.sku).join(holds, holds.c.order_id == hold_lines.c.order_id)
        chosen = union(there.where(variants.c.on_hand > variants.c.held, ~products.c.archived), kept.where(*is_kept))
        return [(ShopId(row.shop_id), ProductSKU(row.sku)) for row in self._connection.execute(chosen)]


class SqlPaymentsToLookAt:
    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def attempts_due(self, now: datetime, limit: int) -> list[DueAttempt]:
        news_first = attempts.c.is_signalled.desc(), attempts.c.next_look_at
        account = attempts.c.provider, attempts.c.account
        place = func.row_number().over(partition_by=account, order_by=news_first).label("place")
        columns = (*_names(attempts), *account, attempts.c.next_look_at, attempts.c.is_signalled, place)
        due = select(*columns).where(attempts.c.next_look_at <= now).subquery()
        first = select(due).where(due.c.place <= limit).order_by(due.c.is_signalled.desc(), due.c.next_look_at)
        rows = self._connection.execute(first)
        return [DueAttempt(_key(row), AttemptId(row.id), row.provider, row.account) for row in rows]

    def refunds_due(self, now: datetime, limit: int) -> list[tuple[PaymentKey, RefundId]]:
        chosen = select(*_names(refunds)).where(refunds.c.next_look_at <= now).order_by(refunds.c.next_look_at)
        return [(_key(row), RefundId(row.id)) for row in self._connection.execute(chosen.limit(limit))]

    def payers(self, limit: int) -> list[str]:
        """Whose wallets were asked, the newest first."""
        newest = func.max(attempts.c.started_at)
        asked = select(attempts.c.payer).where(attempts.c.payer.is_not(None)).group_by(attempts.c.payer)
        return list(self._connection.execute(asked.order_by(newest.desc()).limit(limit)).scalars())

    def by_link(self, token: str, since: datetime) -> PaymentKey | None:
        """One statement, whether it is known, too old or was never given out."""
        chosen = select(transactions.c.shop_id, transactions.c.id).join(orders, orders.c.id == transactions.c.order_id)
        row = self._connection.execute(
            chosen.where(transactions.c.link == token, orders.c.pay_by >= since)
        ).one_or_none()
        return None if row is None else PaymentKey(ShopId(row.shop_id), PaymentId(row.id))

    def by_attempt(self, attempt_id: str) -> tuple[PaymentKey, AttemptId] | None:
        return self._attempt(attempts.c.id == attempt_id)

    def by_attempt_token(self, token: str) -> tuple[PaymentKey, AttemptId] | None:
        return self._attempt(attempts.c.token == token)

    def by_reference(self, provider: str, ref: str) -> tuple[PaymentKey, AttemptId] | None:
        return self._attempt(attempts.c.provider == provider, attempts.c.ref == ref)

    def _attempt(self, *conditions: Any) -> tuple[PaymentKey, AttemptId] | None:
        row = self._connection.execute(select(*_names(attempts)).where(*conditions)).one_or_none()
        return None if row is None else (_key(row), AttemptId(row.id))


def _names(table: Any) -> tuple[Any, ...]:
    return table.c.shop_id, table.c.payment_id, table.c.id


def _key(row: Any) -> PaymentKey:
    return PaymentKey(ShopId(row.shop_id), PaymentId(row.payment_id))
