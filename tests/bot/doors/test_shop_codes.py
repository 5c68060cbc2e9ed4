"""The code of a shop: as its file says it, or made of its short name; never two alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bot.demo
from bot.opening import open_from_file, open_shop, read_file
from bot.premises import StartRefused
from bot.terminal import from_inside, shop_called
from domain.merchant.code import code_of, read_code
from domain.shared.errors import Invalid
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import FATOU, House

DEMO = Path(bot.demo.__file__).parent / "chez_fatou.toml"


def a_table(slug: str, **card: Any) -> dict[str, Any]:
    table = read_file(DEMO)
    shop = {name: value for name, value in table["shop"].items() if name != "code"}
    wallets = [wallet | {"account": slug} for wallet in table["wallets"]]
    couriers = [courier | {"account": slug} for courier in table["couriers"]]
    return table | {"shop": shop | {"slug": slug} | card, "wallets": wallets, "couriers": couriers}


def codes(house: House) -> dict[str, str]:
    with house.it.work() as work:
        return {shop.id: shop.code for shop in work.shops.all()}


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("chez-fatou", "FATOU"),
        ("fatou", "FATOU"),
        ("shop-24", "SHOP24"),
        ("les-extraordinaires", "EXTRAORDINAI"),
    ],
)
def test_made_of_the_short_name(slug: str, code: str) -> None:
    assert code_of(slug) == code


@pytest.mark.parametrize("code", ["F", "ÉLÉ", "MA SHOP", "1001", "", "ABCDEFGHIJKLM"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        read_code(code)


def test_two_shops_may_have_one_number_and_never_one_code(any_house: House) -> None:
    assert open_shop(any_house.it, a_table("mama-fatou"))
    assert open_shop(any_house.it, a_table("la-boutique"))
    assert open_shop(any_house.it, a_table("chez-ali", code="ali2"))
    assert {"mama-fatou": "MAMAFATOU", "la-boutique": "LABOUTIQUE", "chez-ali": "ALI2"}.items() <= codes(
        any_house
    ).items()
    any_house.clock.pass_by(seconds=6)
    assert len(any_house.it.directory.at(FATOU)) == 4


def test_a_code_that_somebody_has_is_one_sentence(any_house: House, tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match=r"^Chez Fatou: FATOU is the code of Chez Fatou; write another one"):
        open_shop(any_house.it, a_table("mama-fatou", code="fatou"))
    with pytest.raises(StartRefused, match="MENU means something else in the chat"):
        open_shop(any_house.it, a_table("mama-fatou", code="menu"))
    file = tmp_path / "shop.toml"
    file.write_text(DEMO.read_text().replace('code = "FATOU"', 'code = "F!"'))
    with pytest.raises(StartRefused, match="2 to 12 letters and digits"):
        open_from_file(any_house.it, file)


def test_opened_again_it_keeps_the_code_that_it_has(any_house: House) -> None:
    assert not open_shop(any_house.it, a_table("chez-fatou", code="pagnes"))
    assert not open_shop(any_house.it, a_table("chez-fatou"))
    assert codes(any_house)["chez-fatou"] == "PAGNES"


def test_the_terminal_reaches_a_shop_by_its_code(house_json: list[dict[str, str]]) -> None:
    called = [shop_called(name, house_json)["code"] for name in (None, "njeri", "+254722000001")]
    assert called == ["FATOU", "NJERI", "NJERI"]
    with pytest.raises(StartRefused, match=r"No shop is called ali. There are: \+2250777000001 \(FATOU\), "):
        shop_called("ali", house_json)
    together = [shop | {"number": "+2250777000001"} for shop in house_json]
    assert list(from_inside(together[1], "njeri", together, ["menu"])) == ["NJERI", "menu"]
    assert list(from_inside(together[0], "+2250777000001", together, ["menu"])) == ["menu"]
    assert list(from_inside(house_json[1], "njeri", house_json, ["menu"])) == ["menu"]


@pytest.fixture
def house_json(sqlite_database: str, open_door: OpenHouse) -> list[dict[str, str]]:
    """What the simulator tells of the shops."""
    shops: list[dict[str, str]] = json.loads(open_door(sqlite_database).call("GET", "/simulator/shops").text)["shops"]
    return shops
