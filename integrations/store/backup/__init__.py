"""The whole database as one file, taken while the shop is open, and put back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from integrations.store.backup.copies import Copies
from integrations.store.backup.postgres import PostgresCopies
from integrations.store.backup.sqlite import SqliteCopies


def copies_of(url: str) -> Copies:
    """By the kind of database that `url` names."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return SqliteCopies(Path(address.database or ""))
    return PostgresCopies(url)
