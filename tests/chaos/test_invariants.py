"""The checker can fail: a day of an honest shop passes, and each lie that is planted in its books is named."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import Connection, text

from domain.shared.clock import Clock
from integrations.store.engine import create_database
from tests.bot.running import demo_database, running_shop
from tests.chaos.books import Books, WalletBooks, read_books
from tests.chaos.day import Day
from tests.chaos.invariants import ALWAYS, IN_THE_END, Outside, broken_in_the_end
from tests.chaos.lies import LIES
from tests.chaos.provider import (
    twilio_took_each_message_once,
    twilio_took_them_in_order,
    twilio_took_what_was_sent,
)
from tests.chaos.sluggish import Taken


@dataclass(frozen=True)
class Evening:
    """What is left of the day: the database's file, what the outside saw, and what time it is."""

    database: Path
    outside: Outside
    clock: Clock

    def books_after(self, lie: str, folder: Path) -> Books:
        copy = folder / "shop.db"
        shutil.copy(self.database, copy)
        engine = create_database(f"sqlite:///{copy}")
        with engine.begin() as connection:
            _tell(connection, lie)
        books = read_books(engine, self.clock)
        engine.dispose()
        return books


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    folder = tmp_path_factory.mktemp("evening")
    place = tmp_path_factory.mktemp("demo")
    with running_shop(folder, demo_database(place)) as running:
        day = Day(running)
        day.pass_by()
        outside = day.outside
        with running.it.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    yield Evening(folder / "shop.db", outside, running.clock)


def _tell(connection: Connection, lie: str) -> None:
    if not lie:
        return
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    changed = connection.execute(text(lie)).rowcount
    assert changed, "the lie changed nothing"


def test_an_honest_day_is_clean(evening: Evening, tmp_path: Path) -> None:
    books = evening.books_after("", tmp_path)
    assert broken_in_the_end(books, evening.outside) == []
    states = Counter(order["state"] for order in books["ordering_orders"])
    assert states == {"awaiting_payment": 1, "cancelled": 2, "closed": 2, "expired": 2, "ready_for_shipment": 4}
    assert len(books["payment_captures"]) == 10
    assert len(books["payment_refunds"]) == 4


@pytest.mark.parametrize("name", LIES)
def test_a_planted_lie_is_named(evening: Evening, tmp_path: Path, name: str) -> None:
    rule, lie = LIES[name]
    broken = broken_in_the_end(evening.books_after(lie, tmp_path), evening.outside)
    assert any(what.startswith(f"{rule}: ") for what in broken), broken


def test_a_message_that_twilio_took_and_we_never_sent_is_named(evening: Evening, tmp_path: Path) -> None:
    outside = replace(evening.outside, twilio=[Taken("SM1", "x", "+2250700000001", "payé")])
    broken = broken_in_the_end(evening.books_after("", tmp_path), outside)
    assert broken == ["twilio_took_what_was_sent: Twilio took SM1, which is no message of the outbox: 'payé'"]


@pytest.fixture
def on_whatsapp(evening: Evening, tmp_path: Path) -> tuple[Books, list[Taken]]:
    """The day as if Twilio had carried all of it, and what Twilio took."""
    books = evening.books_after("UPDATE chat_outbox SET channel = 'twilio', provider_id = 'SM' || id", tmp_path)
    rows = sorted(books["chat_outbox"], key=lambda row: row["id"])
    return books, [Taken(row["provider_id"], row["key"], row["recipient"], "…") for row in rows]


def test_who_sends_all_once_and_in_order_is_believed(on_whatsapp: tuple[Books, list[Taken]]) -> None:
    books, taken = on_whatsapp
    assert [*twilio_took_what_was_sent(books, taken), *twilio_took_them_in_order(books, taken)] == []
    assert list(twilio_took_each_message_once(taken, 0)) == []


def test_a_message_that_went_out_twice_is_named_unless_nobody_could_ask(on_whatsapp: tuple[Books, list[Taken]]) -> None:
    taken = [*on_whatsapp[1], replace(on_whatsapp[1][0], sid="SMtwin")]
    [named] = twilio_took_each_message_once(taken, 0)
    assert taken[0].key in named
    assert list(twilio_took_each_message_once(taken, 1)) == []


def test_messages_in_another_order_are_named(on_whatsapp: tuple[Books, list[Taken]]) -> None:
    books, taken = on_whatsapp
    assert list(twilio_took_them_in_order(books, reversed(taken)))


def test_a_receipt_that_was_taken_and_forgotten_is_named(evening: Evening, tmp_path: Path) -> None:
    outside = replace(evening.outside, told={"SM1": 3})
    [named] = broken_in_the_end(evening.books_after("", tmp_path), outside)
    assert named.startswith("receipts_were_kept: SM1")


def test_a_number_in_a_log_is_named(evening: Evening, tmp_path: Path) -> None:
    printed = "call +2250700000001\nweb        | no shop for 2250700000001\n"
    outside = replace(evening.outside, printed=printed, numbers=["+2250700000001"])
    broken = broken_in_the_end(evening.books_after("", tmp_path), outside)
    assert broken == ["nothing_private_is_printed: +2250700000001 is printed 1 times"]


def test_a_wallet_that_collected_less_than_we_say_is_named(evening: Evening, tmp_path: Path) -> None:
    less = {
        id: {**dict(each), "collected": {**each["collected"], "amount": "1"}}
        for id, each in evening.outside.wallet.collections.items()
        if each["collected"]
    }
    wallet = WalletBooks(MappingProxyType(less), evening.outside.wallet.refunds)
    broken = broken_in_the_end(evening.books_after("", tmp_path), Outside(wallet, evening.outside.accepted))
    assert {what.split(":")[0] for what in broken} == {"captures_are_real"}


def test_every_rule_is_tried_on_a_lie() -> None:
    tried = {rule for rule, _ in LIES.values()}
    rules = {rule.__name__ for rule in (*ALWAYS, *IN_THE_END)}
    assert rules <= tried
