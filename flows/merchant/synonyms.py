"""Commands for what buyers call things: `synonym pagne = wax, tissu`."""

from __future__ import annotations

import re

from domain.catalog.synonyms import Synonyms
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import OWNER, merchant
from flows.speech import Text, _, _n, join

NOBODY = "–"
MOST_SHOWN = 30


@merchant.says(
    "synonym <word...> = <others...>",
    "synonym <word...> =",
    roles=OWNER,
    about=_("What buyers also call it; with nothing behind the sign, no more."),
)
def synonym(shop: MerchantDesk, word: str, others: str = "") -> Text:
    """Whoever asks for one of the others is shown what is called so, too. Nothing behind the sign: no more."""
    if not others:
        return _("*{word}*: no other words any more.", word=shop.call_no_longer(word).word)
    told = Synonyms.of(word, re.split(r"[,;/]", others))
    before = shop.call_also(told)
    return _("*{word}*: {before} → {after}", word=told.word, before=listed(before), after=listed(told.others))


@merchant.says("synonyms", about=_("All the other words you have given."))
def synonyms(shop: MerchantDesk) -> Text:
    """All that was said, by word."""
    known = shop.other_words()
    if not known:
        return _("You have given nothing another name yet.")
    lines = (_("*{word}* = {others}", word=each.word, others=listed(each.others)) for each in known[:MOST_SHOWN])
    rest = len(known) - MOST_SHOWN
    more = _n("… and {n} more", "… and {n} more", rest) if rest > 0 else join()
    return join(*lines, more)


def listed(words: tuple[str, ...]) -> str:
    return ", ".join(words) or NOBODY
