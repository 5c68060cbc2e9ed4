"""No statement that runs for every message reads a whole table, however the partial indexes are worded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from domain.payment.gateway import RefundState
from domain.payment.reconciliation import WalletAccount
from domain.shared.ids import CustomerId, OrderId
from integrations.store.outbox import Outbox
from integrations.store.queries.due import SqlLateShipments, SqlOverdueOrders, SqlPaymentsToLookAt
from integrations.store.queries.reconciling import SqlReconciling
from integrations.store.tables import METADATA
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import AWA, SHOP, WAX, ShopFloor

WALLET = WalletAccount(SHOP, "sandbox", "fatou-money")
HOT: dict[str, Callable[[SqlUnitOfWork], Any]] = {
    "open cart": lambda work: work.carts.open_of(CustomerId("c")),
    "lapsed holds": lambda work: work.holds.lapsed(NOW, [WAX]),
    "shelf page": lambda work: work.shelf.page(None, None, 9),
    "shelf item": lambda work: work.shelf.item(WAX),
    "conversation": lambda work: work.conversations.find(SHOP, AWA, "buyer"),
    "claim": lambda work: Outbox(work.connection, work.ids).claim(NOW, timedelta(seconds=1)),
    "unfinished": lambda work: work.outbox.unfinished("simulator", "+1", AWA),
    "inbox sweep": lambda work: work.inbox.pending("twilio", NOW),
    "events to tell": lambda work: work.events.unhandled(NOW),
    "order by number": lambda work: work.order_queries.by_number(1),
    "orders of a buyer": lambda work: work.order_queries.of_customer(CustomerId("c"), 3),
    "tracking": lambda work: work.tracking_queries.by_token("t"),
    "a rider's parcels": lambda work: work.shipments.with_rider("issa"),
    "pay link": lambda work: work.payment_queries.by_link("t"),
    "a buyer's credit": lambda work: work.payment_queries.credit_of(CustomerId("c"), "XOF"),
    "credit account": lambda work: work.credits.of(CustomerId("c")),
    "refunds to approve": lambda work: work.payment_queries.refunds_in([RefundState.ASKED], 9),
    "cash that is out": lambda work: work.payment_queries.cash_out(9),
    "books of a day": lambda work: work.ledger.balances(NOW, NOW + timedelta(days=1)),
    "unpaid orders": lambda work: SqlOverdueOrders(work.connection).unpaid_at(NOW, 9),
    "late parcels": lambda work: SqlLateShipments(work.connection).promised_before(NOW, 9),
    "attempts to look at": lambda work: SqlPaymentsToLookAt(work.connection).attempts_due(NOW, 9),
    "callback": lambda work: SqlPaymentsToLookAt(work.connection).by_reference("sandbox", "r"),
    "kept callbacks": lambda work: work.callbacks.bodies("daraja", "acct", "r"),
    "callbacks by number": lambda work: work.callbacks.find_by_txn(SHOP, "T1"),
    "captures of a day": lambda work: SqlReconciling(work.connection).captures_between(WALLET, NOW, NOW),
    "captures of a list": lambda work: SqlReconciling(work.connection).captures_named("sandbox", ["r"]),
    "days compared": lambda work: SqlReconciling(work.connection).looked_at_since(NOW.date()),
    "screens": lambda work: work.screens.since(AWA, 5),
    "hold": lambda work: work.holds.find(OrderId("o")),
}


@pytest.mark.parametrize("name", HOT)
def test_no_hot_statement_reads_a_whole_table(floor: ShopFloor, name: str) -> None:
    with floor.work() as work, selects_of(floor.database) as statements:
        HOT[name](work)
        chosen = list(statements)
        assert chosen
        for statement, parameters in chosen:
            assert whole_tables(plan(work.connection, statement, parameters)) == [], statement


@contextmanager
def selects_of(database: Engine) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.startswith("SELECT") and "pg_advisory" not in statement:
            seen.append((statement, parameters))

    event.listen(database, "before_cursor_execute", note)
    yield seen
    event.remove(database, "before_cursor_execute", note)


def plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def whole_tables(plan: list[str]) -> list[str]:
    """SQLite says SCAN without an index, PostgreSQL names its sequential scans; what was found already is no table."""
    return [line for line in plan if "Seq Scan" in line or (is_scan(line) and "USING" not in line)]


def is_scan(line: str) -> bool:
    kind, _space, what = line.partition(" ")
    return kind == "SCAN" and what.split()[0] in METADATA.tables
