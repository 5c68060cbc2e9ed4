"""Forty buyers, ten pieces, through the whole door: ten orders. And the same without the lock: more."""

from __future__ import annotations

from functools import partial
from threading import Barrier
from typing import Any

import pytest

from integrations.store.repositories.catalog import SqlProducts
from integrations.store.tables.catalog import hold_lines, variants
from integrations.store.tables.chat import inbox, outbox
from integrations.store.tables.ordering import orders
from tests.bot.doors.house import House, all_at_once
from tests.integrations.store.test_races import take_the_guard_away
from tests.twilio_server import TwilioServer

SKU = "SAVON"
TO_THE_LAST_QUESTION = ("1 savon", "1", "2", "1", "1")
FATOU_HERSELF = "+2250500000001"


def buyers(house: House, how_many: int) -> list[str]:
    """They all stand before the last button."""
    people = [f"+22507004{n:05}" for n in range(how_many)]
    for words in TO_THE_LAST_QUESTION:
        assert set(all_at_once([partial(house.whatsapp, who, words) for who in people])) == {200}
    return people


def stock(house: House) -> tuple[int, int]:
    [row] = house.rows(variants, variants.c.sku == SKU)
    return row.on_hand, row.held


def pieces_promised(house: House) -> int:
    return sum(line.quantity for line in house.rows(hold_lines, hold_lines.c.sku == SKU))


def test_forty_who_order_the_last_ten_get_ten(house: House, twilio: TwilioServer) -> None:
    people = buyers(house, 40)
    assert house.whatsapp(FATOU_HERSELF, f"stock {SKU} 10") == 200
    assert stock(house) == (10, 0)
    assert all_at_once([partial(house.whatsapp, who, "1", MessageSid=f"SM{who}") for who in people]) == [200] * 40
    assert stock(house) == (10, 10)
    assert len(house.rows(orders)) == pieces_promised(house) == 10
    assert len({row.number for row in house.rows(orders)}) == 10
    assert not house.rows(inbox, inbox.c.state != "done")
    answered = {row.recipient for row in house.rows(outbox) if row.key.startswith("reply:twilio:SM+")}
    assert answered == set(people), "and whoever was too late is told so"


def test_without_the_lock_more_is_promised_than_there_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    people = buyers(house, 8)
    house.whatsapp(FATOU_HERSELF, f"stock {SKU} 4")
    take_the_guard_away(monkeypatch)
    everybody_has_looked = Barrier(8)
    look = SqlProducts.look_at

    def look_and_wait(self: SqlProducts, skus: Any) -> Any:
        found = look(self, skus)
        everybody_has_looked.wait(20)
        return found

    monkeypatch.setattr(SqlProducts, "look_at", look_and_wait)
    all_at_once([partial(house.whatsapp, who, "1") for who in people])
    assert pieces_promised(house) > 4
