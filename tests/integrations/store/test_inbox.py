"""What comes in is kept once, and has its turn once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select

from integrations.store.inbox import Inbox
from integrations.store.tables.chat import inbox as table
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, transaction_on
from tests.integrations.store.shop import SHOP, all_at_once

RAW = {"From": "whatsapp:+2250700000001", "Body": "Bonjour"}
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def box(connection: Transaction) -> Inbox:
    return Inbox(connection)


def keep(box: Inbox, provider_id: str = "SM1", source: str = "twilio") -> int | None:
    return box.keep(source, provider_id, "message", RAW, SHOP, NOW)


def test_the_same_event_is_kept_once_for_ever(box: Inbox) -> None:
    first = keep(box)
    assert first is not None
    box.done(first, NOW)
    assert keep(box) is None
    assert keep(box, source="meta") is not None


def test_what_had_no_turn_is_found_again(box: Inbox) -> None:
    done, failed, open_one = (keep(box, name) for name in ("SM1", "SM2", "SM3"))
    assert done and failed and open_one
    box.done(done, NOW)
    box.failed(failed, "a bug", NOW)
    [waiting] = box.pending("twilio", before=LATER)
    assert (waiting.id, waiting.raw, waiting.shop_id, waiting.tries) == (open_one, RAW, SHOP, 0)
    assert box.pending("twilio", before=NOW) == []


def test_a_turn_that_failed_may_come_again(box: Inbox) -> None:
    kept = keep(box)
    assert kept
    box.tried(kept, "the database was busy")
    claimed = box.claim(kept)
    assert claimed and claimed.tries == 1
    box.done(kept, NOW)
    assert box.claim(kept) is None


@pytest.mark.parametrize("poison", ["\x00", "\ud800", "a\x00b\udfff", "\u202e\U0001f600"])
def test_nothing_that_can_be_typed_is_refused(box: Inbox, poison: str) -> None:
    kept = box.keep("twilio", f"SM{poison}", "message", {poison: [poison, {"deep": poison}]}, SHOP, NOW)
    assert kept
    found = box.claim(kept)
    assert found and "\x00" not in str(found.raw)


def test_one_of_eight_threads_keeps_it(database: Engine) -> None:
    def arrive() -> bool:
        with transaction_on(database) as connection:
            return keep(Inbox(connection)) is not None

    assert sorted(map(str, all_at_once([arrive] * 8))) == ["False"] * 7 + ["True"]


def test_looking_first_and_keeping_then_keeps_it_twice(postgres_database: Engine) -> None:
    """The fault that the unique key takes away: both look before either has written."""
    with transaction_on(postgres_database) as connection:
        connection.exec_driver_sql("ALTER TABLE chat_inbox DROP CONSTRAINT uq_chat_inbox_source_provider_id")
    with transaction_on(postgres_database) as one, transaction_on(postgres_database) as other:
        for connection in (one, other):
            assert connection.execute(select(table.c.id).where(table.c.provider_id == "SM1")).first() is None
        for connection in (one, other):
            connection.execute(insert(table).values(_row()))
    with postgres_database.connect() as connection:
        assert len(connection.execute(select(table.c.id)).all()) == 2


def _row() -> dict[str, object]:
    row = {"source": "twilio", "provider_id": "SM1", "kind": "message", "raw": RAW, "state": "received"}
    return row | {"error": "", "tries": 0, "received_at": NOW}
