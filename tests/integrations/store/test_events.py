"""An event is kept with its change, handed over at least once, applied once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from domain.catalog.events import PriceChanged
from domain.shared.money import Money
from integrations.store.codec import Unreadable
from integrations.store.events import Events
from integrations.store.tables.events import events as table
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, transaction_on
from tests.integrations.store.shop import SHOP, all_at_once

LATER = NOW + timedelta(minutes=1)


def an_event(event_id: str = "e1", sku: str = "WAX") -> PriceChanged:
    return PriceChanged(
        shop_id=SHOP,
        occurred_at=NOW,
        event_id=event_id,
        trace_id="trace",
        sku=sku,
        old=Money(100, "XOF"),
        new=Money(120, "XOF"),
    )


def test_it_comes_back_as_it_was(connection: Transaction) -> None:
    store = Events(connection)
    store.append([an_event("e1"), an_event("e2", "BAZIN")], NOW)
    assert [stored.event for stored in store.unhandled(NOW)] == [an_event("e1"), an_event("e2", "BAZIN")]
    assert store.about(SHOP, "BAZIN") == [an_event("e2", "BAZIN")]


def test_what_is_handled_or_waits_for_its_retry_is_not_handed_over(connection: Transaction) -> None:
    store = Events(connection)
    store.append([an_event("e1"), an_event("e2")], NOW)
    first, second = store.unhandled(NOW)
    store.handled(first.id, NOW)
    store.retry(second.id, LATER, "the wallet is down")
    assert store.unhandled(NOW) == []
    [again] = store.unhandled(LATER)
    assert (again.event_id, again.tries) == ("e2", 1)


def test_what_waits_for_the_morning_has_not_failed(connection: Transaction) -> None:
    store = Events(connection)
    store.append([an_event("e1")], NOW)
    [stored] = store.unhandled(NOW)
    store.postpone(stored.id, LATER)
    assert store.unhandled(NOW) == []
    assert [(again.event_id, again.tries) for again in store.unhandled(LATER)] == [("e1", 0)]


def test_what_nobody_awaits_is_handled_from_the_start(connection: Transaction) -> None:
    store = Events(connection)
    store.append([an_event("e1")], NOW, awaited=lambda event: False)
    assert store.unhandled(LATER) == []
    assert len(store.about(SHOP, "WAX")) == 1


def test_an_event_of_a_later_release_is_left_for_it(connection: Transaction) -> None:
    store = Events(connection)
    store.append([an_event("e1")], NOW)
    connection.execute(update(table).values(name="PriceHalved"))
    [stored] = store.unhandled(NOW)
    with pytest.raises(Unreadable, match="PriceHalved"):
        _ = stored.event


def test_two_relays_never_hold_the_same_event(postgres_database: Engine) -> None:
    with transaction_on(postgres_database) as connection:
        Events(connection).append([an_event("e1"), an_event("e2")], NOW)
    with transaction_on(postgres_database) as one, transaction_on(postgres_database) as other:
        [first] = Events(one).unhandled(NOW, batch=1)
        assert [stored.id for stored in Events(other).unhandled(NOW)] == [first.id + 1]


def test_one_of_eight_threads_applies_a_reaction(database: Engine) -> None:
    def react() -> bool:
        with transaction_on(database) as connection:
            return Events(connection).applied_once("e1", "tell staff", SHOP, NOW)

    assert sorted(map(str, all_at_once([react] * 8))) == ["False"] * 7 + ["True"]


def test_a_reaction_that_was_rolled_back_was_not_applied(database: Engine) -> None:
    with database.connect() as connection, connection.begin() as transaction:
        assert Events(connection).applied_once("e1", "tell staff", SHOP, NOW)
        transaction.rollback()
    with transaction_on(database) as connection:
        assert Events(connection).applied_once("e1", "tell staff", SHOP, NOW)
        assert Events(connection).applied_once("e1", "tell buyer", SHOP, NOW)
