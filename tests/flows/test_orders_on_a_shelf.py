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
        ("fr", "deux bazins : le blanc et le bleu", "BAZIN-BLANC=1 BAZIN-BLEU=1"),
        ("fr", "natte foulard savon noir, 1 de chaque svp", "NATTE=1 FOULARD=1 SAVON=1"),
        ("fr", "un sac de riz, celui de 25", "RIZ25=1"),
        ("fr", "le riz, un sac de cinq", "RIZ5=1"),
        ("fr", "le panier petite taille, trois stp", "PANIER-P=3"),
        ("pt", "Capulana de 2 jardas, quatro para as madrinhas", "WAX2=4"),
        ("pt", "um bazin branco, um corte só", "BAZIN-BLANC=1"),
        ("pt", "dois lencinhos e um cestinho grande", "FOULARD=2 PANIER-G=1"),
        ("fr", "1 gros sac de riz", "RIZ25=1"),
        ("fr", "2 de chaque : savon, huile et karité", "SAVON=2 HUILE1=2 KARITE=2"),
        ("en", "3 bowls, 1 of them for my sister", "BOWL=3"),
        ("en", "can I get a red shuka delivered to The Hub?", "SHUKA-RED=1"),
        ("fr", "la natte à 6000 et 2 savons à 1000 chacun", "NATTE=1 SAVON=2"),
        ("en", "3x 6x6 bedsheets", "SHEETS-6X6=3"),
        ("sw", "vikombe vya bluu seti 2 na vyeupe seti 1", "MUGS-BLUE=2 MUGS-WHITE=1"),
        ("sw", "vyandarua viwili na chupa ya chai", "NET=2 FLASK=1"),
        ("sw", "nataka themosi", "FLASK=1"),
        ("sw", "jiko sanifu moja", "JIKO=1"),
        ("sw", "mashuka ya 6x6 jozi nne", "SHEETS-6X6=4"),
        ("sw", "neti tano za hoteli", "NET=5"),
        ("pt", "dois sabonetes naturais", "SAVON=2"),
        ("pt", "duas lanternas para a minha prima", "LAMPE=2"),
        ("en", "the jiko please", "JIKO=1"),
        ("en", "2 chpt pan", "CHAPATI=2"),
        ("fr", "mets 2 paniers, un petit et un grand", "PANIER-P=1 PANIER-G=1"),
        ("fr", "un foulard, 1 seul", "FOULARD=1"),
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
        ("en", "the goats ate our ropes, 2 nets", "NET=2"),
        ("en", "my fridge has died so one flask please", "FLASK=1"),
        ("en", "we are four in the house so four nets", "NET=4"),
        ("en", "would it be possible to get 2 bowls tomorrow?", "BOWL=2"),
        ("en", "Is anybody awake? 1 flask, 1 jiko", "FLASK=1 JIKO=1"),
        ("en", "for the guest room: 5x6 sheets, net, white mugs", "SHEETS-5X6=1 NET=1 MUGS-WHITE=1"),
        ("en", "i'm thinking the jiko for dad and the flask for grandma", "JIKO=1 FLASK=1"),
        ("en", "send a rider with 2 bowls", "BOWL=2"),
        ("en", "I was wondering if you could send 1 jiko to Fedha", "JIKO=1"),
        ("sw", "mke wangu ameniambia nichukue sufuria seti moja", "SUFURIA=1"),
        ("en", "give me a bowl and a fridge", "BOWL=1"),
        ("en", "an air fryer and 1 bowl", "BOWL=1"),
        ("en", "dinner was great 😂 2 nets please", "NET=2"),
        ("sw", "mnaweza kutuletea neti tatu?", "NET=3"),
        ("sw", "nipatie taa na friji", "LANTERN=1"),
        ("fr", "Pour le bureau du directeur : 4 savons", "SAVON=4"),
        ("fr", "savon noir (2), natte (1)", "SAVON=2 NATTE=1"),
        ("fr", "1) savon 2\n2) natte 1", "SAVON=2 NATTE=1"),
        ("fr", "2 savons\n3 nattes", "SAVON=2 NATTE=3"),
        ("fr", "Fatou il me faut 2 savons", "SAVON=2"),
        ("fr", "est-ce que tu pourrais me mettre une natte ?", "NATTE=1"),
        ("fr", "on sera 15 personnes samedi, 8 attiéké et 3 huiles", "ATTIEKE=8 HUILE1=3"),
        ("fr", "y a moyen d'avoir 2 huiles et un savon ?", "HUILE1=2 SAVON=1"),
        ("fr", "mon mari a dit deux huiles svp", "HUILE1=2"),
        ("fr", "1 natte ma cousine arrive tout à l'heure merci", "NATTE=1"),
        ("fr", "réserve deux foulards au nom de Clarisse", "FOULARD=2"),
        ("fr", "vos paniers me plaisent, gardez-en deux grands", "PANIER-G=2"),
        ("pt", "consegues trazer 2 óleos a Marcory?", "HUILE1=2"),
        ("pt", "tem como separar um lenço e uma esteira?", "FOULARD=1 NATTE=1"),
        ("pt", "Para o salão da minha prima: sabonete, 6 unidades", "SAVON=6"),
        ("pt", "põe aí 2 sabões", "SAVON=2"),
        ("en", "flask n jiko 1 each", "FLASK=1 JIKO=1"),
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
        ("pt", "quero 3 lenços, aliás 5", "FOULARD=5"),
        ("pt", "3 sabonetes... minto, 4", "SAVON=4"),
    ],
)
def test_the_last_word_on_one_thing_holds(shelves: Any, code: str, message: str, after: str) -> None:
    assert told(shelves, code, message)[0] == cart(after)


