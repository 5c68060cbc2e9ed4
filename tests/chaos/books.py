"""The books, read from outside: every row of the shop in one snapshot, and what the wallet says it holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, RowMapping, select

from domain.payment.transaction import PaymentTransaction
from domain.shared.clock import Clock, SystemClock
from integrations.mobile_money.sandbox.control import WalletControl
from integrations.store.engine import reading
from integrations.store.repositories.payments import SqlPayments
from integrations.store.tables import METADATA
from tests.wallet import fetch

Row = RowMapping
Prompt = Mapping[str, Any]


@dataclass(frozen=True)
class Books:
    """Every table as it was at one moment."""

    tables: Mapping[str, list[Row]]
    at: datetime

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    def events(self, *names: str) -> list[tuple[Row, dict[str, Any]]]:
        """In the order in which they happened, each with what it says."""
        rows = [row for row in self.tables["events"] if row["name"] in names]
        return [(row, _said(row)) for row in sorted(rows, key=lambda row: row["id"])]

    def by(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        found = defaultdict(list)
        for row in self.tables[table]:
            key = tuple(row[column] for column in columns)
            found[key if len(columns) > 1 else key[0]].append(row)
        return found

    @cached_property
    def payment_of(self) -> dict[str, Row]:
        """By order."""
        return {row["order_id"]: row for row in self.tables["payment_transactions"]}

    @cached_property
    def bill_of(self) -> dict[str, Row]:
        """By the payment's own id."""
        return {row["id"]: row for row in self.tables["payment_transactions"]}

    @cached_property
    def captures_of(self) -> dict[str, list[Row]]:
        """By payment."""
        return self.by("payment_captures", "payment_id")

    @cached_property
    def refunds_of(self) -> dict[str, list[Row]]:
        """By payment."""
        return self.by("payment_refunds", "payment_id")

    @property
    def bills(self) -> Iterator[PaymentTransaction]:
        """As the shop itself would read them."""
        attempts = self.by("payment_attempts", "payment_id")
        reader = SqlPayments.__new__(SqlPayments)  # on rows that are here already: no connection
        for id, row in self.bill_of.items():
            yield reader.from_rows(row, [attempts[id], self.captures_of[id], self.refunds_of[id]])


def read_books(engine: Engine, clock: Clock | None = None) -> Books:
    """In one transaction that sees one state of everything."""
    now = (clock or SystemClock()).now()
    snapshot = reading(engine)
    if engine.dialect.name == "postgresql":
        snapshot = engine.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.connect() as connection:
        return Books(
            {table.name: list(connection.execute(select(table)).mappings()) for table in METADATA.sorted_tables}, now
        )


@dataclass(frozen=True)
class WalletBooks:
    """What the wallet holds, by its own ids: collections and the refunds we know the ids of."""

    collections: Mapping[str, Prompt]
    refunds: Mapping[str, Prompt]


def read_wallet(url: str, accounts: Mapping[str, Any], payers: Iterable[str], books: Books) -> WalletBooks:
    """Over its API: by the reference of each attempt of ours, and by payer, where what we forgot would show."""

    def ask(account: str, path: str) -> Any:
        answer = fetch("GET", url + path, None, {"Authorization": f"Bearer {accounts[account].key}"})
        return answer.json() if answer.status == 200 else None

    found: dict[str, Prompt] = {}
    for attempt in books["payment_attempts"]:
        for collection in ask(attempt["account"], f"/v1/collections?reference={attempt['id']}")["result"]:
            found[collection["id"]] = collection
    control = WalletControl(url, accounts["simulator"].key)
    for payer in payers:
        found.update({str(prompt["id"]): prompt for prompt in control.prompts(payer)})
    return WalletBooks(found, _refunds(books, ask))


def _refunds(books: Books, ask: Callable[[str, str], Any]) -> dict[str, Prompt]:
    answers = {row["id"]: ask(row["account"], f"/v1/refunds/{row['id']}") for row in books["payment_refunds"]}
    return {id: answer for id, answer in answers.items() if answer is not None}


def _said(row: Row) -> dict[str, Any]:
    payload = row["payload"]
    return json.loads(payload) if isinstance(payload, str) else payload
