"""Who is meant by `fini 1001`: a ticket's number goes before whatever else has those digits."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.customer.customer import ChannelIdentity, Customer, Profile
from domain.customer.ticket import Ticket
from domain.shared.ids import CustomerId, ShopId
from domain.shared.phone import PhoneNumber
from flows.merchant.people import meant_by

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def waiting(number: int, name: str = "", phone: str = "+2250701001001") -> Customer:
    profile = Profile(name=name, phone=PhoneNumber(phone))
    who = [ChannelIdentity("simulator", phone)]
    return Customer(CustomerId(f"c{number}"), ShopId("s"), who, profile, ticket=Ticket(number, NOON))


def test_a_ticket_goes_before_a_telephone_number_that_has_the_same_digits() -> None:
    nameless, asked_for = waiting(1002), waiting(1001, "Moussa", "+2250700000002")
    assert meant_by("1001", [nameless, asked_for]) == [asked_for]


def test_without_such_a_ticket_the_number_may_be_somebodys() -> None:
    nameless = waiting(1002)
    assert meant_by("1001", [nameless]) == [nameless]


def test_a_part_of_a_name_is_enough_and_nothing_is_everybody() -> None:
    awa, moussa = waiting(1001, "Awa Koné"), waiting(1002, "Moussa")
    assert meant_by("kone", [awa, moussa]) == [awa]
    assert meant_by("", [awa, moussa]) == [awa, moussa]
