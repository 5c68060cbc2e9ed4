"""Telephone numbers of nobody: of the same country and kind, counted up."""

from __future__ import annotations

from domain.shared.errors import Invalid
from domain.shared.phone import PhoneNumber

KEPT = range(7, 11)
"""So many digits of a number may stay: the fewest with which it is still one of its kind."""


class Numbers:
    """The same number is always the same other one."""

    def __init__(self) -> None:
        self._instead: dict[str, str] = {}

    def instead_of(self, identity: str) -> str:
        if identity in self._instead.values():
            return identity
        if identity not in self._instead:
            self._instead[identity] = self._other(identity, len(self._instead) + 1)
        return self._instead[identity]

    def is_ours(self, text: str) -> bool:
        return text in self._instead.values()

    def _other(self, identity: str, count: int) -> str:
        if not identity.startswith("+"):
            return f"{identity[:2]}.{count:016}"  # a user id that hides its number
        candidates = (identity[:kept] + str(count).zfill(len(identity) - kept) for kept in KEPT)
        return next((each for each in candidates if _is_like(each, identity)), identity[:7] + "0" * (len(identity) - 7))


def _is_like(other: str, identity: str) -> bool:
    try:
        return PhoneNumber(other).is_mobile == PhoneNumber(identity).is_mobile
    except Invalid:
        return False
