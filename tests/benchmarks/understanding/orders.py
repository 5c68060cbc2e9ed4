"""Orders in one line: whether the cart is exactly right, with and without misspellings, and what was not asked for.

`python -m tests.benchmarks.understanding.orders [dev|test] [--wrong]`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from domain.customer.messages import Text
from flows.buyer.dialogue import buyer
from flows.speech import fold
from flows.talk import Conversation
from tests.benchmarks.understanding.messages import STRANGERS
from tests.benchmarks.understanding.rows import Row, tell, timed
from tests.benchmarks.understanding.stall import Stall, a_shelf
from tests.integrations.store.big_shelf import slip

DATA = Path(__file__).with_name("data")
SHELVES = {"fr": "fr", "en": "en", "sw": "en", "pt": "fr"}
"""Of each language, in whose language the shop's things are called that is written to."""
LANGUAGES = tuple(SHELVES)
BEFORE = re.compile(r"(?P<seen>\+ )?(?:\[(?P<before>[^\]]*)\] )?(?P<message>.*) =>(?P<gold>.*)")
AT_EASE = ("buy.cart", "buy.menu")
SLIPPED = 5
"""The longest word of a message gets a slip where it has so many letters."""

Cart = dict[str, int]


@dataclass(frozen=True)
class Case:
    """A message, the cart before and after it, and what else was said."""

    message: str
    before: Cart
    after: Cart
    place: str = ""
    wallet: str = ""
    kind: str = "exact"


def half_of(message: str) -> str:
    """Which half a message belongs to: the same for ever, whatever stands beside it."""
    return "test" if sha256(message.encode()).digest()[0] % 2 else "dev"


def data_of(name: str, language: str, split: str) -> Path:
    """Strangers' in a folder of their own."""
    return (DATA / STRANGERS if split == STRANGERS else DATA) / f"{name}.{language}.txt"


def cases(language: str, split: str) -> list[Case]:
    lines = data_of("orders", language, split).read_text("utf-8").splitlines()
    found = [match for line in lines if not line.startswith("#") and (match := BEFORE.fullmatch(line))]
    read = [(_case(each), bool(each["seen"])) for each in found]
    if split == STRANGERS:
        return [case for case, _is_seen in read]
    chosen = [case for case, is_seen in read if split == ("dev" if is_seen else half_of(case.message))]
    return [*chosen, *(_misspelt(case) for case in chosen if case.kind == "exact" and _longest(case))]


def _case(found: re.Match[str]) -> Case:
    before, gold = _cart(found["before"] or ""), found["gold"].strip()
    message = found["message"].replace("\\n", "\n")
    if gold == "-":
        return Case(message, before, before, kind="none")
    head, _dollar, wallet = gold.partition("$")
    cart, _at, place = head.partition("@")
    return Case(message, before, _cart(cart), place.strip(), wallet.strip())


def _cart(text: str) -> Cart:
    return {sku: int(count) for sku, count in (part.split("=") for part in text.split())}


def _longest(case: Case) -> str:
    """The word to get wrong: none of the place or of the wallet, which are asked for and not looked up."""
    spared = {*fold(case.place).split(), *fold(case.wallet).split()}
    words = [word for word in re.findall(r"[^\W\d_]+", case.message) if fold(word) not in spared]
    return max((word for word in words if len(word) >= SLIPPED), key=len, default="")


def _misspelt(case: Case) -> Case:
    word = _longest(case)
    wrong = slip(word, Random(case.message))
    return Case(case.message.replace(word, wrong, 1), case.before, case.after, case.place, case.wallet, "misspelt")


def measure(split: str, language: str) -> list[Row]:
    """Exact carts with and without slips, places and wallets, messages that are no order, and the time it takes."""
    rows = {name: Row(f"{language} {title}") for name, title in TITLES.items()}
    spent: list[float] = []
    with a_shelf(SHELVES[language]) as shelf:
        for case in cases(language, split):
            stall, said, took = _heard(case, language, shelf)
            kept = said.kept
            spent.append(took)
            what = f"{case.message!r}: {stall.placed} {kept}, not {case.after} {case.place} {case.wallet}"
            rows[case.kind].note(stall.placed == case.after, what)
            rows["wrong"].note(_is_harmless(stall.placed, case), what)
            rows["silent"].note(stall.placed in (case.before, case.after) or _is_asking(said), what)
            if case.kind == "exact" and split != STRANGERS:  # they name the zone, not the words
                rows["place"].note(fold(kept.get("place", "")) == fold(case.place), what)
                rows["wallet"].note(fold(kept.get("wallet", "")) == fold(case.wallet), what)
    return [*rows.values(), timed(language, spent)]


TITLES = {
    "exact": "exact carts",
    "misspelt": "exact carts, one word misspelt",
    "none": "no order, cart untouched",
    "wrong": "nothing in the cart that was not asked for",
    "silent": "as asked, or untouched, or asked back",
    "place": "place",
    "wallet": "wallet",
}


def _heard(case: Case, language: str, shelf: Any) -> tuple[Stall, Conversation, float]:
    stall = Stall(SHELVES[language], shelf)
    stall.placed = dict(case.before)
    conversation = Conversation(language, greeted=True)
    began = process_time()
    reply = buyer.turn(conversation, Text(case.message), stall)
    return stall, reply.conversation, process_time() - began


def _is_harmless(placed: Cart, case: Case) -> bool:
    """Each line is as it was or as it should be: what was asked back about may be missing."""
    skus = {*placed, *case.before, *case.after}
    return all(placed.get(sku, 0) in (case.before.get(sku, 0), case.after.get(sku, 0)) for sku in skus)


def _is_asking(said: Conversation) -> bool:
    """A question lies on top of the cart."""
    return bool(said.stack) and said.stack[-1].step not in AT_EASE


if __name__ == "__main__":
    tell(measure, LANGUAGES)
