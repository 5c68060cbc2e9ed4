"""A whole message as an order: `2 riz 5kg, 1 huile et trois savons, livraison Cocody, je paye par wave`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from flows.understanding.wishes.anew import counted_anew
from flows.understanding.wishes.clause import without
from flows.understanding.wishes.destinations import Looking, place_in
from flows.understanding.wishes.forgiving import forgiving
from flows.understanding.wishes.item import Item
from flows.understanding.wishes.items import items_of
from flows.understanding.wishes.line import Line
from flows.understanding.wishes.lines import lines_of
from flows.understanding.wishes.quantities import said
from flows.understanding.wishes.segments import SIGNS_OF_PARTS
from flows.understanding.wishes.signs import parted, unnumbered
from flows.understanding.wishes.tokens import tokens
from flows.understanding.wishes.vocabulary import EVERY, vocabulary
from flows.understanding.wishes.wallets import wallet_in

WISHES = ("want", "add", "another", "same", "remove", "set")
"""A question behind one of these is no question about a thing."""
ASKING_FOR = {"want", "add", "another", "set", "same", "remove"}


@dataclass(frozen=True, slots=True)
class OrderInWords:
    """What is asked for, as far as words alone say it. `left_over` is about something else, each word with the part of
    the message that it stands in. `wants` where a word says that it is a wish or a change, `is_polite` where it
    is said politely; `asks` where it is a question rather than an order, `tells` where it is a story about so many
    of something; `names_one` where it is `the` thing or `a` thing that is spoken of."""

    lines: tuple[Line, ...] = ()
    place: str = ""
    wallet: str = ""
    left_over: tuple[tuple[int, str], ...] = ()
    wants: bool = False
    asks: bool = False
    tells: bool = False
    names_one: bool = False
    is_polite: bool = False

    @property
    def changes(self) -> bool:
        """Something is to be done to what is in the cart already."""
        return any(line.act for line in self.lines)

    @property
    def is_wish(self) -> bool:
        """Something in it counts, wants, changes, asks, or leads to a place; else it names a thing, or is talk."""
        does = self.wants or self.asks or self.counts or self.changes
        return does or bool(self.place or self.wallet) or len(self.lines) > 1

    @property
    def counts(self) -> bool:
        return any(line.quantity or (line.is_measured and line.words) for line in self.lines)


def order_in(
    text: str,
    places: Sequence[str] = (),
    sold: Collection[str] | None = None,
    spoken: frozenset[str] = EVERY,
    *,
    own: str = "",
    around: bool = False,
    bare: bool = False,
    tight: bool = False,
) -> OrderInWords:
    """`places` are the names that the shop has for where it delivers, `spoken` the languages it may be in, `own` that
    of the talk. With `sold`, for a second look where the first has left something over: words around things may be
    misspelt, but for those, which are on the shelf. `around`: a thing goes on behind its number; `bare`: a place may
    stand there without a word that leads to it; `tight`: nothing that follows its name is of it."""
    spared = None if sold is None else frozenset(sold)
    return _order_in(text, tuple(places), spared, spoken, own, around, Looking(bare, tight))


@lru_cache(maxsize=2_000)
def _order_in(
    text: str,
    places: tuple[str, ...],
    sold: frozenset[str] | None,
    spoken: frozenset[str],
    own: str,
    around: bool,
    looking: Looking,
) -> OrderInWords:
    """Kept, for one message is asked for it again and again, and many people write the same."""
    text = unnumbered(text)
    words = vocabulary(spoken, own) if sold is None else forgiving(sold, spoken, own)
    some = tokens(text)
    wallet = wallet_in(text, some, words, places)
    some = without(some, wallet)
    place = place_in(text, some, words, places, looking)
    items = counted_anew(items_of(parted(without(some, place), text), words))
    kinds, may = {item.kind for item in items}, _may_i_have(items)
    lines = tuple(_corrected(_one_change(lines_of(items, around)), items))
    return OrderInWords(
        lines,
        place.named,
        wallet.named,
        tuple(_left_over(items, any(line.in_place for line in lines))),
        wants=may or bool(kinds & ASKING_FOR) or any(line.act == "only" for line in lines),
        asks=_asks(items),
        names_one=any(_is_article(*both) for both in pairwise(items)),
        is_polite="polite" in kinds,
        tells="past" in kinds and any(item.kind == "size" or item.value > 1 for item in items),
    )


def _is_article(item: Item, behind: Item) -> bool:
    """`the net`; `nataka neti` is said without."""
    is_said = item.kind == "filler" and vocabulary().is_one("article", item.text)
    return behind.kind in ("word", "container") and (is_said or item.kind == "want")


def _left_over(items: Sequence[Item], is_exchange: bool) -> Iterator[tuple[int, str]]:
    part = 0
    for place, item in enumerate(items):
        part += item.kind in SIGNS_OF_PARTS
        is_no = (_is_denied(item, items) and not is_exchange) or _is_no_thanks(items, place)
        if item.kind in ("stray", "past") or is_no:
            yield part, item.text


def _is_no_thanks(items: Sequence[Item], place: int) -> bool:
    """`a esteira não, obrigado`"""
    ends = all(item.kind in (*SIGNS_OF_PARTS, "polite") for item in items[place + 1 : place + 2])
    return items[place].kind == "no" and place > 0 and items[place - 1].kind == "word" and ends


@lru_cache(maxsize=1_000)
def says_how_many(text: str) -> bool:
    """`j'en veux 2` counts what is spoken of: it is no second choice of a list."""
    some = tokens(text)
    return any(vocabulary().at("same", said(some[place:])) for place in range(len(some)))


def _asks(items: Sequence[Item]) -> bool:
    """A question about a thing, or a story, is no wish for it; one that follows a wish is another matter."""
    kinds = ["ask" if _is_there_already(items, place) else item.kind for place, item in enumerate(items)]
    wish = next((place for place, kind in enumerate(kinds) if kind in WISHES), None)
    number = next((place for place, kind in enumerate(kinds) if kind in ("number", "size")), len(kinds))
    question = next((place for place, kind in enumerate(kinds) if kind == "ask"), None)
    if question is not None:
        return wish is None or question < wish or question < number
    is_request = wish is not None or _may_i_have(items)
    return "question" in kinds and not is_request and _is_about_something(items, kinds.index("question"))


def _may_i_have(items: Sequence[Item]) -> bool:
    """`est-ce que tu peux me garder un foulard ?` asks for so many; `tu peux venir ?` asks for nothing on the shelf."""
    may = next((place for place, item in enumerate(items) if _is_said(item, "filler", "may")), len(items))
    return any(item.kind in ("number", "size") for item in items[may:])


def _is_said(item: Item, kind: str, among: str) -> bool:
    return item.kind == kind and vocabulary().is_one(among, *item.text.split())


def _is_there_already(items: Sequence[Item], place: int) -> bool:
    return items[place].kind == "past" or _is_known(items, place) or _is_had(items, place)


def _is_had(items: Sequence[Item], place: int) -> bool:
    """`ma copine a 2 foulards`, not `à 6 nattes` nor `mets les nattes à 6`."""
    around = [item.kind for item in items[max(0, place - 1) : place + 3]]
    is_owner = around[0] in ("filler", "word") and around[2:3] == ["number"] and around[3:] in (["word"], ["container"])
    is_wish = any(item.kind in WISHES for item in items[:place])
    return is_owner and not is_wish and _is_said(items[place], "toward", "has")


def _is_known(items: Sequence[Item], place: int) -> bool:
    """`les 2 savons`, `pour les 2 savons` are some that somebody has."""
    follows = items[place + 1].kind == "number" if place + 1 < len(items) else False
    last = items[place].text.split()[-1:]
    return follows and items[place].kind in ("filler", "for") and vocabulary().is_one("known", *last)


def _is_about_something(items: Sequence[Item], question: int) -> bool:
    """`2 savons, ok ?` asks for no answer about savons."""
    begins = max((place for place in range(question) if items[place].kind == "break"), default=-1)
    return any(item.kind in ("word", "number", "container") for item in items[begins + 1 : question])


def _is_denied(item: Item, items: Sequence[Item]) -> bool:
    """A `pas` that puts nothing in the place of something."""
    return item.kind == "instead" and not any(each.kind == "number" for each in items)


def _corrected(lines: Sequence[Line], items: Sequence[Item]) -> list[Line]:
    """`non, 2 savons` puts right what was said before, `no wait, 2 nets` too."""
    first = next((item for item in items if item.kind not in ("filler", "hello", "break")), Item(""))
    is_no = first.kind == "no" or (first.kind == "rather" and _has_no(first.text))
    return [replace(line, act=line.act or "set") for line in lines] if is_no else list(lines)


def _has_no(phrase: str) -> bool:
    return any(vocabulary().is_one("no", word) for word in phrase.split())


def _one_change(lines: Sequence[Line]) -> list[Line]:
    """`pas 2, 3` is `3 pas 2`."""
    denied = next((line for line in lines if line.act == "not"), None)
    if denied is None:
        return list(lines)
    others = [line for line in lines if line.act != "not"]
    if len(others) == 1 and denied.words and others[0].words and others[0].act == "" and not denied.instead_of:
        return [replace(denied, act="remove"), replace(others[0], in_place=True)]
    if len(others) == 1 and others[0].quantity and not others[0].act and (not others[0].words or not denied.words):
        named = others[0] if others[0].words else denied
        return [replace(named, quantity=others[0].quantity, act="set", instead_of=denied.instead_of)]
    return others
