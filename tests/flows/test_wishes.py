"""An order is read from words alone: how many of what, what is to change, where to and paid how."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.understanding.wishes import OrderInWords, order_in, price_wish, says_how_many
from flows.understanding.wishes.quantities import number_at
from flows.understanding.wishes.sizes import parted, sizes_in
from flows.understanding.wishes.tokens import tokens
from flows.understanding.wishes.vocabulary import vocabulary

ZONES = ("Cocody", "2 Plateaux", "Yopougon", "Westlands")


def lines(text: str) -> list[tuple[int, str]]:
    return [(line.quantity, " ".join(line.words)) for line in order_in(text, ZONES).lines]


def changes(text: str) -> list[tuple[str, int, str, int]]:
    said = order_in(text, ZONES).lines
    return [(line.act, line.quantity, " ".join(line.words), line.instead_of) for line in said]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dix-sept", 17), ("vingt et un", 21), ("soixante-dix", 70), ("soixante et onze", 71),
        ("quatre-vingts", 80), ("quatre-vingt-dix-neuf", 99), ("cent", 100), ("deux cent cinquante", 250),
        ("trente-cinq", 35), ("une douzaine", 12), ("trois douzaines", 36), ("une demi douzaine", 6),
        ("une paire", 2), ("twenty five", 25), ("ninety-nine", 99), ("two hundred", 200), ("a dozen", 12),
        ("half dozen", 6), ("two dozen", 24), ("7", 7),
    ],
)  # fmt: skip
def test_numbers_in_words(said: str, meant: int) -> None:
    assert number_at(tokens(said), vocabulary()) == (meant, len(tokens(said)))


@pytest.mark.parametrize("said", ["savon", "2000", "premier", "second", "zwei"])
def test_what_counts_nothing_is_no_number(said: str) -> None:
    assert number_at(tokens(said), vocabulary()) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 riz, 1 huile et trois savons", [(2, "riz"), (1, "huile"), (3, "savons")]),
        ("2 savons 1 huile 3 riz", [(2, "savons"), (1, "huile"), (3, "riz")]),
        ("savon 2 huile 1", [(2, "savon"), (1, "huile")]),
        ("riz x2", [(2, "riz")]),
        ("2x savon, x3 natte", [(2, "savon"), (3, "natte")]),
        ("2savons+1huile", [(2, "savons"), (1, "huile")]),
        ("send me 3 of the shea butter abeg", [(3, "shea butter")]),
        ("un savon deux huiles", [(1, "savon"), (2, "huiles")]),
        ("la natte, 2", [(2, "natte")]),
        ("je veux le pagne en 2 exemplaires", [(2, "pagne")]),
        ("2 savons et la natte", [(2, "savons"), (0, "natte")]),
    ],
)
def test_each_number_counts_its_thing(text: str, meant: list[tuple[int, str]]) -> None:
    assert lines(text) == meant


@pytest.mark.parametrize(
    ("text", "quantity", "size"),
    [
        ("2 riz 5kg", 2, "5 kg"),
        ("2 riz 5 kilos", 2, "5 kg"),
        ("2 x 5 kg riz", 2, "5 kg"),
        ("2 sheets 6x6", 2, "6 x 6"),
        ("sheets 6 x 6 x2", 2, "6 x 6"),
        ("2 robes taille 42", 2, "42"),
        ("2 riz 25", 2, "25"),
        ("un litre d'huile", 0, "1 l"),
        ("3 huile 1,5 L", 3, "1.5 l"),
    ],
)
def test_a_size_is_no_quantity(text: str, quantity: int, size: str) -> None:
    [line] = order_in(text).lines
    assert (line.quantity, line.sizes) == (quantity, (size,))


@pytest.mark.parametrize("text", ["il est 8h", "1 000 F CFA", "07 07 07 07 07", "0722000111", "dans 2 jours", "3 ans"])
def test_hours_prices_and_telephones_count_nothing(text: str) -> None:
    assert not order_in(text).counts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("encore un savon", [("add", 1, "savon", 0)]),
        ("rajoute 2", [("add", 2, "", 0)]),
        ("2 more nets", [("add", 2, "nets", 0)]),
        ("another net", [("add", 1, "net", 0)]),
        ("mets 3 au lieu de 2", [("set", 3, "", 2)]),
        ("non, 3 pas 2", [("set", 3, "", 2)]),
        ("not 2 nets, 3", [("set", 3, "nets", 2)]),
        ("enlève le riz", [("remove", 0, "riz", 0)]),
        ("sans le savon", [("without", 0, "savon", 0)]),
        ("only one soap", [("only", 1, "soap", 0)]),
        ("un seul savon", [("only", 1, "savon", 0)]),
        ("j'en veux 3", [("set", 3, "", 0)]),
        ("un de moins", [("remove", 1, "", 0)]),
        ("enlève le riz et mets 2 savons", [("remove", 0, "riz", 0), ("set", 2, "savons", 0)]),
        ("2 savons à la place du riz", [("remove", 0, "riz", 0), ("", 2, "savons", 0)]),
        ("replace the bowl with a flask", [("remove", 0, "bowl", 0), ("", 0, "flask", 0)]),
        ("change le foulard pour 3 foulards", [("set", 3, "foulards", 0)]),
    ],
)
def test_changes_of_a_cart(text: str, meant: list[tuple[str, int, str, int]]) -> None:
    assert changes(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 mugs, one blue and one white", [(1, "mugs blue"), (1, "mugs white")]),
        ("3 mugs, one blue and one white", [(3, "mugs")]),
        ("2 nets for me and 1 for my sister", [(2, "nets"), (1, "nets")]),
    ],
)
def test_kinds_of_one_thing_add_up(text: str, meant: list[tuple[int, str]]) -> None:
    assert lines(text) == meant


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2 savons, livraison Cocody", "Cocody"),
        ("2 savons livraison Cocody, en face de la pharmacie", "Cocody, en face de la pharmacie"),
        ("livraison Cocody 2 savons", "Cocody"),
        ("livrez-moi 2 savons à Angré svp", "Angré"),
        ("2 savons à livrer demain matin à Cocody rue 12", "Cocody rue 12"),
        ("2 savons livraison 2 Plateaux vallon", "2 Plateaux vallon"),
        ("2 savons à Yopougon", "Yopougon"),
        ("1 net delivery East Legon, pay with MTN", "East Legon"),
        ("deliver 2 nets to Westlands", "Westlands"),
        ("2 savons à livrer à domicile", ""),
        ("2 savons à la vanille", ""),
    ],
)
def test_where_to(text: str, place: str) -> None:
    order = order_in(text, ZONES)
    assert order.place == place
    assert [line.quantity for line in order.lines] == [1 if "1 net" in text else 2]


@pytest.mark.parametrize(
    ("text", "wallet"),
    [
        ("2 savons je paye par wave", "wave"),
        ("2 nets, pay with MTN", "MTN"),
        ("2 savons, paiement à la livraison", "à la livraison"),
        ("2 savons par Orange Money", "Orange Money"),
        ("2 savons, je paie par Sandbox Money", "Sandbox Money"),
        ("2 savons, wave", "wave"),
        ("2 oranges", ""),
    ],
)
def test_paid_how(text: str, wallet: str) -> None:
    order = order_in(text)
    assert order.wallet == wallet
    assert [line.quantity for line in order.lines] == [2]


@pytest.mark.parametrize("text", ["avez-vous 2 tailles", "c combien 2 savons", "how much is 2 nets", "2 savons ?"])
def test_a_question_is_no_wish(text: str) -> None:
    assert order_in(text).asks


@pytest.mark.parametrize("text", ["je peux avoir 2 savons ?", "can I get 2 nets?", "2 savons"])
def test_a_polite_wish_is_no_question(text: str) -> None:
    assert not order_in(text).asks


def test_words_around_things_may_be_misspelt_but_not_what_is_sold() -> None:
    assert not order_in("suprime le riz", sold=None).changes
    assert order_in("suprime le riz", sold={"riz"}).changes
    assert not order_in("2 encre", sold={"encre"}).changes
    assert order_in("2 encre", sold=set()).changes


def test_what_counts_the_thing_spoken_of_is_no_choice() -> None:
    assert says_how_many("bon, j'en veux 2")
    assert not says_how_many("je veux le 2")


def test_sizes_in_one_form() -> None:
    assert sizes_in("Riz 5kg ou 25 Kilos") == {"5 kg", "25 kg"} == sizes_in("5 KG, 25kg")
    assert parted("2.5 l") == (2.5, "l")
    assert parted("6 x 6") == (0, "6 x 6")


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("pagne moins de 5000", ("pagne", None, 5000)),
        ("under 5k", ("", None, 5000)),
        ("entre 2 000 et 5 000 F", ("", 2000, 5000)),
        ("shoes between 2,000 and 5,000", ("shoes", 2000, 5000)),
        ("between 2 and 5k", ("", 2000, 5000)),
        ("lampe à plus de 10.000", ("lampe a", 10_000, None)),
    ],
)
def test_prices(text: str, bounds: tuple[str, float | None, float | None]) -> None:
    wish = price_wish(text)
    assert wish and (wish.words, wish.least, wish.most) == bounds


@pytest.mark.parametrize("text", ["plus de 2 savons", "de 10 à 20", "pagne", "max"])
def test_no_prices(text: str) -> None:
    assert price_wish(text) is None


def test_what_is_cheap() -> None:
    wish = price_wish("lampe pas chère")
    assert wish and wish.cheap and wish.words == "lampe"


# -- anything --------------------------------------------------------------------------------------------------------

AROUND = ["et", ",", "livraison", "Cocody", "pas", "enlève", "au lieu de", "par wave", "?", "une", "douzaine", "\n"]
PIECES = ["2", "x", "savon", "5kg", "6x6", "for", "instead of", "taille", "d'", "moins de", "5000", "remplace", *AROUND]
anything = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))


@given(anything)
def test_any_text_is_read(text: str) -> None:
    order = order_in(text, ZONES)
    assert isinstance(order, OrderInWords)
    assert all(line.quantity >= 0 and len(line.words) == len(line.typed) for line in order.lines)
    order_in(text, ZONES, sold={"savon"}), price_wish(text), says_how_many(text)


THINGS = ["savon", "huile", "natte colorée", "beurre karité", "lampe solaire"]
SIZES = ["", "5 kg", "6 x 6", "1 l"]
a_line = st.tuples(st.integers(1, 99), st.sampled_from(THINGS), st.sampled_from(SIZES))


@given(st.lists(a_line, min_size=1, max_size=5), st.sampled_from([", ", " et ", "\n", " + "]), st.booleans())
def test_an_order_that_is_written_is_read_as_it_was(
    wanted: list[tuple[int, str, str]], between: str, is_delivered: bool
) -> None:
    text = between.join(f"{count} {name} {size}".strip() for count, name, size in wanted)
    order = order_in(text + ("\nlivraison Cocody, par wave" if is_delivered else ""), ZONES)
    read = [(line.quantity, " ".join(line.typed), "".join(line.sizes)) for line in order.lines]
    assert read == wanted
    assert (order.place, order.wallet) == (("Cocody", "wave") if is_delivered else ("", ""))
    assert not order.left_over and not order.asks