@pytest.mark.parametrize(
    ("code", "before", "message", "after"),
    [
        ("en", {"MUGS_BLUE": 2}, "sorry i want white not blue", "MUGS-WHITE=2"),
        ("fr", {"BAZIN_BLEU": 1}, "je veux le blanc à la place du bleu", "BAZIN-BLANC=1"),
        ("fr", {"WAX6": 1}, "12 yards pas 6 yards", "WAX12=1"),
        ("fr", {"HUILE1": 3}, "une huile en trop, retire", "HUILE1=2"),
        ("fr", {"SAVON": 2}, "merci, c'est bon pour les 2 savons", "SAVON=2"),
        ("pt", {"RIZ5": 1}, "prefiro o de 25", "RIZ25=1"),
        ("pt", {"NATTE": 1}, "a esteira não, obrigado", "NATTE=1"),
        ("fr", {"SAVON": 2, "NATTE": 1}, "supprimez tout ce que j'ai pris", ""),
        ("pt", {"SAVON": 2, "NATTE": 1}, "desisto da esteira", "SAVON=2"),
        ("fr", {"SAVON": 2, "NATTE": 1}, "vide mon panier, la fête tombe à l'eau", ""),
        ("fr", {"SAVON": 2, "NATTE": 1}, "vide mon panier, la natte reste", "SAVON=2 NATTE=1"),
        ("pt", {"BAZIN_BLEU": 1}, "troca o azul pelo branco", "BAZIN-BLANC=1"),
        ("sw", {"SHEETS_5X6": 1, "NET": 1}, "badilisha mashuka yawe 6x6", "SHEETS-6X6=1 NET=1"),
        ("en", {"JIKO": 1, "NET": 2}, "swap the jiko for a lantern", "LANTERN=1 NET=2"),
        ("fr", {"SAVON": 2, "HUILE1": 2}, "1 huile en moins", "SAVON=2 HUILE1=1"),
        ("fr", {"SAVON": 2, "NATTE": 1, "HUILE1": 1}, "enlève tout sauf les savons", "SAVON=2"),
        ("sw", {"NET": 2, "BOWL": 1}, "punguza neti ibaki moja", "NET=1 BOWL=1"),
        ("en", {"JIKO": 1, "NET": 3}, "keep only the jiko", "JIKO=1"),
        ("sw", {"NET": 3, "BOWL": 1}, "futa vyote tafadhali", ""),
        ("en", {"NET": 2, "BOWL": 1}, "i dont need the bowl anymore", "NET=2"),
        ("en", {"NET": 2}, "no wait, 4 nets", "NET=4"),
        ("en", {"MUGS_BLUE": 3}, "change the cups to white", "MUGS-WHITE=3"),
        ("en", {"NET": 5, "BOWL": 1}, "3 nets are enough", "NET=3 BOWL=1"),
        ("en", {"NET": 5}, "5 is too many, make it 2", "NET=2"),
        ("en", {"NET": 1, "BOWL": 1}, "3 of each", "NET=3 BOWL=3"),
        ("en", {"KIONDO_S": 2}, "make it the large one", "KIONDO-L=2"),
        ("sw", {"KIONDO_L": 1}, "sitaki kikubwa, nataka kidogo", "KIONDO-S=1"),
        ("sw", {"KIONDO_L": 1}, "sitaki kikubwa, nataka xyzzy", "KIONDO-L=1"),
        ("sw", {"JIKO": 1}, "badilisha jiko weka taa", "LANTERN=1"),
        ("fr", {"HUILE1": 1, "SAVON": 1}, "laisse l'huile, mets une natte à la place", "SAVON=1 NATTE=1"),
        ("pt", {"SAVON": 1}, "troca o sabão por uma bicicleta", "SAVON=1"),
        ("fr", {"SAVON": 2, "NATTE": 1}, "change les savons à 6 stp", "SAVON=6 NATTE=1"),
        ("en", {"NET": 2}, "change the nets to 6", "NET=6"),
        ("en", {"NET": 2}, "change the nets to 3 bowls", "BOWL=3"),
        ("en", {"SHEETS_5X6": 1}, "the mattress is 6x6 so change the sheets", "SHEETS-6X6=1"),
        ("en", {"NET": 1}, "forget all that, empty the cart", ""),
        ("en", {"NET": 2}, "give me a flask and a bowl, oh wait not the bowl", "NET=2 FLASK=1"),
        ("sw", {"SHEETS_6X6": 1, "NET": 1}, "godoro ni 5x6 kumbe, nibadilishie", "SHEETS-5X6=1 NET=1"),
        ("sw", {"BOWL": 1, "JIKO": 1}, "badala ya bakuli nipe neti", "JIKO=1 NET=1"),
        ("sw", {"NET": 3, "BOWL": 1}, "neti achana nazo", "BOWL=1"),
        ("sw", {"NET": 3}, "nimebadili mawazo, sitaki chochote", ""),
        ("sw", {"MUGS_BLUE": 1}, "ongeza seti moja ya hizo za bluu", "MUGS-BLUE=2"),
    ],
)
def test_changes_of_what_is_in_the_cart(shelves: Any, code: str, before: Carts, message: str, after: str) -> None:
    assert told(shelves, code, message, **before)[0] == cart(after)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("fr", "les nattes c'est 2 places ?"),
        ("fr", "si je prends 4 savons c'est combien ?"),
        ("fr", "tu peux me montrer la natte ?"),
        ("fr", "on peut voir un foulard ?"),
        ("fr", "je peux avoir une remise sur 2 nattes ?"),
        ("fr", "vous pouvez faire 3 savons à 2500 ?"),
        ("fr", "ma cousine a 2 lampes"),
        ("fr", "vous pouvez me dire le prix de 2 nattes ?"),
        ("pt", "se levar 3 esteiras quanto fica?"),
        ("pt", "posso ver o cesto?"),
        ("fr", "ma sœur a acheté 2 foulards chez vous"),
        ("sw", "kaka yangu atachukua neti mbili"),
        ("en", "my husband prefers the red shuka"),
        ("pt", "envia isto a 12 amigos e verás um milagre"),
        ("en", "you sent me 1 bowl"),
        ("pt", "a minha amiga abriu um salão na baixa"),
        ("pt", "estou só a ver, depois digo"),
        ("fr", "le tarif pour 10 savons svp"),
        ("en", "thieves don take light"),
        ("pt", "a vizinha deu à luz"),
        ("sw", "taa hii inadumu masaa mangapi"),
        ("fr", "je veux le savon de votre photo, le noir, 2 svp"),
        ("en", "the goats ate 2 nets"),
        ("en", "she has a bowl so it is fine"),
        ("en", "we have a jiko so no stress"),
        ("en", "did you see the match? 3 goals"),
        ("en", "they have 2 nets so we are fine"),
        ("en", "I have a car, 2 bowls and a flask at home"),
        ("en", "I want the jiko, my wife said no"),
        ("en", "can I get a discount on 3 bowls"),
        ("en", "requesting a quotation for 5 nets"),
        ("sw", "kuna mvua kubwa, neti zimevunjika 2"),
    ],
)
def test_talk_changes_nothing(shelves: Any, code: str, message: str) -> None:
    assert told(shelves, code, message)[0] == {}


@pytest.mark.parametrize(
    ("code", "message", "place"),
    [
        ("en", "2 nets @ Fedha", "Fedha"),
        ("en", "1 jiko Karen", "Karen"),
        ("en", "1 jiko cash on delivery Karen", "Karen"),
        ("en", "a dozen nets to the school in Zimmerman", "the school in Zimmerman"),
    ],
)
def test_where_to_is_said_in_many_ways(shelves: Any, code: str, message: str, place: str) -> None:
    stall = Stall(SHELVES[code], shelves[code])
    reply = buyer.turn(Conversation(code, greeted=True), Text(message), stall)
    assert reply.conversation.kept["place"] == place
    assert len(stall.placed) == 1


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
