"""A buyer who waits for, or talks with, somebody of the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """`number` is said aloud: a shop's tickets and orders are counted in one line, so that it names one thing.

    `is_called`: the buyer asked for a human, and the bot keeps quiet; else something was passed on that it cannot
    read. `taken_by` is the member of staff who answered last, empty while nobody has. `owned_up`: the buyer was told
    that it takes long.
    """

    number: int
    opened_at: datetime
    is_called: bool = True
    taken_by: str = ""
    owned_up: bool = False

    @property
    def waits(self) -> bool:
        """For a human who was called and has not come; nothing was said of it yet."""
        return self.is_called and not self.taken_by and not self.owned_up


@dataclass(frozen=True, slots=True)
class Told:
    """Something for the shop's people to read. `media` is the kind of what is no words, or empty; `file` the name that
    it is kept under; `is_lost`: it could not be had."""

    words: str
    media: str = ""
    file: str = ""
    is_lost: bool = False
