"""Amounts of money as people write them: `1500`, `1 500 F`, `15k`, `elfu 15`."""

from __future__ import annotations

import re
from functools import cache

from domain.shared.errors import Invalid
from domain.shared.money import Money
from flows.speech.fold import squeeze
from flows.speech.lexicon import lexicon

AMOUNT = (
    r"\D{{0,5}}?\s*(?:(?P<thousand>{before})\s+)?(?P<number>\d[\d\s.,]*?)\s*(?P<thousands>{behind})?"
    r"\s*(?:[a-z]{{1,4}}(?:\s?[a-z]{{1,4}})?)?"
)


def read_amount(text: str, currency: str) -> Money | None:
    """An amount and perhaps its currency, nothing else; None for anything that is not one."""
    found = _amount_form().fullmatch(squeeze(text))
    if not found or "-" in text:
        return None
    try:
        return Money.typed(found["number"], currency) * (1000 if found["thousand"] or found["thousands"] else 1)
    except Invalid:
        return None


@cache
def _amount_form() -> re.Pattern[str]:
    """`15k`, `15 mille`, `elfu 15`; a single letter before the number is a currency (`K 15`)."""
    words = sorted(lexicon().spoken("thousand"), key=len, reverse=True)
    before = "|".join(word for word in words if len(word) > 1)
    return re.compile(AMOUNT.format(before=before, behind="|".join(words)), re.IGNORECASE)
