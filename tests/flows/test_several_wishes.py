"""Several wishes in one message are told apart, one wish is not taken for two, and a complaint not for an order."""

from __future__ import annotations

import pytest

from flows.buyer.counter import BuyerCounter
from flows.buyer.meant import unless_meant_otherwise
from flows.buyer.several import wishes_in
from flows.talk import Conversation, Turn
from tests.benchmarks.understanding.stall import Stall, a_shelf


@pytest.mark.parametrize(
    ("text", "code", "wishes"),
    [
        ("c'est ouvert et vous livrez à Yopougon ?", "fr", {"hours", "delivery_fee"}),
        ("annule ma commande et rembourse moi", "fr", {"cancel", "refund"}),
        ("où est ma commande ? je veux ma facture", "fr", {"track", "receipt"}),
        ("where are you and how much is delivery", "en", {"location", "delivery_fee"}),
        ("mko wapi na mnafungua saa ngapi", "sw", {"location", "hours"}),
        ("cancela a minha encomenda e devolvam o meu dinheiro", "pt", {"cancel", "refund"}),
        ("je veux parler à la patronne. annulez ma commande", "fr", {"human", "cancel"}),
    ],
)
def test_each_of_several_wishes_is_heard(text: str, code: str, wishes: set[str]) -> None:
    assert set(wishes_in(text, code)) == wishes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("combien coûtent le riz et le savon", "fr"),
        ("livraison à Cocody et Yopougon c'est combien", "fr"),
        ("ma mère et mon père sont à la maison", "fr"),
        ("quanto é a entrega na Matola", "pt"),
        ("j'ai payé et je n'ai rien reçu", "fr"),
        ("je veux échanger la robe et elle est déchirée", "fr"),
    ],
)
def test_one_wish_is_not_cut_in_two(text: str, code: str) -> None:
    assert len(wishes_in(text, code)) < 2


def test_what_stands_with_a_wish_is_kept() -> None:
    """Each part is answered by its own words: the area is the delivery's, not the shop's."""
    parts = wishes_in("vous êtes où et vous livrez à Yopougon", "fr")
    assert parts["delivery_fee"] == "vous livrez à Yopougon"


@pytest.mark.parametrize(
    ("text", "code", "is_order"),
    [
        ("2 savons pour mes amis", "fr", True),
        ("1 panier", "fr", True),
        ("envoie ceci à 12 amis et tu verras un miracle", "fr", False),
        ("envia isto a 12 amigos e verás um milagre", "pt", False),
        ("send this to 12 friends before midnight", "en", False),
        ("le livreur m'a insulté et il manque 2 savons", "fr", False),
    ],
)
def test_what_counts_things_and_is_no_order(text: str, code: str, is_order: bool) -> None:
    """The reader of orders would take any of them."""

    def order(text: str, conversation: Conversation, shop: BuyerCounter) -> Turn:
        return Turn()

    with a_shelf("fr") as shelf:
        found = unless_meant_otherwise(order)(text, Conversation(code), Stall("fr", shelf))
    assert (found is not None) == is_order
