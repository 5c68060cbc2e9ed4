"""Our attempt's id where a wallet takes at most 30 characters: the same 128 bits in 26 letters and digits."""

from __future__ import annotations

import base64
import re
import uuid

from domain.shared.ids import AttemptId

SHORT = re.compile(r"[A-Z2-7]{26}", re.ASCII)
PADDING = "======"


def short_of(attempt_id: AttemptId) -> str | None:
    """None for what is not a UUID as we write it: no wallet was ever told of it."""
    try:
        known = uuid.UUID(attempt_id)
    except ValueError:
        return None
    short = base64.b32encode(known.bytes).decode("ascii").removesuffix(PADDING)
    return short if str(known) == attempt_id else None


def attempt_of(short: str) -> AttemptId | None:
    """None for what `short_of` has not written."""
    if not SHORT.fullmatch(short):
        return None
    found = AttemptId(str(uuid.UUID(bytes=base64.b32decode(short + PADDING))))
    return found if short_of(found) == short else None
