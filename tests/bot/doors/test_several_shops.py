"""Several shops behind one number: each message is heard in one of them, once, whoever knocks at the same time."""

from __future__ import annotations

from functools import partial

import pytest

from bot.dead import dead_letters, retry
from bot.doctor import _shops
from domain.merchant.staff import Role, Staff
from domain.shared.ids import StaffId
from integrations.store.dead import Kind
from integrations.store.tables.chat import conversations, inbox, outbox, places
from integrations.store.tables.customer import customers
from integrations.store.tables.ordering import cart_lines
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, NJERI, House, all_at_once
from tests.bot.doors.test_dead import break_turns
from tests.bot.doors.test_whatsapp_door import turns_taken
from tests.bot.world import move_in
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import message_form

ACHIENG, OTIENO = "+254711000001", "+254700000002"


@pytest.fixture
def mall(house: House) -> House:
    """Njeri Home has moved in with Chez Fatou."""
    return moved_in(house)


@pytest.fixture
def any_mall(any_house: House) -> House:
    return moved_in(any_house)


def moved_in(house: House) -> House:
    move_in(house.it, NJERI, FATOU)
    house.clock.pass_by(seconds=6)
    return house


def says(house: House, person: str, *words: str) -> str:
    """The last answer to the last of them."""
    for each in words:
        assert house.whatsapp(person, each) == 200
    house.settle()
    return str(house.rows(outbox, outbox.c.recipient == person)[-1].message["text"])


def carts(house: House) -> dict[str, int]:
    return {row.shop_id: row.quantity for row in house.rows(cart_lines)}


# -- the door ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "hello"), [(AWA, "Bonjour ! Plusieurs"), (ACHIENG, "Hello! Several")])
def test_the_list_speaks_the_language_of_the_number_and_opens_no_account(
    any_mall: House, person: str, hello: str
) -> None:
    assert hello in says(any_mall, person, "👋")
    assert not any_mall.rows(customers) and not any_mall.rows(conversations)


def test_who_was_there_before_the_second_shop_came_stays_there(any_house: House) -> None:
    says(any_house, AWA, "1 savon")
    moved_in(any_house)
    assert "Savon noir" in says(any_house, AWA, "panier")
    assert [row.shop_id for row in any_house.rows(places)] == ["chez-fatou"]


def test_a_number_of_one_shop_keeps_no_places(any_house: House) -> None:
    for words in ("boutiques", "FATOU", "1 savon", "boutique"):
        says(any_house, AWA, words)
    assert not any_house.rows(places)


def test_boutiques_is_the_menu_where_there_is_one_shop(any_house: House) -> None:
    assert "Que cherchez-vous" in says(any_house, AWA, "bonjour", "boutiques")


def test_who_works_in_one_of_them_is_at_its_desk(any_mall: House) -> None:
    assert "No order to show" in says(any_mall, OTIENO, "orders")
    assert "welcome to *Chez Fatou*" in says(any_mall, OTIENO, "hello FATOU")
    assert "not ordered anything yet" in says(any_mall, OTIENO, "orders"), "a buyer here"
    assert "*Njeri Home*\nNothing waits for you." in says(any_mall, OTIENO, "NJERI"), "and staff there"
    roles = {(talk.shop_id, talk.role) for talk in any_mall.rows(conversations)}
    assert roles == {("njeri-home", "staff"), ("chez-fatou", "buyer")}


def test_who_works_in_two_of_them_is_asked_which(any_mall: House) -> None:
    with any_mall.it.work() as work:
        for shop in work.shops.all():
            shop.staff += (Staff(StaffId("achieng"), "Achieng", ACHIENG, Role.EMPLOYEE),)
            work.shops.save(shop)
    any_mall.clock.pass_by(seconds=6)
    assert "Several shops answer here" in says(any_mall, ACHIENG, "orders")
    assert "No order to show" in says(any_mall, ACHIENG, "2", "orders")
    assert "*Chez Fatou*\nNothing waits for you." in says(any_mall, ACHIENG, "FATOU")
    assert not any_mall.rows(customers)


