"""Every process knows the shops: it asks every few seconds which have changed, and reads only those again."""

from __future__ import annotations

from datetime import timedelta

from domain.merchant import use_cases as merchants
from domain.merchant.shop import Shop
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import FATOU, NJERI, House
from tests.bot.doors.test_round_trips import trips


def test_where_nothing_has_changed_nothing_is_read_again(open_door: OpenHouse, postgres_url: str) -> None:
    house = open_door(postgres_url)
    before = _all_at_once(house)
    assert trips(house, lambda: house.it.directory.shops()) == 1
    assert _same(before, house.it.directory.shops()) == [True] * len(before)


def test_what_was_changed_by_somebody_else_is_seen_and_the_rest_stays(open_door: OpenHouse, postgres_url: str) -> None:
    house = open_door(postgres_url)
    before = _all_at_once(house)
    closed = house.it.directory.by_number(NJERI)
    until = house.clock.now() + timedelta(days=1)
    with house.it.work(closed.id) as work:
        merchants.close_shop(work, until)
    house.clock.pass_by(seconds=6)
    after = house.it.directory.shops()
    assert [each.name for each in after] == [each.name for each in before]
    assert _same(before, after) == [each.number != NJERI for each in before]
    assert house.it.directory.by_number(NJERI).pause is not None
    assert house.it.directory.by_number(FATOU).pause is None


def _all_at_once(house: House) -> list[Shop]:
    """As they were read, and due to be looked at again."""
    shops = list(house.it.directory.shops())
    house.clock.pass_by(seconds=6)
    return shops


def _same(before: list[Shop], after: list[Shop]) -> list[bool]:
    return [one is other for one, other in zip(before, after, strict=True)]
