"""What a wallet tells of payments, as signed requests: told twice, told wrongly, told out of order, told of nobody."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from typing import Any

from bot.sandbox_wallet.callbacks import signature
from bot.sandbox_wallet.keys import IssuedAccounts
from tests.benchmarks.script import Message
from tests.benchmarks.signed import post

TOLD, AGAIN, WRONG, FAILED, NOBODYS = "told", "told again", "wrong amount", "failed first", "nobody's"
SHARES = {AGAIN: 0.20, WRONG: 0.05, FAILED: 0.05, NOBODYS: 0.02}
MOST_AGAIN = 5


@dataclass(frozen=True)
class Pending:
    """An attempt that waits for its wallet's word: `collection` is what the wallet says of it."""

    account: str
    token: str
    collection: dict[str, Any]


@dataclass(frozen=True)
class Teller:
    """Signs as the wallet does. One payment's callbacks stay in order, as a chat's messages do."""

    accounts: IssuedAccounts
    chance: random.Random

    def script(self, payments: list[Pending]) -> tuple[list[list[Message]], list[list[bytes]]]:
        """What is told of each payment: by name, and as requests."""
        told = [list(self._of(payment)) for payment in self.chance.sample(payments, len(payments))]
        return [[name for name, _ in each] for each in told], [[request for _, request in each] for each in told]

    def one(self, payment: Pending, kind: str = TOLD, **changes: Any) -> tuple[Message, bytes]:
        data = {**payment.collection, **changes}
        event = f"evt-{kind}-{data['id']}".replace(" ", "-")
        body = json.dumps({"id": event, "type": f"collection.{data['status']}", "data": data}).encode()
        proof = signature(self.accounts[payment.account].secret, int(time.time()), body)
        path = f"/webhooks/payments/sandbox/{payment.account}/{payment.token}"
        request = post(path, body, "application/json", {"Sandbox-Signature": proof})
        return Message(kind, event, payment.account, "", ""), request

    def _of(self, payment: Pending) -> list[tuple[Message, bytes]]:
        told = [self.one(payment)]
        if self._happens(FAILED):
            told.insert(0, self.one(payment, FAILED, status="failed"))
        if self._happens(WRONG):
            told.append(self.one(payment, WRONG, amount="1"))
        if self._happens(NOBODYS):
            stranger = {"id": f"col_of_nobody_{payment.token[:8]}", "reference": "nobody"}
            told.append(self.one(Pending(payment.account, "nobody", payment.collection), NOBODYS, **stranger))
        if self._happens(AGAIN):
            message, request = self.one(payment)
            again = Message(AGAIN, message.id, message.sender, "", "")
            told += [(again, request)] * self.chance.randint(1, MOST_AGAIN)
        return told

    def _happens(self, kind: str) -> bool:
        return self.chance.random() < SHARES[kind]
