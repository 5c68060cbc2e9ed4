"""The small words validate themselves."""

from __future__ import annotations

import math
from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfillment.values import RANK, ShipmentStatus, TrackingCode
from domain.payment.values import LIVE, AttemptState, MobileMoneyReference
from domain.shared.address import LONGEST, Address, Pin
from domain.shared.clock import FakeClock, SystemClock
from domain.shared.errors import Conflict, IllegalTransition, Invalid, NotFound
from domain.shared.ids import FakeIds, RandomIds
from domain.shared.phone import PhoneNumber
from domain.shared.sku import ProductSKU

# -- phones


def test_a_national_number_is_read_in_its_country() -> None:
    assert PhoneNumber.parse("07 08 12 34 56", "CI").e164 == "+2250708123456"
    assert PhoneNumber.parse("0711 000 001", "KE").e164 == "+254711000001"
    assert PhoneNumber.parse("+225 07 08 12 34 56").region == "CI"


@pytest.mark.parametrize("text", ["", "12", "07 08", "pas de numéro", "+225", "+999999999999", "0" * 300])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        PhoneNumber.parse(text, "CI")


@pytest.mark.parametrize("text", ["07 08 12 34 56", "2250708123456", "+225 0708123456"])
def test_only_e164_is_a_phone_number(text: str) -> None:
    with pytest.raises(Invalid):
        PhoneNumber(text)


def test_a_landline_is_no_mobile() -> None:
    assert PhoneNumber("+2250708123456").is_mobile
    assert not PhoneNumber("+2252720201234").is_mobile


def test_logs_never_show_a_whole_number() -> None:
    number = PhoneNumber("+2250708123456")
    assert number.masked == "+225••••••56"
    assert "0812" not in number.masked


# -- codes


@pytest.mark.parametrize(
    ("typed", "code"), [(" wax6 bleu ", "WAX6-BLEU"), ("tshirt_m", "TSHIRT-M"), ("a", "A"), ("x" * 32, "X" * 32)]
)
def test_a_typed_sku_is_normalised(typed: str, code: str) -> None:
    assert ProductSKU.typed(typed).code == code


@pytest.mark.parametrize("typed", ["", "  ", "-A", "é", "A/B", "A\nB;", "x" * 33, "👗"])
def test_a_sku_of_other_letters_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        ProductSKU.typed(typed)


@given(st.text(max_size=40))
def test_a_sku_once_normalised_stays_as_it_is(text: str) -> None:
    try:
        sku = ProductSKU.typed(text)
    except Invalid:
        return
    assert ProductSKU.typed(sku.code) == sku


def test_a_tracking_code_ignores_spaces_and_dashes() -> None:
    assert TrackingCode.typed("ab 12-cd").code == "AB12CD"


@pytest.mark.parametrize("code", ["", "ABC", "A" * 41, "AB12É"])
def test_a_tracking_code_has_its_length_and_letters(code: str) -> None:
    with pytest.raises(Invalid):
        TrackingCode.typed(code)


@pytest.mark.parametrize(("provider", "reference"), [("", "r"), ("wave", ""), ("wave", "  "), ("wave", "r" * 129)])
def test_a_malformed_provider_reference_is_refused(provider: str, reference: str) -> None:
    with pytest.raises(Invalid):
        MobileMoneyReference(provider, reference)


def test_a_reference_may_be_as_long_as_the_column() -> None:
    assert MobileMoneyReference("wave", "r" * 128).reference == "r" * 128


# -- places


def test_an_address_is_a_landmark_a_pin_or_both() -> None:
    pin = Pin(5.35, -4.0)
    assert Address("derrière la pharmacie").line == "derrière la pharmacie"
    assert Address(pin=pin).line == "5.35000,-4.00000"
    assert Address("pharmacie", "Cocody", pin).line == "Cocody, pharmacie"


@pytest.mark.parametrize("landmark", ["", "   ", "x" * (LONGEST + 1)])
def test_an_address_without_any_place_or_without_end_is_refused(landmark: str) -> None:
    with pytest.raises(Invalid):
        Address(landmark)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (math.nan, 0)])
def test_a_pin_lies_on_the_earth(latitude: float, longitude: float) -> None:
    with pytest.raises(Invalid):
        Pin(latitude, longitude)


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 180), (-90, -180)])
def test_the_poles_are_on_the_earth(latitude: float, longitude: float) -> None:
    assert Pin(latitude, longitude)


# -- states


def test_live_attempts_are_those_that_may_still_bring_money_first_hand() -> None:
    ended = {"rejected", "succeeded", "failed", "cancelled", "expired"}
    assert {state.value for state in AttemptState} - {state.value for state in LIVE} == ended


def test_every_status_has_a_rank_and_only_the_last_have_ended() -> None:
    assert set(RANK) == set(ShipmentStatus)
    ended = {status for status in ShipmentStatus if status.has_ended}
    assert ended == {ShipmentStatus(name) for name in ("delivered", "returned", "lost", "cancelled")}


@pytest.mark.parametrize("status", ShipmentStatus)
def test_a_parcel_has_left_from_its_pick_up_on(status: ShipmentStatus) -> None:
    at_the_shop = {"pending", "unknown", "info_received", "cancelled"}
    assert status.has_left == (status.value not in at_the_shop)


# -- errors, time and identity


def test_a_refusal_has_a_code_and_facts() -> None:
    assert (NotFound("order", 12).code, NotFound("order", 12).name) == ("not_found", "12")
    assert Invalid("sku", "é").field == "sku"
    assert Conflict("order 1").code == "conflict"
    assert IllegalTransition("order", "paid", "expired").wanted == "expired"


def test_the_machines_clock_is_in_utc_and_the_fake_one_stands_still() -> None:
    assert SystemClock().now().tzinfo is UTC
    clock = FakeClock()
    before = clock.now()
    assert clock.now() == before
    clock.pass_by(minutes=31)
    assert clock.now() - before == timedelta(minutes=31)


def test_ids_are_new_every_time() -> None:
    ids = RandomIds()
    assert len({ids.new() for _ in range(100)}) == 100
    assert {len(ids.token()) for _ in range(100)} == {22}
    assert all(len(ids.digits(4)) == 4 and ids.digits(4).isdigit() for _ in range(100))


def test_fake_ids_repeat_from_run_to_run() -> None:
    one, other = FakeIds(), FakeIds()
    assert [one.new(), one.token(), one.digits(4)] == [other.new(), other.token(), other.digits(4)]
    made = [one.new() for _ in range(5)]
    assert all(before < after for before, after in pairwise(made))
