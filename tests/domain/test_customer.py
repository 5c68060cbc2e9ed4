"""Who writes is known by an identity; what they said of themselves is kept, newest first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.customer import use_cases as people
from domain.customer.address_book import MOST
from domain.customer.customer import BillingInfo, ChannelIdentity, Consent, Customer
from domain.customer.events import (
    AddressUpdated,
    BillingInfoUpdated,
    BuyerWrote,
    CustomerRegistered,
    ProfileUpdated,
    ShopWrote,
    SupportEnded,
    SupportRequested,
    SupportUnanswered,
)
from domain.customer.ticket import Told
from domain.shared.address import Address
from domain.shared.errors import Conflict, Invalid
from domain.shared.ids import CustomerId
from tests.domain.builders import NOW, SHOP, OpenShop, names, open_shop
from tests.people import awa, moussa
from tests.shops import a_shop


def somebody() -> Customer:
    return Customer(CustomerId("c1"), SHOP, [awa.identity])


def registered() -> tuple[OpenShop, CustomerId]:
    shop = open_shop(a_shop())
    return shop, shop.do(people.register_customer, awa.identity, "Awa", "fr").id


def kept(shop: OpenShop, id: CustomerId) -> Customer:
    with shop.work() as work:
        return work.customers.get(id)


@pytest.mark.parametrize("value", ["", "x" * 161])
def test_an_identity_has_a_length(value: str) -> None:
    with pytest.raises(Invalid):
        ChannelIdentity("whatsapp", value)


@pytest.mark.parametrize(
    ("value", "phone"),
    [("+2250700000001", "+2250700000001"), ("CI.1349871", None), ("+999123", None), ("+22501", None)],
)
def test_a_phone_is_optional(value: str, phone: str | None) -> None:
    found = ChannelIdentity("whatsapp", value).phone
    assert (str(found) if found else None) == phone


def test_who_writes_twice_is_registered_once() -> None:
    shop, id = registered()
    again = shop.do(people.register_customer, awa.identity, "Somebody else", "en")
    assert (again.id, again.profile.name, again.profile.phone) == (id, "Awa", awa.phone)
    assert len(shop.said(CustomerRegistered)) == 1


def test_a_number_that_no_plan_knows_is_a_customer_all_the_same() -> None:
    customer = open_shop(a_shop()).do(people.register_customer, ChannelIdentity("whatsapp", "+999123"), "", "fr")
    assert customer.profile.phone is None


def test_one_person_may_have_two_identities_and_two_persons_never_share_one() -> None:
    shop, id = registered()
    other = ChannelIdentity("whatsapp", "CI.1349871")
    with shop.work() as work:
        customer = work.customers.get(id)
        for _ in range(2):
            customer.also_known_as(other)
        work.customers.save(customer)
    with shop.work() as work:
        found = work.customers.find(other)
    assert found is not None and (found.id, len(found.identities)) == (id, 2)
    moussas = shop.do(people.register_customer, moussa.identity, "Moussa", "fr")
    with pytest.raises(Conflict), shop.work() as work:
        moussas = work.customers.get(moussas.id)
        moussas.also_known_as(other)
        work.customers.save(moussas)


def test_a_profile_is_updated_without_a_word_of_it_in_the_events() -> None:
    shop, id = registered()
    shop.do(people.update_profile, id, name="Awa Koné", language="en")
    shop.do(people.update_profile, id, language="en")
    assert (kept(shop, id).profile.name, kept(shop, id).profile.language) == ("Awa Koné", "en")
    assert [event.changed for event in shop.said(ProfileUpdated)] == [("name",), ("language",)]


def test_the_newest_address_comes_first_and_old_ones_go() -> None:
    shop, id = registered()
    places = [Address(f"maison {n}") for n in range(MOST + 1)]
    for place in [*places, places[3]]:
        shop.do(people.remember_address, id, place)
    landmarks = [address.landmark for address in kept(shop, id).profile.addresses]
    assert landmarks == ["maison 3", "maison 5", "maison 4", "maison 2", "maison 1"]
    assert len(shop.said(AddressUpdated)) == MOST + 2


def test_a_place_keeps_its_name_and_one_name_is_one_place() -> None:
    shop, id = registered()
    home, office, new_home = Address("Riviera 2"), Address("Plateau, tour C"), Address("Angré, 8e tranche")
    shop.do(people.name_address, id, home, "maison")
    for place in (office, home):
        shop.do(people.remember_address, id, place)
    assert [(each.landmark, each.name) for each in kept(shop, id).profile.addresses] == [
        ("Riviera 2", "maison"),
        ("Plateau, tour C", ""),
    ]
    shop.do(people.name_address, id, new_home, "maison")
    shop.do(people.forget_address, id, office)
    assert [(each.landmark, each.name) for each in kept(shop, id).profile.addresses] == [
        ("Angré, 8e tranche", "maison"),
        ("Riviera 2", ""),
    ]


def test_a_place_with_a_name_outlives_those_without() -> None:
    shop, id = registered()
    shop.do(people.name_address, id, Address("Riviera 2"), "maison")
    for n in range(2 * MOST):
        shop.do(people.remember_address, id, Address(f"chantier {n}"))
    book = kept(shop, id).profile.addresses
    assert len(book) == MOST and book[-1].name == "maison"


def test_the_wallet_used_last_is_offered_first() -> None:
    shop, id = registered()
    for wallet, payer in (("wave", awa.phone), ("orange", moussa.phone), ("wave", moussa.phone)):
        shop.do(people.remember_wallet, id, wallet, payer)
    assert list(kept(shop, id).profile.wallets.items()) == [("wave", moussa.number), ("orange", moussa.number)]


def test_a_business_is_billed() -> None:
    shop, id = registered()
    shop.do(people.update_billing_info, id, BillingInfo("Koné SARL", "CI-123"))
    billing = kept(shop, id).profile.billing
    assert billing is not None and billing.company == "Koné SARL"
    assert len(shop.said(BillingInfoUpdated)) == 1


def test_the_latest_consent_of_a_category_counts() -> None:
    customer = somebody()
    assert not customer.has_agreed("marketing")
    customer.agree(Consent("marketing", True, "chat", NOW))
    customer.agree(Consent("support", False, "chat", NOW + timedelta(days=9)))
    assert customer.has_agreed("marketing")
    customer.agree(Consent("marketing", False, "late evidence", NOW - timedelta(days=1)))
    assert customer.has_agreed("marketing")


def test_of_two_consents_of_one_instant_the_one_given_last_counts() -> None:
    customer = somebody()
    for granted in (True, False):
        customer.agree(Consent("marketing", granted, "chat", NOW))
    assert not customer.has_agreed("marketing")


def test_consent_is_recorded_with_its_evidence() -> None:
    shop, id = registered()
    shop.do(people.record_consent, id, "marketing", True, "typed OUI")
    [consent] = kept(shop, id).profile.consents
    assert (consent.category, consent.source, consent.at) == ("marketing", "typed OUI", shop.clock.now())


def test_asking_for_a_human_twice_is_asking_once_until_released() -> None:
    shop, id = registered()
    for words in ("parler à un agent", "allô ?"):
        shop.do(people.request_human, id, words)
    with shop.work() as work:
        assert [customer.id for customer in work.customers.with_human()] == [id]
    for _ in range(2):
        shop.do(people.release_to_bot, id, "fatou")
    [requested], [ended] = shop.said(SupportRequested), shop.said(SupportEnded)
    assert (requested.name, requested.last_words, ended.by) == ("Awa", "parler à un agent", "fatou")
    shop.do(people.request_human, id, "encore")
    assert names(shop.store.events).count("SupportRequested") == 2


def test_whoever_answers_first_has_the_ticket_and_nobody_waits_any_more() -> None:
    shop, id = registered()
    shop.do(people.request_human, id, "allô ?")
    shop.do(people.tell_human, id, Told("en rouge ?"))
    shop.do(people.write_to_buyer, id, "koffi", "Koffi", "oui")
    shop.do(people.tell_human, id, Told("merci"))
    shop.do(people.own_up_to_silence, id)
    assert [told.to for told in shop.said(BuyerWrote)] == ["", "koffi"]
    assert [wrote.is_asked_for for wrote in shop.said(ShopWrote)] == [True]
    assert not shop.said(SupportUnanswered)


def test_silence_is_owned_up_to_once() -> None:
    shop, id = registered()
    shop.do(people.request_human, id, "allô ?")
    for _ in range(2):
        shop.do(people.own_up_to_silence, id)
    [unanswered] = shop.said(SupportUnanswered)
    [requested] = shop.said(SupportRequested)
    assert unanswered.number == requested.number


def test_what_the_bot_cannot_read_is_passed_on_without_silencing_it() -> None:
    shop, id = registered()
    for media in ("audio", "image"):
        shop.do(people.tell_human, id, Told("", media))
    shop.do(people.own_up_to_silence, id)
    shop.do(people.write_to_buyer, id, "koffi", "Koffi", "écrivez svp")
    shop.do(people.release_to_bot, id, "koffi")
    first, second = shop.said(BuyerWrote)
    assert (first.media, second.media, first.number) == ("audio", "image", second.number)
    assert [wrote.is_asked_for for wrote in shop.said(ShopWrote)] == [False]
    assert not shop.said(SupportUnanswered) and not shop.said(SupportEnded)
