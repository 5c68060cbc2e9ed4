"""A shop knows its people, and what each may do."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from domain.merchant.errors import NotAllowed
from domain.merchant.shop import CourierAccount, Permission, Role, Shop, Staff, Zone
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import ShopId
from tests.domain.builders import open_shop
from tests.people import fatou, issa, koffi, moussa
from tests.shops import chez_fatou, francs, njeri_home, shillings

P, R = Permission, Role
ALLOWED = {
    R.OWNER: set(Permission),
    R.EMPLOYEE: {P.STOCK, P.ORDERS, P.SHIP, P.SUPPORT, P.DELIVER},
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
            work.shops.find_by_number("+254722000001"),
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
