"""How much room a purchase takes: `python -m tests.benchmarks.sizes [buyers]` prints it.

Each buyer orders through Twilio's door on PostgreSQL, pays, and is told so; their events go to a Redis Stream. What
is left out is what never grows: catalogue, shops, and the room that updates leave until the next vacuum.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import redis
from sqlalchemy import Engine, func, select, text, update

from bot.publishing import publish_all
from domain.payment.ports import PaymentKey
from domain.shared.money import Money
from integrations.store.tables.catalog import variants
from integrations.store.tables.chat import inbox, outbox
from integrations.store.tables.events import events
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import transactions
from tests.bot.doors.house import House, open_house, prepare
from tests.bot.doors.till import Bill, Till, WatchedGateway
from tests.services import PostgresServer, running_postgres, running_redis
from tests.twilio_server import twilio_server

TALK = ("bonjour", "1 savon", "1", "2", "1", "1", "1")
CHAT = ("chat_inbox", "chat_outbox", "chat_receipts", "chat_conversations", "chat_reminders")
SIZES = """
    SELECT relname, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
HAPPENED = ("events", "event_reactions", "process_states")


def main(buyers: int) -> None:
    """Void unless each of them has paid."""
    with ExitStack() as open_now:
        postgres = open_now.enter_context(running_postgres())
        stream = open_now.enter_context(running_redis())
        twilio = open_now.enter_context(twilio_server())
        folder = Path(open_now.enter_context(TemporaryDirectory()))
        url, gateway = _a_demo(postgres, folder), WatchedGateway("sandbox")
        settings = {"gateways": {"sandbox": gateway}, "stream_url": stream.url}
        house = open_now.enter_context(open_house(folder, url, twilio=twilio, **settings))
        with house.it.engine.begin() as connection:
            connection.execute(update(variants).values(on_hand=1_000_000))
        before = _sizes(house.it.engine)
        for n in range(buyers):
            _buy(Till(house, gateway), f"+22507{n:08}")
        publish_all(house.it)
        grown = {name: size - before[name] for name, size in _sizes(house.it.engine).items()}
        with redis.Redis.from_url(stream.url) as client:
            held = int(client.memory_usage("shop.events.0", samples=0))
        _print(_rows(house.it.engine), grown, held)


def _a_demo(postgres: PostgresServer, folder: Path) -> str:
    url = postgres.new_database()
    prepare(folder, url)
    return url


def _buy(till: Till, who: str) -> None:
    house = till.house
    for words in TALK:
        assert house.whatsapp(who, words) == 200
        house.clock.pass_by(seconds=7)
        house.settle()
    bill = _newest(house, who)
    till.pay(till.start(bill))
    house.later(minutes=1, steps=2)


def _newest(house: House, who: str) -> Bill:
    [order] = house.rows(orders, orders.c.number == max(row.number for row in house.rows(orders)))
    [payment] = house.rows(transactions, transactions.c.order_id == order.id)
    key = PaymentKey(order.shop_id, payment.id)
    return Bill(order.number, order.id, key, payment.link, Money(order.total_minor, order.currency), who)


def _sizes(engine: Engine) -> dict[str, int]:
    """Of every table with its indexes, packed."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (FULL)"))
        rows = connection.execute(text(SIZES))
        return {row[0]: row[1] for row in rows}


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        tables = {"turns": inbox, "messages": outbox, "events": events, "orders": orders}
        counted = {name: connection.scalar(select(func.count()).select_from(t)) or 0 for name, t in tables.items()}
        paid = connection.scalar(select(func.count()).select_from(orders).where(orders.c.state != "awaiting_payment"))
    if paid != counted["orders"]:
        raise SystemExit(f"Void: {paid} of {counted['orders']} orders were paid.")
    return counted


def _print(count: Mapping[str, int], grown: Mapping[str, int], held: int) -> None:
    chat = sum(grown[name] for name in CHAT if name in grown)
    happened = sum(grown[name] for name in HAPPENED)
    rest = sum(grown.values()) - chat - happened
    print("| what | bytes | |\n|---|---|---|")
    print(
        f"| a turn: message, answer, receipts | {chat // count['turns']} | inbox, outbox, conversation, with indexes |"
    )
    print(f"| a paid order | {rest // count['orders']} | order, payment, hold, ledger, customer, with indexes |")
    print(f"| an event | {happened // count['events']} | {count['events'] / count['orders']:.0f} for each order |")
    print(f"| an event in the stream | {held // count['events']} | Redis memory |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
