"""What bringing it costs by how far it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merchant.distances import Distance, reaching
from domain.merchant.shop import Shop, Zone
from domain.merchant.terms import Terms
from domain.shared.address import Pin
from domain.shared.errors import Invalid
from domain.shared.ids import ShopId
from domain.shared.money import Money
from tests.shops import francs, shillings

NEAR, FAR = Distance(3, francs(500)), Distance(8.5, francs(1200), max_days=2)
HERE = Pin(5.35, -4.0)
A_KILOMETRE = 1 / 111.195


def a_shop(distances: tuple[Distance, ...] = (FAR, NEAR), pickup: Pin | None = HERE, *zones: Zone) -> Shop:
    terms = Terms(distances=distances)
    return Shop(
        ShopId("x"), "X", "+2250700000000", "fr", "CI", "XOF", "UTC", zones=zones, pickup_pin=pickup, terms=terms
    )


def north(km: float) -> Pin:
    return Pin(HERE.latitude + km * A_KILOMETRE, HERE.longitude)


@pytest.mark.parametrize(("km", "fee"), [(0, 500), (2.99, 500), (3.01, 1200), (8.49, 1200), (8.51, None)])
def test_the_shortest_that_is_long_enough(km: float, fee: int | None) -> None:
    zone = a_shop().zone_at(north(km))
    assert (zone and (zone.name, zone.fee)) == (None if fee is None else ("", francs(fee)))


def test_it_may_take_longer_the_farther_it_is() -> None:
    zone = a_shop().zone_at(north(5))
    assert zone is not None and zone.max_days == 2


def test_beyond_them_a_zone_may_still_be_near() -> None:
    zone = Zone("Là-bas", francs(3000), middle=north(20))
    assert a_shop((NEAR,), HERE, zone).zone_at(north(19)) == zone
    assert a_shop((NEAR,), HERE, zone).zone_at(north(1)) != zone


def test_they_are_measured_from_somewhere_and_paid_in_the_shops_money() -> None:
    with pytest.raises(Invalid):
        a_shop(pickup=None)
    with pytest.raises(Invalid):
        a_shop((Distance(3, shillings("100")),))
    for km in (0, -1, float("nan")):
        with pytest.raises(Invalid):
            Distance(km, Money.zero("XOF"))


@given(st.lists(st.floats(0.1, 100), max_size=5), st.floats(0, 120))
def test_whoever_is_nearer_is_reached_by_what_reaches_farther(ends: list[float], km: float) -> None:
    found = reaching([Distance(end, francs(500)) for end in ends], km)
    assert (found is None) == all(end < km for end in ends)
    assert found is None or found.up_to_km == min(end for end in ends if end >= km)
