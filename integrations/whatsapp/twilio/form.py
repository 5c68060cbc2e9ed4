"""A webhook's form as Twilio sends it: pairs, in which a name may come more than once."""

from __future__ import annotations

from collections.abc import Iterable

from domain.shared.errors import Invalid
from integrations.words import shown, storable


class Form:
    """One value a name. A name with two values is refused: the signature does not say which one counts."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, set[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, set()).add(storable(value))

    def get(self, name: str) -> str:
        """The value, an empty string where there is none. Raises Invalid for two."""
        values = self._values.get(name, set())
        if len(values) > 1:
            raise Invalid(name, shown(" and ".join(sorted(values))), "given twice")
        return next(iter(values), "")

    def need(self, name: str) -> str:
        """The value. Raises Invalid where it is missing or blank."""
        value = self.get(name).strip()
        if not value:
            raise Invalid(name, "", "is missing")
        return value
