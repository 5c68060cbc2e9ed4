"""Several shops behind one number: what a message says about which of them it is for, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.customer.messages import Choice, ComesIn, Content, Tap
from domain.customer.messages import Text as Typed
from flows.speech import Language, Lexicon, Text, _, fold, lexicon, verbatim, word_for
from flows.speech.fold import squeeze
from flows.talk import MORE, Option, Said, paged
from flows.talk.picking import Shown, chosen
from flows.talk.titles import BUTTON, end

SIGN = "~"
"""`FATOU~v1:pay:1042#3` is a button of FATOU's, `FATOU~` leads there, `~1` to the second page of the list."""


@dataclass(frozen=True, slots=True)
class Door:
    """A shop as it stands in the list."""

    code: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Into:
    """Into the shop of this code, and this is said there. Not `is_sure`: the word may as well be an answer to what was
    asked last."""

    code: str
    content: Content
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class ShowShops:
    page: int = 0


Way = Into | ShowShops


def way_of(content: Content, doors: Sequence[Door], listed: Sequence[str], words: Lexicon | None = None) -> Way | None:
    """What this message says about where it is to be heard, with `listed` on offer; None: where the person is."""
    words = words or lexicon()
    if isinstance(content, Tap):
        return _led_by(content.key, doors, content.title)
    if not isinstance(content, Typed):
        return None
    text = squeeze(content.text)
    if name := words.aside(text):
        return ShowShops() if name == "shops" else None
    return _picked(text, doors, listed, words) or _coded(text, doors, words) or _named(text, doors)


# -- buttons -------------------------------------------------------------------------------------------------------


def signed(key: str, code: str) -> str:
    """A shop's button among those of others: it leads to its own shop, wherever the person is by then."""
    return f"{code}{SIGN}{key}"


def _led_by(key: str, doors: Sequence[Door], title: str = "") -> Way | None:
    code, sign, rest = key.partition(SIGN)
    if not sign or (code and not any(door.code == code for door in doors)):
        return None
    if not code:
        return ShowShops(int(rest) if rest.isdecimal() and len(rest) < 4 else 0)
    return Into(code, Tap(rest, title) if rest else ComesIn())


# -- words ---------------------------------------------------------------------------------------------------------


def _picked(text: str, doors: Sequence[Door], listed: Sequence[str], words: Lexicon) -> Way | None:
    """A choice of the open list, by its number or its name."""
    names = {signed("", door.code): door.name for door in doors}
    option = chosen(text, [Shown(key, names.get(key, ""), key) for key in listed], words)
    return _led_by(option.key, doors) if option else None


def _coded(text: str, doors: Sequence[Door], words: Lexicon) -> Into | None:
    """`FATOU`, `bonjour fatou`, `boutique fatou`, `FATOU 2 savons`. With more behind it the code counts as it is
    printed, before a number, or where a shop is spoken of: else it is a word like any other."""
    said = _ungreeted(text, words)
    asked_for = words.said_after("in_the_shop", said)
    first, _blank, rest = (asked_for or said).partition(" ")
    door = next((door for door in doors if fold(first) == fold(door.code)), None)
    if door is None:
        return None
    is_printed = first.strip(",;:.!") == door.code and (not rest or rest != rest.upper())
    is_sure = bool(asked_for) or is_printed
    if rest and not is_sure and words.number(rest.split()[0]) is None:
        return None
    return Into(door.code, Typed(rest) if rest else ComesIn(), is_sure)


def _named(text: str, doors: Sequence[Door]) -> Into | None:
    """`chez fatou`"""
    door = next((door for door in doors if fold(text) == fold(door.name)), None)
    return Into(door.code, ComesIn(), is_sure=False) if door else None


def _ungreeted(text: str, words: Lexicon) -> str:
    first, blank, rest = text.partition(" ")
    return _ungreeted(rest, words) if blank and words.greets(first) else text


def worth_hearing(content: Content, words: Lexicon | None = None) -> str:
    """What somebody says before they are in any shop, as far as the shop should hear it: more than a greeting."""
    words = words or lexicon()
    text = squeeze(content.text) if isinstance(content, Typed) else ""
    return "" if words.greets(text) or words.number(text) is not None or words.aside(text) else text


# -- the list ------------------------------------------------------------------------------------------------------


def list_of(doors: Sequence[Door], page: int, language: Language, *, is_new: bool) -> Said:
    """Each with what it sells. `is_new`: to somebody who has not been in any."""
    listed = paged([Option(d.name, signed("", d.code), description=f"{d.code} · {d.about}") for d in doors], page)
    rows = [replace(each, value=f"{SIGN}{page + 1}") if each.value == MORE else each for each in listed]
    return Said(
        text=language.say(_welcome() if is_new else _("Which shop?")) + "\n\n" + language.say(_how()),
        choices=tuple(Choice(str(r.value), language.say(r.title), language.say(r.description)) for r in rows),
        menu=end(language.say(_("Choose")), BUTTON),
    )


def _welcome() -> Text:
    return _("Hello! Several shops answer here: which one would you like to go to?")


def _how() -> Text:
    return _("Write *{word}* at any time to see them again.", word=word_for("shops"))


# -- what a shop says among others ---------------------------------------------------------------------------------


def under_its_name(said: Said, door: Door, language: Language, *, is_elsewhere: bool = False) -> Said:
    """The shop's name in front, unless it stands there. To somebody who is in another shop: how to answer, for a number
    is heard there."""
    name = f"*{language.say(verbatim(door.name))}*"
    text = said.text if name in said.text.partition("\n")[0] else f"{name}\n{said.text}"
    how = "\n\n" + language.say(_how_to_answer(said, door)) if is_elsewhere else ""
    return replace(said, text=text + how, numbered=said.numbered and not is_elsewhere)


def _how_to_answer(said: Said, door: Door) -> Text:
    """With the words of a choice, which are heard there whatever that shop has asked before."""
    if not said.choices:
        return _("To answer, write *{code}*.", code=door.code)
    word = verbatim(said.choices[0].title)
    return _("To answer, tap, or write for example: *{code} {word}*", code=door.code, word=word)
