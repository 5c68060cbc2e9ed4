"""A shop knows its people, and what each may do."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from domain.merchant.errors import NotAllowed, PinLocked, WrongPin
from domain.merchant.pin import LOCKED_FOR, Pin
from domain.merchant.shop import CourierAccount, Shop, Zone
from domain.merchant.staff import Permission, Role, Staff
from domain.merchant.terms import Terms
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import ShopId
from tests.domain.builders import NOW, open_shop
from tests.people import fatou, issa, koffi, moussa
from tests.shops import chez_fatou, francs, njeri_home, shillings

P, R = Permission, Role
ALLOWED = {
    R.OWNER: set(Permission),
    R.EMPLOYEE: {P.STOCK, P.ORDERS, P.SHIP, P.SUPPORT, P.DELIVER, P.APPROVE, P.CASH},
    R.RIDER: {P.DELIVER},
}


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_every_role_and_every_permission(role: Role, permission: Permission) -> None:
    person = Staff(koffi.staff_id, koffi.name, koffi.number, role)
    if permission in ALLOWED[role]:
        person.require(permission)
    else:
        with pytest.raises(NotAllowed) as refused:
            person.require(permission)
        assert (refused.value.role, refused.value.permission) == (role, permission)


def test_people_are_known_by_what_they_write_from() -> None:
    shop = chez_fatou().shop
    owner = shop.member(fatou.number)
    assert owner is not None and owner.role == Role.OWNER
    assert shop.member(moussa.number) is None
    assert [rider.identity for rider in shop.riders()] == [issa.number]


def test_zones_wallets_and_couriers_are_found_by_name() -> None:
    shop = chez_fatou().shop
    assert shop.zone("Cocody").fee == francs(1500)
    assert shop.wallet("wave").provider == "sandbox"
    assert shop.courier("RAPIDE").account == "fatou-rapide"
    for find in (shop.zone, shop.wallet, shop.courier):
        with pytest.raises(NotFound):
            find("nowhere")


def test_a_courier_account_keeps_its_secret() -> None:
    assert "hush" not in repr(CourierAccount("r", "Rapide", "acc", "hush"))


def test_a_shop_has_one_currency() -> None:
    facts = (ShopId("s"), "S", "+2250777000001", "fr", "CI")
    with pytest.raises(Invalid):
        Shop(*facts, "ABC", "Africa/Abidjan")
    with pytest.raises(Invalid):
        Shop(*facts, "XOF", "Africa/Abidjan", zones=(Zone("Westlands", shillings("200")),))


def test_shops_are_found_from_outside() -> None:
    shop = open_shop(chez_fatou())
    with shop.work() as work:
        work.shops.add(njeri_home().shop)
        found = [
            work.shops.get(ShopId("njeri-home")),
            work.shops.find(ShopId("njeri-home")),
            work.shops.find_by_wallet("sandbox", "njeri"),
        ]
        assert {each.name for each in found if each} == {"Njeri Home"}
        couriers = work.shops.find_by_courier("fatou-rapide")
        assert couriers is not None and couriers.name == "Chez Fatou"
        assert work.shops.find_by_courier("nobody") is None
        with pytest.raises(NotFound):
            work.shops.get(ShopId("nowhere"))


@pytest.mark.parametrize("nowhere", ["Africa/Wakanda", "", "../etc/passwd"])
def test_a_time_zone_that_is_none_is_refused(nowhere: str) -> None:
    with pytest.raises(Invalid) as refused:
        Shop(ShopId("s"), "S", "+2250777000001", "fr", "CI", "XOF", nowhere)
    assert refused.value.field == "time zone"


def test_a_moment_is_told_as_the_clock_of_the_shop_shows_it() -> None:
    noon = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert [shop.shop.local(noon).hour for shop in (chez_fatou(), njeri_home())] == [12, 15]


# -- terms, and the code before money leaves


@pytest.mark.parametrize(("total", "percent", "deposit"), [("10000", 0, "0"), ("2650", 20, "530"), ("2651", 20, "531")])
def test_a_deposit_is_whole_and_rounded_up(total: str, percent: int, deposit: str) -> None:
    terms = Terms(shillings("20000"), percent)
    assert terms.deposit(shillings(total)) == shillings(deposit)


def test_a_deposit_is_never_all_of_it() -> None:
    assert Terms(francs(10), 99).deposit(francs(1)) == francs(0)
    with pytest.raises(Invalid):
        Terms(francs(10), 100)


def test_cash_is_taken_up_to_a_limit_and_two_must_agree_above_another() -> None:
    terms = Terms(cash_up_to=francs(50_000), refund_alone_up_to=francs(20_000))
    assert [terms.takes_cash(francs(total)) for total in (0, 50_000, 50_001)] == [False, True, False]
    assert [terms.approvals(francs(amount)) for amount in (20_000, 20_001)] == [1, 2]
    assert Terms().approvals(francs(10**9)) == 1 and not Terms().takes_cash(francs(1))


@pytest.mark.parametrize("digits", ["123", "1234567", "12a4", "0000", "", "١٢٣٤"])
def test_what_is_no_pin(digits: str) -> None:
    with pytest.raises(Invalid):
        Pin.chosen(ShopId("s"), koffi.staff_id, digits, "salt")


def test_a_pin_is_kept_as_a_salted_hash_only_and_locks_after_five_wrong_ones() -> None:
    one, other = (Pin.chosen(ShopId("s"), koffi.staff_id, "2580", salt) for salt in ("a", "b"))
    assert one.hashed != other.hashed and "2580" not in repr(one)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin) as wrong:
            one.prove("0852", NOW)
        assert wrong.value.left == left
    for digits in ("0852", "2580"):
        with pytest.raises(PinLocked):
            one.prove(digits, NOW)
    one.prove("2580", NOW + LOCKED_FOR)
    assert (one.tries, one.locked_until) == (0, None)
