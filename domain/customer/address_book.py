"""The few places that somebody has things brought to: the newest first, some with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.shared.address import Address

MOST = 5


def used(book: Sequence[Address], address: Address) -> list[Address]:
    """It comes first, and keeps the name it has."""
    known = next((each for each in book if each.is_where(address)), address)
    return _kept([replace(address, name=address.name or known.name), *without(book, address)])


def named(book: Sequence[Address], address: Address, name: str) -> list[Address]:
    """A name means one place: another one that had it has none any more."""
    others = [replace(each, name="") if each.name == name else each for each in book]
    return used(others, replace(address, name=name))


def without(book: Sequence[Address], address: Address) -> list[Address]:
    return [each for each in book if not each.is_where(address)]


def _kept(book: list[Address]) -> list[Address]:
    """The oldest go first, but for those with a name as long as there are others."""
    while len(book) > MOST:
        unnamed = [each for each in book[1:] if not each.name]
        book.remove(unnamed[-1] if unnamed else book[-1])
    return book
