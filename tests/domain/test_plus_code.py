"""Plus codes, by the values that their specification publishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.address import Pin
from domain.shared.errors import Invalid
from domain.shared.plus_code import DIGITS, area_of, code_of, is_full, is_short, nearest

AREAS = {
    "7FG49Q00+": (20.35, 2.75, 20.4, 2.8),
    "7FG49QCJ+2V": (20.37, 2.782125, 20.370125, 2.78225),
    "7FG49QCJ+2VX": (20.3701, 2.78221875, 20.370125, 2.78225),
    "8FVC2222+22": (47.0, 8.0, 47.000125, 8.000125),
    "4VCPPQGP+Q9": (-41.273125, 174.785875, -41.273, 174.786),
    "62G20000+": (0.0, -180.0, 1.0, -179.0),
    "22220000+": (-90.0, -180.0, -89.0, -179.0),
    "7FG40000+": (20.0, 2.0, 21.0, 3.0),
    "6VGX0000+": (0.0, 179.0, 1.0, 180.0),
    "6FH32222+222": (1.0, 1.0, 1.000025, 1.00003125),
    "CFX30000+": (89.0, 1.0, 90.0, 2.0),
}
FULL = ["8FWC2345+G6", "8FWC2345+G6G", "8fwc2345+", "8FWCX400+", "84000000+", "849VGJQF+VX7QR3J"]
SHORT = ["WC2345+G6g", "2345+G6", "45+G6", "+G6"]
NEITHER = [
    *("", "G+", "+", "8FWC2345+G", "8FWC2_45+G6", "8FWC2η45+G6", "8FWC2345+G6+", "8FWC2345G6+", "8FWC2300+G6"),
    *("WC2300+G6g", "WC2345+G", "WC2300+", "849VGJQF+VX7QR3U"),
]
places = st.builds(Pin, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(("code", "edges"), AREAS.items())
def test_a_code_is_an_area(code: str, edges: tuple[float, ...]) -> None:
    area = area_of(code)
    assert (area.south, area.west, area.north, area.east) == pytest.approx(edges, abs=1e-10)


@pytest.mark.parametrize(
    ("latitude", "longitude", "length", "code"),
    [
        (20.375, 2.775, 6, "7FG49Q00+"),
        (20.3700625, 2.7821875, 10, "7FG49QCJ+2V"),
        (47.0000625, 8.0000625, 10, "8FVC2222+22"),
        (-41.2730625, 174.7859375, 10, "4VCPPQGP+Q9"),
        (0.5, -179.5, 4, "62G20000+"),
        (90, 1, 4, "CFX30000+"),
        (1, 180, 4, "62H20000+"),
    ],
)
def test_a_place_has_a_code(latitude: float, longitude: float, length: int, code: str) -> None:
    assert code_of(Pin(latitude, longitude), length) == code


def test_which_are_codes() -> None:
    assert [code for code in [*FULL, *SHORT, *NEITHER] if is_full(code)] == FULL
    assert [code for code in [*FULL, *SHORT, *NEITHER] if is_short(code)] == SHORT


@pytest.mark.parametrize("code", [*SHORT, *NEITHER])
def test_only_a_full_one_is_an_area(code: str) -> None:
    with pytest.raises(Invalid):
        area_of(code)


@pytest.mark.parametrize(
    ("short", "latitude", "longitude"),
    [("+2VX", 51.3701125, -1.217765625), ("CJ+2VX", 51.3708675, -1.217765625), ("9QCJ+2VX", 51.3852125, -1.217765625)],
)
def test_a_short_one_is_near_to_what_is_known(short: str, latitude: float, longitude: float) -> None:
    assert nearest(short, Pin(latitude, longitude)).km_to(area_of("9C3W9QCJ+2VX").middle) < 0.001


@given(places)
def test_a_place_lies_in_the_area_of_its_code(place: Pin) -> None:
    area = area_of(code_of(place))
    assert area.south - 1e-7 <= place.latitude <= area.north + 1e-7
    assert area.west - 1e-7 <= place.longitude <= area.east + 1e-7 or place.longitude > 179.99999


@given(places)
def test_what_is_read_is_written_the_same(place: Pin) -> None:
    code = code_of(place)
    assert code_of(area_of(code).middle) == code


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_four_digits_may_be_left_out_where_a_place_within_twenty_kilometres_is_known(
    latitude: float, longitude: float, north: float, east: float
) -> None:
    there = area_of(code_of(Pin(latitude, longitude))).middle
    found = nearest(code_of(there)[4:], Pin(latitude + north, longitude + east))
    assert found.km_to(there) < 0.001


@given(st.text(alphabet=DIGITS + "0+abIO", max_size=18))
def test_anything_is_an_area_or_refused(text: str) -> None:
    assert not (is_full(text) and is_short(text))
    if is_full(text):
        assert isinstance(area_of(text).middle, Pin)
