"""Where an address is asked for, a question is none; and no address is taken for a question."""

from __future__ import annotations

import pytest

from flows.buyer.interrupting import _is_asked, _is_given_up
from flows.buyer.rather import without_rather
from flows.buyer.where import Where, WhichLandmark
from flows.understanding.model import meaning

ADDRESSES = {
    "fr": """Cocody, en face de la pharmacie Saint-Jean
        à côté de l'école Sans Souci
        Adjamé, où il y a la gare de Bouaké
        près de la boutique Orange, 2e étage
        vers le service client MTN à Marcory
        livraison à Yopougon, près du marché
        chez ma mère à Abobo, quartier SOGEFIHA
        derrière la banque, pas loin du paiement Wave
        livrez-moi à Cocody Saint Jean vers le commissariat
        la rue de la livraison DHL à Zone 4
        Quartier Biafra, à côté du kiosque de transfert d'argent
        au rond point, quand vous arrivez vous m'appelez
        c'est la maison qui n'a pas de numéro
        j'habite derrière le marché gouro""",
    "en": """Westlands, opposite Sarit Centre
        Kilimani, Argwings Kodhek road, gate 12, call me when you arrive
        Karen, Hardy, where the road ends
        the shop on the corner, next to the Mpesa agent
        near the return point of the matatus
        opposite customer care centre Safaricom
        Delivery to Ngong road, Prestige plaza
        where the help desk is, KICC
        house with no number behind the school""",
    "sw": """Sinza, karibu na stendi
        nyuma ya msikiti mkubwa
        Kariakoo, duka la dawa la pili""",
    "pt": """Polana, ao lado do hospital
        atrás da mesquita grande
        Matola, perto da loja da Vodacom""",
}
QUESTIONS = {
    "fr": """c combien la livraison à Yopougon ?
        vous ouvrez à quelle heure ?
        c'est combien le riz ?
        vous acceptez wave ?
        combien de temps pour livrer ?
        c'est où la boutique ?
        vous ouvrez quand ? et vous livrez à Yopougon ?""",
    "en": """how much is delivery to Karen?
        what time do you open?
        how much is the jiko?
        do you take cash?
        where is the shop?""",
}


def lines(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, line.strip()) for code, text in table.items() for line in text.splitlines()]


@pytest.mark.parametrize(("code", "text"), lines(ADDRESSES))
def test_an_address_is_one(code: str, text: str) -> None:
    understood = meaning(text, code)
    assert not _is_asked(text, understood)
    assert not _is_given_up(text, understood, Where())


@pytest.mark.parametrize(("code", "text"), lines(QUESTIONS))
def test_a_question_is_none(code: str, text: str) -> None:
    assert _is_asked(text, meaning(text, code))


@pytest.mark.parametrize("text", ["non", "laisse tomber", "je veux annuler"])
def test_neither_is_a_refusal(text: str) -> None:
    assert _is_given_up(text, meaning(text, "fr"), Where())


def test_no_landmark_is_an_answer() -> None:
    assert not _is_given_up("non", meaning("non", "fr"), WhichLandmark.__new__(WhichLandmark))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("non, plutôt Plateau svp", "Plateau svp"),
        ("finalement livraison à Yopougon", "livraison à Yopougon"),
        ("deliver to Karen instead", "deliver to Karen"),
        ("afinal Matola", "Matola"),
        ("hapana, Kariakoo", "Kariakoo"),
        ("non", ""),
        ("Plateau", "Plateau"),
    ],
)
def test_what_is_left_without_the_words_of_a_change_of_mind(text: str, rest: str) -> None:
    assert without_rather(text) == rest
