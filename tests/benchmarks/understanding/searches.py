"""Searches on the demo shelves and on one of fifty thousand products: is what is meant first, or among the first three?

`python -m tests.benchmarks.understanding.searches [dev|test] [--wrong]`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from domain.customer.messages import Text
from flows.buyer.dialogue import buyer
from flows.buyer.finding import search
from flows.buyer.wish import price_range, thing
from flows.talk import Conversation
from flows.understanding.wishes import price_wish
from tests.benchmarks.understanding.catalogue import asked_for, generated
from tests.benchmarks.understanding.orders import DATA, half_of
from tests.benchmarks.understanding.rows import Row, tell, timed
from tests.benchmarks.understanding.stall import NOW, SHOP, Stall, a_database, a_shelf, kept_shelf, work_on
from tests.integrations.store.big_shelf import put_on_shelf

PRODUCTS, ASKED = 50_000, 240
LANGUAGES = ("fr", "en")
HOW = {False: "right", True: "slip"}
LINE = re.compile(r"(?P<slip>~ )?(?P<typed>.*) => (?P<meant>.*)")


@dataclass(frozen=True)
class Asked:
    """What was typed, and the words of what is meant, all of which its name has."""

    typed: str
    meant: str
    has_slip: bool


def measure(split: str, language: str) -> list[Row]:
    """Hits at one and at three on the demo shelf of that language; with French, the large shelf too."""
    lines = (DATA / f"searches.{language}.txt").read_text("utf-8").splitlines()
    asked = [Asked(f["typed"], f["meant"], bool(f["slip"])) for line in lines if (f := LINE.fullmatch(line))]
    with a_shelf(language) as shelf:
        rows = _rows(f"{language} demo", _half(asked, split), Stall(language, shelf))
    if language != "fr":
        return rows
    with a_large_shelf() as (shelf, known):
        return [*rows, *_rows(f"{PRODUCTS} products", _half(known, split), Stall(language, shelf))]


def _half(asked: list[Asked], split: str) -> list[Asked]:
    return [each for each in asked if half_of(each.typed) == split]


@contextmanager
def a_large_shelf() -> Iterator[tuple[Any, list[Asked]]]:
    articles = generated(PRODUCTS)
    with TemporaryDirectory() as folder, a_database(Path(folder)) as engine:
        with engine.begin() as connection:
            put_on_shelf(connection, SHOP, articles)
        with work_on(engine) as work:
            work.shelf.prime(kept_shelf(), NOW, {})
            yield work.shelf, [Asked(*each) for each in asked_for(articles, ASKED)]


def _rows(name: str, asked: list[Asked], stall: Stall) -> list[Row]:
    rows = {(slip, at): Row(f"{name}, {HOW[slip]}, hit at {at}") for slip in (False, True) for at in (1, 3)}
    spent: list[float] = []
    again: list[float] = []
    for each in asked:
        spent.append(_turn_time(each.typed, stall))
        again.append(_turn_time(each.typed, stall))
        names = [product.name for product in _found(each.typed, stall)]
        for at in (1, 3):
            is_hit = any(set(each.meant.split()) <= set(found.split()) for found in names[:at])
            rows[each.has_slip, at].note(is_hit, f"{each.typed!r}: {names[:3]}, not {each.meant}")
    return [*rows.values(), timed(f"{name}, asked first", spent), timed(f"{name}, asked again", again)]


def _turn_time(typed: str, stall: Stall) -> float:
    """A whole turn. Whoever asks first pays for the shelf's answer; it is kept for the next."""
    began = process_time()
    buyer.turn(Conversation("fr", greeted=True), Text(typed), stall)
    return process_time() - began


def _found(typed: str, stall: Stall) -> Any:
    wish = price_wish(typed)
    prices = price_range(wish, stall.shop.currency) if wish else None
    return search(thing(wish.words if wish else typed), stall, prices)


if __name__ == "__main__":
    tell(measure, LANGUAGES)
