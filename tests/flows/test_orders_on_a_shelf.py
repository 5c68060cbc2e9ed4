"""What a message does to a cart, with the demo shops' shelves: what is clear is done, what is not is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from domain.customer.messages import Text
from flows.buyer.dialogue import buyer
from flows.talk import Conversation
from tests.benchmarks.understanding.orders import SHELVES
from tests.benchmarks.understanding.stall import Stall, a_shelf

Carts = dict[str, int]


@pytest.fixture(scope="module")
def shelves() -> Iterator[dict[str, Any]]:
    with a_shelf("fr") as fatou, a_shelf("en") as njeri:
        yield {"fr": fatou, "pt": fatou, "en": njeri, "sw": njeri}


def told(shelves: dict[str, Any], code: str, message: str, **before: int) -> tuple[Carts, list[str]]:
    """The cart afterwards, and the steps that are open."""
    stall = Stall(SHELVES[code], shelves[code])
    stall.placed = {sku.replace("_", "-"): count for sku, count in before.items()}
    reply = buyer.turn(Conversation(code, greeted=True), Text(message), stall)
    return stall.placed, [frame.step for frame in reply.conversation.stack]


def cart(text: str) -> Carts:
    return {sku: int(count) for sku, count in (each.split("=") for each in text.split())}


@pytest.mark.parametrize(
    ("code", "message", "after"),
    [
        ("pt", "quero 2 sabões e uma esteira", "SAVON=2 NATTE=1"),
        ("pt", "2 cestos pequenos", "PANIER-P=2"),
        ("pt", "3 sabbões", "SAVON=3"),
        ("sw", "nipe vikapu vidogo vitatu", "KIONDO-S=3"),
        ("sw", "taa moja ya solar na neti mbili", "LANTERN=1 NET=2"),
        ("sw", "vikombe vya blue seti tatu", "MUGS-BLUE=3"),
        ("sw", "mashuka ya sita kwa sita mawili", "SHEETS-6X6=2"),
        ("en", "bedsheet 5 by 6, two", "SHEETS-5X6=2"),
        ("fr", "2 petits sacs de riz", "RIZ5=2"),
        ("fr", "1 gros sac de riz", "RIZ25=1"),
        ("fr", "2 de chaque : savon, huile et karité", "SAVON=2 HUILE1=2 KARITE=2"),
        ("en", "3 bowls, 1 of them for my sister", "BOWL=3"),
        ("en", "can I get a red shuka delivered to The Hub?", "SHUKA-RED=1"),
        ("fr", "la natte à 6000 et 2 savons à 1000 chacun", "NATTE=1 SAVON=2"),
    ],
)
def test_things_as_people_name_and_count_them(shelves: Any, code: str, message: str, after: str) -> None:
    assert told(shelves, code, message)[0] == cart(after)


@pytest.mark.parametrize(
    ("code", "message", "after"),
    [
        ("fr", "il reste du savon noir ? si oui j'en prends 3", "SAVON=3"),
        ("en", "two lanterns please. Blackouts are too much here", "LANTERN=2"),
        ("fr", "donne 3 attiéké stp maman cuisine aujourd'hui", "ATTIEKE=3"),
        ("fr", "on a un mariage samedi, il nous faut 20 foulards", "FOULARD=20"),
        ("en", "1 bedsheet 6x6 EMBAKASI", "SHEETS-6X6=1"),
        ("en", "1 jiko cash", "JIKO=1"),
        ("sw", "nitumie mpaka nairobi west chapati pan moja", "CHAPATI=1"),
    ],
)
def test_what_is_said_beside_an_order_does_not_hinder_it(shelves: Any, code: str, message: str, after: str) -> None:
    assert told(shelves, code, message)[0] == cart(after)


@pytest.mark.parametrize(
    ("code", "message", "after"),
    [
        ("fr", "2 savons non 3", "SAVON=3"),
        ("en", "4 nets, correction 5 nets", "NET=5"),
        ("fr", "je voulais 3 huiles mais finalement 2", "HUILE1=2"),
        ("fr", "je veux 1 bazin blanc euh pardon bleu", "BAZIN-BLEU=1"),
        ("fr", "1 riz 25kg... ah non attends, celui de 5kg plutôt, et 1 huile", "RIZ5=1 HUILE1=1"),
        ("pt", "2 sabões, não, 3", "SAVON=3"),
    ],
)
def test_the_last_word_on_one_thing_holds(shelves: Any, code: str, message: str, after: str) -> None:
    assert told(shelves, code, message)[0] == cart(after)


@pytest.mark.parametrize(
    ("code", "before", "message", "after"),
    [
        ("en", {"MUGS_BLUE": 2}, "sorry i want white not blue", "MUGS-WHITE=2"),
        ("fr", {"BAZIN_BLEU": 1}, "je veux le blanc à la place du bleu", "BAZIN-BLANC=1"),
        ("pt", {"BAZIN_BLEU": 1}, "troca o azul pelo branco", "BAZIN-BLANC=1"),
        ("sw", {"SHEETS_5X6": 1, "NET": 1}, "badilisha mashuka yawe 6x6", "SHEETS-6X6=1 NET=1"),
        ("en", {"JIKO": 1, "NET": 2}, "swap the jiko for a lantern", "LANTERN=1 NET=2"),
        ("fr", {"SAVON": 2, "HUILE1": 2}, "1 huile en moins", "SAVON=2 HUILE1=1"),
        ("fr", {"SAVON": 2, "NATTE": 1, "HUILE1": 1}, "enlève tout sauf les savons", "SAVON=2"),
        ("sw", {"NET": 2, "BOWL": 1}, "punguza neti ibaki moja", "NET=1 BOWL=1"),
        ("en", {"JIKO": 1, "NET": 3}, "keep only the jiko", "JIKO=1"),
        ("sw", {"NET": 3, "BOWL": 1}, "futa vyote tafadhali", ""),
        ("en", {"NET": 2, "BOWL": 1}, "i dont need the bowl anymore", "NET=2"),
    ],
)
def test_changes_of_what_is_in_the_cart(shelves: Any, code: str, before: Carts, message: str, after: str) -> None:
    assert told(shelves, code, message, **before)[0] == cart(after)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("fr", "les nattes c'est 2 places ?"),
        ("fr", "ma sœur a acheté 2 foulards chez vous"),
        ("sw", "kaka yangu atachukua neti mbili"),
        ("en", "my husband prefers the red shuka"),
        ("pt", "envia isto a 12 amigos e verás um milagre"),
        ("en", "you sent me 1 bowl"),
    ],
)
def test_talk_changes_nothing(shelves: Any, code: str, message: str) -> None:
    assert told(shelves, code, message)[0] == {}


@pytest.mark.parametrize(
    ("code", "message", "asked"),
    [
        ("fr", "2 savons vanille", "buy.found"),
        ("en", "I want one kiondo", "buy.variant"),
        ("fr", "2 pagnes pour moi", "buy.variant"),
    ],
)
def test_what_is_not_explained_is_asked(shelves: Any, code: str, message: str, asked: str) -> None:
    placed, steps = told(shelves, code, message)
    assert placed == {}
    assert steps[-1] == asked
