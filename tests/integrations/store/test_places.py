"""Where somebody stands among the shops of one number: two messages cannot both move them from the same place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.shared.errors import Overtaken
from domain.shared.ids import ShopId
from integrations.store.places import Place
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import ShopFloor

NUMBER, AWA = "+2250777000001", "+2250700000001"


def kept(floor: ShopFloor) -> Place:
    with floor.work() as work:
        return work.places.find(NUMBER, AWA)


def test_what_is_kept_is_found(floor: ShopFloor) -> None:
    assert kept(floor) == Place(NUMBER, AWA)
    asked = Place(NUMBER, AWA, listed=("FATOU~", "~1"), asked="2 savons")
    with floor.work() as work:
        work.places.save(asked, NOW)
    assert kept(floor) == replace(asked, revision=1)
    with floor.work() as work:
        work.places.save(replace(kept(floor), shop_id=ShopId("chez-fatou"), listed=(), asked=""), NOW)
    assert kept(floor) == Place(NUMBER, AWA, 2, ShopId("chez-fatou"))


@pytest.mark.parametrize("is_known", [False, True])
def test_who_moves_them_second_is_overtaken(floor: ShopFloor, is_known: bool) -> None:
    if is_known:
        with floor.work() as work:
            work.places.save(Place(NUMBER, AWA), NOW)
    before = kept(floor)
    with floor.work() as work:
        work.places.save(replace(before, shop_id=ShopId("chez-fatou")), NOW)
    with pytest.raises(Overtaken), floor.work() as work:
        work.places.save(replace(before, shop_id=ShopId("njeri-home")), NOW)
    assert kept(floor).shop_id == "chez-fatou"
