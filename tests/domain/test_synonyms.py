"""What a shop's buyers also call what it sells: each change is said, with what it was before."""

from __future__ import annotations

import pytest

from domain.catalog import use_cases as shelf
from domain.catalog.events import SynonymsChanged
from domain.catalog.synonyms import Synonyms
from domain.shared.errors import NotFound
from tests.domain.memory import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def said(store: MemoryStore) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(each.word, each.before, each.after) for each in store.events if isinstance(each, SynonymsChanged)]


def test_what_is_said_later_stands_in_its_place_however_it_is_written(store: MemoryStore) -> None:
    with store.work() as work:
        assert shelf.call_also(work, Synonyms.of(" Pâte ", ["wax", "Wax", " tissu  wax", ""])) == ()
    with store.work() as work:
        assert shelf.call_also(work, Synonyms.of("pate", ["tissu"])) == ("wax", "tissu wax")
        assert [each.word for each in work.other_words.all()] == ["pate"]
    with store.work("elsewhere") as work:
        assert work.other_words.all() == ()
    assert said(store) == [("Pâte", (), ("wax", "tissu wax")), ("pate", ("wax", "tissu wax"), ("tissu",))]


def test_what_has_no_other_name_cannot_lose_it(store: MemoryStore) -> None:
    with store.work() as work:
        shelf.call_also(work, Synonyms.of("pagne", ["wax"]))
    with store.work() as work:
        assert shelf.call_no_longer(work, "PAGNE").word == "pagne"
    with store.work() as work, pytest.raises(NotFound):
        shelf.call_no_longer(work, "pagne")
    assert said(store)[-1] == ("pagne", ("wax",), ())
