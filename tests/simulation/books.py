"""Everything that can be known after a transaction: our rows, the wallets' own ledgers, what stands on the phones."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.ledger import Collection, Return
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.postman import Postman
from tests.simulation.wallet import SimulatedWallet

Row = sqlite3.Row


@dataclass
class Outside:
    """All that is not ours, as it truly is."""

    wallets: Mapping[str, SimulatedWallet]
    messenger: SimulatedMessenger
    postman: Postman | None = None
    brought: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    @property
    def collections(self) -> dict[tuple[str, str], Collection]:
        """By provider and reference."""
        return {(w.code, held.ref): held for w in self.wallets.values() for held in w.ledger.collections.values()}

    @property
    def refused(self) -> set[str]:
        """Refunds that a wallet was asked for and will not make."""
        return {id for wallet in self.wallets.values() for id in wallet.ledger.refused}

    @property
    def returns(self) -> dict[str, Return]:
        return {given.id: given for wallet in self.wallets.values() for given in wallet.ledger.returns.values()}


class Books:
    """A table is read when a rule first asks for it. `before` are the books after the transaction before this one."""

    def __init__(self, connection: sqlite3.Connection, outside: Outside, before: Books | None = None) -> None:
        self.outside = outside
        self.before = before
        self._connection = connection
        self._tables: dict[str, list[Row]] = {}
        self.bills: Any = None

    def __getitem__(self, table: str) -> list[Row]:
        if table not in self._tables:
            self._tables[table] = self._connection.execute(f"SELECT * FROM {table}").fetchall()
        return self._tables[table]

    def by(self, table: str, column: str) -> dict[Any, list[Row]]:
        found = defaultdict(list)
        for row in self[table]:
            found[row[column]].append(row)
        return found

    def facts(self, *names: str) -> Iterator[tuple[Row, dict[str, Any]]]:
        """The events of these names in the order in which they happened, each with what it says."""
        marks = ", ".join("?" * len(names))
        for row in self._connection.execute(f"SELECT * FROM events WHERE name IN ({marks}) ORDER BY id", names):
            yield row, json.loads(row["payload"])


def money(row: Row) -> tuple[int, str]:
    return row["amount_minor"], row["currency"]
