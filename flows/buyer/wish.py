"""What a buyer names: the words around a thing, its number and its price are taken off it."""

from __future__ import annotations

from domain.catalog.views import PriceRange
from domain.shared.errors import Invalid
from domain.shared.money import Money
from flows.speech import fold, lexicon
from flows.understanding.wishes import PriceWish, order_in, price_wish


def thing(text: str) -> str:
    """What is looked for, in the buyer's words: `bonjour, avez-vous du riz ?` is about `riz`."""
    order = order_in(text)
    named = [line for line in order.lines if line.words]
    if len(named) == 1 and not order.left_over and not order.place:
        return " ".join((*named[0].typed, *named[0].sizes))
    words = _without_wanting(text).strip(" .!?")
    return lexicon().named(lexicon().said_after("pricing", words) or words)


def is_a_sentence(text: str) -> bool:
    """More than the name of a thing: a telephone number, a story."""
    order = order_in(text)
    return bool(order.left_over or order.place)


def _without_wanting(text: str) -> str:
    """Without the greeting and the politeness around it: `bonjour je voudrais du riz svp`."""
    words = text.split()
    bare = lexicon().bare(text).split()
    skip = len(words) - len(bare)
    for start_at in range(skip + 1):
        if fold(" ".join(words[start_at : start_at + len(bare)])) == " ".join(bare):
            return " ".join(words[start_at : start_at + len(bare)])
    return text


def is_about_price_alone(wish: PriceWish, text: str) -> bool:
    """`moins de 5000`, `vous avez quoi de pas cher ?`; `c'est pas cher` is a remark."""
    rest = order_in(wish.words)
    return not wish.words or ((rest.wants or order_in(text).asks) and not rest.lines and not rest.left_over)


def thing_at_a_price(said: str, currency: str) -> tuple[str, PriceRange] | None:
    """What is looked for (any thing: no words) and for how much; None where no price is spoken of, or of nothing."""
    wish = price_wish(said)
    if wish is None:
        return None
    is_alone = is_about_price_alone(wish, said)
    words = "" if is_alone else thing(wish.words)
    return (words, price_range(wish, currency)) if words or is_alone else None


def price_range(wish: PriceWish, currency: str) -> PriceRange:
    return PriceRange(_minor(wish.least, currency), _minor(wish.most, currency), wish.cheap)


def _minor(amount: float | None, currency: str) -> int | None:
    """A bound of cents that the currency does not have is none."""
    try:
        return None if amount is None else Money.of(f"{amount:.10g}", currency).minor
    except Invalid:
        return None
