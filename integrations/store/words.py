"""Words without accents, capitals and signs: for sorting and searching in any alphabet."""

from __future__ import annotations

import re

from anyascii import anyascii


def folded(text: str) -> str:
    """`Pagne tissé, Œufs` is `pagne tisse oeufs`."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(text).lower()))