@pytest.mark.parametrize("word", ["fatou", "Njeri", "chez fatou"])
def test_a_place_may_be_called_like_a_shop(any_mall: House, word: str) -> None:
    assert "Où livrer" in says(any_mall, AWA, "FATOU 1 savon", "commander", "livraison")
    assert "dans quel quartier" in says(any_mall, AWA, word)
    assert "*Njeri Home*" in says(any_mall, AWA, "NJERI"), "as it is printed it is the code"
    assert "*Chez Fatou*" in says(any_mall, AWA, "fatou"), "and with nothing open the word leads there, too"


def test_doctor_tells_who_answers_where(any_mall: House) -> None:
    assert _shops(any_mall.it.settings) == f"{FATOU} FATOU, NJERI"


# -- at once ----------------------------------------------------------------------------------------------------------


def test_the_same_message_many_times_at_once_is_one_turn(mall: House) -> None:
    form = message_form(AWA, FATOU, "NJERI 1 mosquito net", MessageSid="SM1")
    assert [status for status, _ in all_at_once([partial(mall.whatsapp_form, form)] * 8)] == [200] * 8
    assert carts(mall) == {"njeri-home": 1}
    assert [row.shop_id for row in mall.rows(inbox)] == ["njeri-home"]
    assert [row.shop_id for row in mall.rows(places)] == ["njeri-home"]


def test_the_list_many_times_at_once_is_one_list(mall: House) -> None:
    form = message_form(AWA, FATOU, "bonjour", MessageSid="SM1")
    assert [status for status, _ in all_at_once([partial(mall.whatsapp_form, form)] * 8)] == [200] * 8
    assert len(mall.rows(outbox)) == len(mall.rows(inbox)) == 1


def test_messages_to_two_shops_at_once_keep_their_order(mall: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is heard in its own shop, and whoever comes next is where the last one has led."""
    heard = turns_taken(monkeypatch)
    forms = [
        message_form(AWA, FATOU, words, MessageSid=f"SM{n}")
        for n, words in enumerate(["FATOU 1 savon", "NJERI 2 mosquito nets", "FATOU 1 savon", "NJERI 2 mosquito nets"])
    ]
    assert [status for status, _ in all_at_once([partial(mall.whatsapp_form, form) for form in forms])] == [200] * 4
    assert carts(mall) == {"chez-fatou": 2, "njeri-home": 4}
    last = "chez-fatou" if heard[-1] in ("SM0", "SM2") else "njeri-home"
    assert [row.shop_id for row in mall.rows(places)] == [last]


def test_two_machines_agree_where_somebody_is(
    open_door: OpenHouse, database: str, twilio: TwilioServer, no_pauses: None
) -> None:
    """In no line together: the database lets one of them first, and the other one begins again."""
    here, there = open_door(database, twilio=twilio), open_door(database, twilio=twilio)
    moved_in(here)
    there.clock.pass_by(seconds=6)
    for n in range(5):
        person = f"+22507000010{n:02}"
        one = partial(here.whatsapp, person, "FATOU 1 savon")
        other = partial(there.whatsapp, person, "NJERI 1 mosquito net")
        assert all_at_once([one, other]) == [200, 200]
        [place] = here.rows(places, places.c.person == person)
        assert place.revision == 2
        talks = here.rows(conversations, conversations.c.person == person)
        assert {talk.shop_id for talk in talks} == {"chez-fatou", "njeri-home"}
    assert not here.rows(inbox, inbox.c.state == "failed")


# -- when it goes wrong -----------------------------------------------------------------------------------------------


def test_a_turn_that_failed_is_heard_again_where_it_belonged(mall: House) -> None:
    with pytest.MonkeyPatch.context() as planted:
        break_turns(planted, "1 mosquito net")
        mall.whatsapp(AWA, "NJERI 1 mosquito net")
    assert "*Chez Fatou*" in says(mall, AWA, "FATOU")
    assert not carts(mall)
    [letter] = dead_letters(mall.it, Kind.MESSAGE)
    assert letter.shop_id == "njeri-home"
    assert retry(mall.it, letter.id) == "answered"
    assert carts(mall) == {"njeri-home": 1}
