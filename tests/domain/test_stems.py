"""Number and gender are taken off words, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.stems import akin, stem


@pytest.mark.parametrize(
    "family",
    [
        "bijou bijoux", "tisse tissee tissees", "blanc blanche blanches", "chapeau chapeaux", "cheval chevaux",
        "natte nattes", "berry berries", "box boxes", "knife knives", "dress dresses", "watch watches", "shelf shelves",
        "leaf leaves", "net nets", "gateau gateaux",
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", ["sabao saboes", "limao limoes", "savon savons", "shoe shoes"])
def test_forms_of_one_word_are_akin(pair: str) -> None:
    assert akin(*pair.split())


@pytest.mark.parametrize("pair", ["sabao sabor", "mao maes", "shoes sabao", "cacao shoes"])
def test_other_words_are_not_akin(pair: str) -> None:
    assert not akin(*pair.split())


@pytest.mark.parametrize("pair", ["tissu tisse", "pot poteau", "savon savoir", "pan pain", "bol bowl", "robe rubis"])
def test_other_words_have_another(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@given(st.text(alphabet="abcdefgilnorstuvxyz", min_size=1, max_size=12))
def test_something_always_stays(word: str) -> None:
    assert stem(word)
    assert len(stem(word)) >= min(3, len(word)) - 1
