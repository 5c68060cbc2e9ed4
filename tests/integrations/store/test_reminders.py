"""A conversation comes back by itself once, and to the last reminder that was set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from integrations.store.reminders import Reminders
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, transaction_on
from tests.integrations.store.shop import AWA, SHOP, all_at_once

SOON = NOW + timedelta(hours=3)
KEY = (SHOP, AWA, "buyer")


def test_a_reminder_is_due_in_its_time_and_taken_once(connection: Transaction) -> None:
    reminders = Reminders(connection)
    reminders.set(*KEY, SOON, {"question": 1})
    assert reminders.due(NOW, 10) == []
    assert reminders.due(SOON, 10) == [KEY]
    assert reminders.take(*KEY, SOON) == {"question": 1}
    assert reminders.take(*KEY, SOON) is None
    assert reminders.due(SOON, 10) == []


def test_the_last_one_set_counts(connection: Transaction) -> None:
    reminders = Reminders(connection)
    reminders.set(*KEY, SOON, {"question": 1})
    later = SOON + timedelta(hours=1)
    reminders.set(*KEY, later, {"question": 2})
    assert not reminders.take(*KEY, SOON), "set anew meanwhile"
    assert reminders.take(*KEY, later) == {"question": 2}


def test_of_eight_who_want_it_one_gets_it(database: Engine) -> None:
    with transaction_on(database) as connection:
        Reminders(connection).set(*KEY, SOON, {})

    def take() -> dict[str, Any] | None:
        with transaction_on(database) as connection:
            return Reminders(connection).take(*KEY, SOON)

    assert all_at_once([take] * 8).count({}) == 1
