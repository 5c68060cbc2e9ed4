"""What each part of a message is for: a number, a size, a word of a thing, or one of the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.understanding.wishes.item import Item
from flows.understanding.wishes.measures import look_in, measured, unit_before
from flows.understanding.wishes.quantities import number_at, said
from flows.understanding.wishes.roles import ROLES
from flows.understanding.wishes.tokens import Token
from flows.understanding.wishes.vocabulary import Vocabulary

SIGNS = {"part": "break", "ask": "question", "times": "times"}
SPOKEN_SIGNS = {"so": "break"}
"""What is said behind it is another matter: `my landlord has cut power so one lantern`."""
A_PRICE = 3


def items_of(some: Sequence[Token], words: Vocabulary) -> list[Item]:
    found: list[Item] = []
    at = 0
    while at < len(some):
        item, size = _price(some, at, words) or _item(some[at:], words)
        at += size
        item = _refused(item, some[at : at + 1], words)
        if behind := _counted(item, some[at:], words):
            item, size = behind
            at += size
        found.append(_which(item, found, some[at:], words))
    return found


def _which(item: Item, before: Sequence[Item], behind: Sequence[Token], words: Vocabulary) -> Item:
    """The 25 of `1 de 25` and of `le sac de 25` says which; the one of `the large one` is no number."""
    is_said = len(before) > 1 and before[-2].kind == "filler" and words.is_one("article", before[-2].text)
    if is_said and words.is_one("pronoun", item.text) and words.is_one("look", before[-1].text):
        return Item("filler", item.text)
    if item.kind != "number" or len(before) < 2 or not (before[-2].kind == "number" or _is_pack(before, behind, words)):
        return item
    return Item("size", str(item.value), typed=item.typed) if words.is_one("of", before[-1].text) else item


def _is_pack(before: Sequence[Item], behind: Sequence[Token], words: Vocabulary) -> bool:
    """What things come in, `le riz` or `celui`, and nothing that would be counted: no `lot de 3 savons`."""
    here = said(behind)
    is_last = not here or any(words.at(role, here) for role in ("join", "polite", "when", "number"))
    is_the_one = before[-2].kind == "word" and any(words.is_one("article", item.text) for item in before[-3:-2])
    return is_last and (before[-2].kind == "container" or is_the_one or words.is_one("article", before[-2].text))


def _counted(item: Item, behind: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    """A number `of each` counts all that has none, one `of them` nothing more; so does what stands behind `dont`."""
    if item.kind != "number":
        return None
    found = ((kind, phrase[1]) for kind in ("each", "among") if (phrase := words.at(kind, said(behind))))
    kind, size = next(found, ("", 0))
    return (Item("each" if kind == "each" else "share", item.text, item.value), size) if size else None


def _refused(item: Item, behind: Sequence[Token], words: Vocabulary) -> Item:
    """`2, não, 3` is 3, `3 não 2` too."""
    is_no = item.kind == "instead" and words.is_one("no", item.text) and bool(behind) and behind[0].kind == "part"
    return replace(item, kind="no") if is_no else item


def _price(some: Sequence[Token], at: int, words: Vocabulary) -> tuple[Item, int] | None:
    """`2 nets at 950`: nobody wants so many."""
    token = some[at]
    if at == 0 or token.kind != "number" or len(token.word) < A_PRICE:
        return None
    is_led_to = any(words.is_one(role, some[at - 1].word) for role in ("toward", "for"))
    rest = said(some[at + 1 :])
    is_price = is_led_to and not (words.at("measure", rest) or words.at("unit", rest))
    return (Item("when", token.word), 1) if is_price else None


def _item(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int]:
    token = some[0]
    if token.kind in SIGNS:
        return Item(SIGNS[token.kind], typed=token.typed), 1
    kind, size = _phrase(some, words)
    for read in (look_in, unit_before, measured, _number):
        if (found := read(some, words)) and found[1] >= size:
            return found
    if size:
        said_so = " ".join(each.word for each in some[:size])
        return Item(SPOKEN_SIGNS.get(kind, kind), said_so, typed=token.typed), size
    return Item(_alone(token), token.word, typed=token.typed), 1


def _alone(token: Token) -> str:
    """The `d'` of `d'huile` says nothing."""
    if token.elided:
        return "filler"
    return "word" if token.kind == "word" else "stray"


def _phrase(some: Sequence[Token], words: Vocabulary) -> tuple[str, int]:
    """The longest that begins here."""
    longest = ("", 0)
    here = said(some)
    for role in words.roles_of(here, ROLES):
        found = words.at(role, here)
        if found and found[1] > longest[1]:
            longest = role, found[1]
    return longest


def _number(some: Sequence[Token], words: Vocabulary) -> tuple[Item, int] | None:
    found = number_at(some, words)
    if not found or (some[0].kind == "number" and not some[0].word.isdecimal()):
        return None
    return Item("number", some[0].word, found[0]), found[1]
