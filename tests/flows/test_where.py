"""Where to: from what is said to the next question, without the rest of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from domain.merchant.distances import Distance
from domain.merchant.shop import Shop, Zone
from domain.merchant.terms import Terms
from domain.shared.address import Address, Pin
from domain.shared.ids import ShopId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.buyer.cards import BuyerCard, ShopCard, Ways
from flows.buyer.draft import delivery
from flows.buyer.last_look import Confirm
from flows.buyer.where import SendPin, TooFar, WhichLandmark, WhichZone, WhomToCall, deliver_to, to_place
from flows.talk import Turn
from flows.talk.outcomes import To
from flows.talk.steps import Step
from tests.shops import francs

PHARE, NOTHING_DUE = Pin(5.25, -3.958), Money.zero("XOF")
COCODY = Zone("Cocody", francs(1000), middle=Pin(5.354, -3.98), aliases=("Riviera",))
ADJAME = Zone("Adjamé", francs(1500), middle=Pin(5.359, -4.029))
AWA = PhoneNumber("+2250701020304")


def counter(
    zones: Sequence[Zone] = (COCODY, ADJAME),
    distances: Sequence[Distance] = (),
    phone: PhoneNumber | None = AWA,
    book: Sequence[Address] = (),
) -> Any:
    """As much of a `BuyerCounter` as this needs; nothing is due, so that the last look comes next."""
    terms = Terms(distances=tuple(distances))
    shop = Shop(
        *(ShopId("x"), "X", "+2250700000000", "fr", "CI", "XOF", "UTC"),
        zones=tuple(zones),
        pickup_pin=PHARE,
        terms=terms,
    )
    return SimpleNamespace(
        shop=ShopCard("X", "", "", "Au phare", "CI", "XOF", ("fr",), PHARE),
        buyer=BuyerCard("Awa", phone, tuple(book), {}),
        zones=lambda: shop.zones,
        distances=lambda: terms.distances,
        zone_at=shop.zone_at,
        cart=lambda: SimpleNamespace(is_empty=False, total=NOTHING_DUE),
        why_no_order=lambda: None,
        ways_to_pay=lambda *how: Ways(NOTHING_DUE, NOTHING_DUE, (), (), False, NOTHING_DUE, False),
    )


def next_of(turn: Turn) -> Step:
    return next(move.step for move in reversed(turn.moves) if isinstance(move, To))


def reached(turn: Turn) -> Address:
    step = next_of(turn)
    assert isinstance(step, Confirm) and step.draft.address is not None
    return step.draft.address


def test_a_quarter_and_a_landmark_are_enough() -> None:
    address = reached(to_place("Riviera 2, carrefour Anono", "", counter()))
    assert (address.quarter, address.landmark) == ("Cocody", "Riviera 2, carrefour Anono")


@pytest.mark.parametrize("answer", ["none", Address("rien"), Address("Je ne sais pas")])
def test_a_landmark_is_asked_for_once(answer: Address | str) -> None:
    shop = counter()
    asked = next_of(to_place("Cocody", "", shop))
    assert isinstance(asked, WhichLandmark)
    assert reached(asked.hear(answer, shop)).landmark == "Cocody"


def test_its_answer_may_be_another_quarter() -> None:
    shop = counter()
    asked = WhichLandmark(Address("Cocody", "Cocody"))
    assert reached(asked.hear(Address("en face du lycée"), shop)).line == "Cocody, en face du lycée"
    assert reached(asked.hear(Address("non, Adjamé Liberté"), shop)).quarter == "Adjamé"


def test_two_quarters_are_asked_about_unless_the_pin_tells() -> None:
    asked = next_of(to_place("Adjamé, vers Cocody", "", counter()))
    assert isinstance(asked, WhichZone) and asked.among == ("Cocody", "Adjamé")
    told = Address("Adjamé, vers Cocody", pin=ADJAME.middle)
    assert reached(deliver_to(told, "", counter())).quarter == "Adjamé"


def test_one_that_was_chosen_before_is_asked_about_no_more() -> None:
    home = Address("Adjamé, vers Cocody", "Adjamé", name="maison")
    assert reached(to_place("à la maison", "", counter(book=[home]))) == home
    assert reached(to_place("comme la dernière fois", "", counter(book=[home]))) == home


def test_a_short_code_is_near_what_is_named_or_near_the_shop() -> None:
    named = reached(to_place("8WP8+R2 Cocody", "", counter()))
    assert named.quarter == "Cocody" and named.pin is not None and COCODY.middle is not None
    alone = reached(to_place("722R+22", "", counter([], [Distance(60, francs(500))])))
    assert alone.pin is not None and alone.pin.km_to(PHARE) < 60


def test_whoever_has_no_number_is_asked_for_one() -> None:
    shop = counter(phone=None)
    asked = next_of(to_place("Cocody, Saint-Jean", "", shop))
    assert isinstance(asked, WhomToCall)
    assert reached(asked.hear(AWA, shop)).contact == str(AWA)
    assert reached(to_place("Cocody, Saint-Jean, appeler 07 01 02 03 04", "", shop)).contact == str(AWA)


def test_by_distance_words_are_not_enough() -> None:
    shop = counter([], [Distance(3, francs(500)), Distance(8.5, francs(1200))])
    asked = next_of(to_place("derrière le marché, appeler 0701020304", "", shop))
    assert isinstance(asked, SendPin)
    address = reached(asked.hear(Address(pin=Pin(5.256, -3.928)), shop))
    assert (address.landmark, address.contact) == ("derrière le marché", str(AWA))
    step = next_of(asked.hear(Address(pin=Pin(5.256, -3.928)), shop))
    assert isinstance(step, Confirm) and delivery(step.draft, shop).fee == francs(1200)


def test_too_far_is_said_and_it_may_be_fetched() -> None:
    shop = counter([], [Distance(3, francs(500))])
    told = next_of(deliver_to(Address(pin=Pin(5.423, -4.019)), "", shop))
    assert isinstance(told, TooFar)
    step = next_of(told.hear("pickup", shop))
    assert isinstance(step, Confirm) and step.draft.address is None


def test_a_shop_that_brings_nothing_says_so() -> None:
    assert isinstance(next_of(to_place("Cocody, Saint-Jean", "", counter([]))), TooFar)
