"""No statement that runs for every message reads a whole table, however the partial indexes are worded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from psycopg import RawCursor
from sqlalchemy import Connection, Engine, event

from domain.customer.customer import ChannelIdentity
from domain.customer.messages import OutboundMessage
from domain.fulfillment.values import TrackingCode
from domain.ordering.order_state import OrderState
from domain.payment.gateway import RefundState
from domain.payment.reconciliation import WalletAccount
from domain.shared.errors import NotFound
from domain.shared.ids import CustomerId, OrderId
from integrations.store.dead import DeadLetters
from integrations.store.outbox import Outbox
from integrations.store.outgoing import Outgoing, sent
from integrations.store.queries.candidates import Candidates
from integrations.store.queries.due import SqlLateShipments, SqlOverdueOrders, SqlPaymentsToLookAt
from integrations.store.queries.reconciling import SqlReconciling
from integrations.store.tables import METADATA
from integrations.store.transaction import Transaction
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import AWA, SHOP, WAX, ShopFloor

A_MESSAGE = OutboundMessage(key="old1", channel="simulator", sender="+1", recipient=AWA, text="Bonjour", language="fr")
LEASED = Outgoing(1, SHOP, A_MESSAGE, "lease", NOW, 1, NOW, was_interrupted=False)
WALLET = WalletAccount(SHOP, "sandbox", "fatou-money")
HOT: dict[str, Callable[[SqlUnitOfWork], Any]] = {
    "a turn's beginning": lambda work: work.begin_with("simulator", "SM1", AWA, "buyer"),
    "open cart": lambda work: work.carts.open_of(CustomerId("c")),
    "lapsed holds": lambda work: work.holds.lapsed(NOW, [WAX]),
    "shelf page": lambda work: work.shelf.page(None, None, 9),
    "shelf item": lambda work: work.shelf.item(WAX),
    "conversation": lambda work: work.conversations.find(SHOP, AWA, "buyer"),
    "claim": lambda work: Outbox(work.connection, work.ids).claim(NOW, timedelta(seconds=1)),
    "claim after": lambda work: Outbox(work.connection, work.ids).claim_after([1, 2], NOW, timedelta(seconds=1)),
    "unfinished": lambda work: work.outbox.unfinished("simulator", "+1", AWA),
    "what waits for its turn": lambda work: (work.postponed.first_of_each(9), work.postponed.backlog()),
    "what waits of one person": lambda work: work.postponed.of("twilio +1 +2", 9),
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
    "search": lambda work: work.shelf.search("pagn rouge", 9),
    "a search with a slip": lambda work: Candidates(work.connection, SHOP).of(["pagn", "ruoge", "svonnoir"]),
    "what sells": lambda work: (work.shelf.selling(3), Candidates(work.connection, SHOP).selling()),
    "a shop's synonyms": lambda work: (work.other_words.all(), work.other_words.find("pagne")),
    "categories": lambda work: work.shelf.categories(),
    "a later page": lambda work: work.shelf.page("Tissus", "p000001", 9),
    "a product": lambda work: work.shelf.product("p000001"),
    "product to sell": lambda work: list(work.products.with_skus([WAX])) if work.shelf.item(WAX) else None,
    "customer": lambda work: work.customers.find(ChannelIdentity("simulator", AWA)),
    "cart's lines": lambda work: work.order_queries.cart_of(CustomerId("c")),
    "orders in a state": lambda work: work.order_queries.listing([OrderState.PAID], 31),
    "the newest orders": lambda work: work.order_queries.listing([], 31),
    "an order's history": lambda work: work.order_queries.history(1),
    "cash on its way": lambda work: work.payment_queries.standing_of(CustomerId("c"), "XOF"),
    "parcel by code": lambda work: work.tracking_queries.by_code(TrackingCode("TRACK1")),
    "parcel of an order": lambda work: work.tracking_queries.of_order(OrderId("o1")),
    "shipment by code": lambda work: work.shipments.find_by_tracking_code(TrackingCode("TRACK1")),
    "orders with credit": lambda work: work.payment_queries.credited_orders(CustomerId("c")),
    "attempt by its token": lambda work: SqlPaymentsToLookAt(work.connection).by_attempt_token("t1"),
    "refunds to look at": lambda work: SqlPaymentsToLookAt(work.connection).refunds_due(NOW, 9),
    "a link's bill": lambda work: SqlPaymentsToLookAt(work.connection).by_link("l1", NOW),
    "a receipt's status": lambda work: work.outbox.status("simulator", "sim1", "read", NOW, key="old1"),
    "a message was sent": lambda work: work.outbox.settle([sent(LEASED, "sim1")], NOW),
    "backlog": lambda work: work.outbox.backlog(NOW),
    "kept events of a shop": lambda work: work.inbox.waiting(SHOP, "parcel"),
    "a turn was had": lambda work: work.inbox.done(1, NOW),
    "an event was told": lambda work: work.events.handled(1, NOW),
    "reminders": lambda work: work.reminders.due(NOW, 9),
    "a reminder": lambda work: work.reminders.take(SHOP, AWA, "buyer", NOW),
    "talks with the shop's people": lambda work: work.conversations.with_human(SHOP),
    "screens": lambda work: work.screens.since(AWA, 5),
    "hold": lambda work: work.holds.find(OrderId("o")),
    "dead letters": lambda work: (DeadLetters(work.connection, NOW).counts(), DeadLetters(work.connection, NOW).all()),
    "one dead letter": lambda work: [DeadLetters(work.connection, NOW).find(id) for id in ("m1", "o1", "e1")],
    "what is not out": lambda work: work.outbox.backlogs(),
    "events that wait": lambda work: work.events.waiting(),
    "what Twilio lists": lambda work: work.inbox.known("twilio", ["SM1", "SM2"]),
}


READING = "SELECT", "WITH", "UPDATE", "DELETE"


@pytest.mark.parametrize("name", HOT)
def test_no_hot_statement_reads_a_whole_table(floor: ShopFloor, name: str) -> None:
    with floor.work() as work:
        for statement, parameters in statements_of(work, HOT[name]):
            assert whole_tables(plan(work.connection, statement, parameters)) == [], statement


def statements_of(work: SqlUnitOfWork, act: Callable[[SqlUnitOfWork], Any]) -> list[tuple[str, Any]]:
    with noted(work.connection.connection.engine) as statements:
        with suppress(NotFound):
            act(work)
        work.connection.flush()
        assert statements
        return list(statements)


@contextmanager
def noted(database: Engine) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.startswith(READING) and "pg_advisory" not in statement:
            seen.append((statement, parameters))

    event.listen(database, "before_cursor_execute", note)
    yield seen
    event.remove(database, "before_cursor_execute", note)


def plan(
    connection: Transaction | Connection, statement: str, parameters: Any, *, as_if_large: bool = True
) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    connection.exec_driver_sql(f"SET LOCAL enable_seqscan = {'off' if as_if_large else 'on'}")
    ours = connection.connection if isinstance(connection, Transaction) else connection
    driver: Any = ours.connection.driver_connection
    cursor = RawCursor(driver) if "$1" in statement else driver.cursor()
    return [row[0] for row in cursor.execute(f"EXPLAIN {statement}", parameters)]


def whole_tables(plan: list[str]) -> list[str]:
    """SQLite says SCAN without an index, PostgreSQL names its sequential scans; what was found already is no table."""
    return [line for line in plan if "Seq Scan" in line or (is_scan(line) and "USING" not in line)]


def is_scan(line: str) -> bool:
    kind, _space, what = line.partition(" ")
    return kind == "SCAN" and what.split()[0] in METADATA.tables


def test_parts_are_found_by_what_they_are_parts_of() -> None:
    """An index that is partial finds only some of them."""
    for table in METADATA.tables.values():
        whole = [index for index in table.indexes if index.dialect_options["postgresql"]["where"] is None]
        first = {
            next(iter(columns)).name for columns in (table.primary_key.columns, *(index.columns for index in whole))
        }
        for key in table.foreign_keys:
            assert key.parent.name in first, f"{table.name}.{key.parent.name}"
