"""The sandbox wallet in the truth table: its books are its own file, its callbacks come when its sender sends them."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from integrations.store.tables.chat import inbox
from tests.bot.doors.house import AWA, House
from tests.bot.doors.operators import FAILED, LESS, OPERATORS, OTHER_MONEY, PAID, PENDING, Operator
from tests.services import eventually
from tests.wallet import running_wallet

STATES = {PENDING: "pending", PAID: "succeeded", FAILED: "failed"}


class Sandbox(Operator):
    provider = "sandbox"

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder)
        self._closing = ExitStack()
        self.wallet = self._closing.enter_context(running_wallet(folder, house.clock))
        self.gateway = self.wallet.gateway(timeout=(5, 5))

    def newest(self) -> str:
        found = self._books("SELECT id FROM collections ORDER BY seq DESC LIMIT 1")
        return str(found[0]) if found else ""

    def claims(self, ref: str, what: str) -> None:
        """The payer of one that has failed pays late; what is paid never fails, but for a look into its books."""
        if what == FAILED:
            self.turns_out(ref, PENDING)
        self._act({PAID: "pay_late", FAILED: "decline"}[what])

    def turns_out(self, ref: str, what: str) -> None:
        txn = f"TXN-{ref}" if what == PAID else None
        self._books("UPDATE collections SET state = ?, transaction_id = ? WHERE id = ?", STATES[what], txn, ref)

    def never_heard_of(self, ref: str) -> None:
        self._books("UPDATE collections SET account = 'another' WHERE id = ?", ref)

    def comes_in(self, ref: str, how: str) -> None:
        self._act({LESS: "pay_less", OTHER_MONEY: "pay_other_currency"}[how])

    def pays_before_it_answers(self) -> None:
        before = self.newest()
        self.wallet.control.faults(start="slow", seconds=1)

        def act() -> None:
            eventually(lambda: self.newest() != before)
            self._act("approve")

        threading.Thread(target=act, daemon=True).start()

    def loses_its_answer(self) -> None:
        self.wallet.control.faults(start="lost_answer")

    def close(self) -> None:
        self._closing.close()

    def _act(self, action: str) -> None:
        """And waits until the shop was told."""
        before = len(self.house.rows(inbox))
        self.wallet.control.act(AWA, action)
        eventually(lambda: len(self.house.rows(inbox)) > before)

    def _books(self, statement: str, *values: object) -> Any:
        with closing(sqlite3.connect(self.folder / "wallet.sqlite3", timeout=10)) as file, file:
            return file.execute(statement, values).fetchone()


OPERATORS[Sandbox.provider] = Sandbox
