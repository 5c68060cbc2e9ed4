"""What Safaricom tells only once, by callback: the shop has kept it, for it cannot be asked for again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Heard(Protocol):
    def about(self, account: str, ref: str) -> Sequence[bytes]:
        """The raw bodies of the callbacks that were kept for that account, and whose claim named `ref`, oldest first.

        Of those that name a collection only what arrived at the attempt's own address (its token): anybody may
        write to any other. Raises Temporary.
        """
        ...


class Nothing:
    """Where nobody keeps them: the receipt that a reversal has to name is not known, so nothing is given back."""

    def about(self, account: str, ref: str) -> Sequence[bytes]:
        return ()
