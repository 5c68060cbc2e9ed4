"""The shop spoken to by its name: `Dis Fatou, 2 savons`."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.understanding.wishes.tokens import words_of
from flows.understanding.wishes.vocabulary import vocabulary


def without_name(text: str, name: str) -> str:
    """As long as before."""
    form = _called(name)
    return form.sub(lambda found: " " * len(found[0]), text) if form else text


@lru_cache(maxsize=1_000)
def _called(name: str) -> re.Pattern[str] | None:
    """Those words of it that mean nothing else."""
    own = [word for word in words_of(name) if word not in vocabulary().every_word]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, own))})\b", re.IGNORECASE) if own else None
