"""What a payer, the network and a thief can do: the actions on a payer's newest prompt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.sandbox_wallet.callbacks import UNSIGNED, WRONGLY_SIGNED
from bot.sandbox_wallet.collection import Collection
from bot.sandbox_wallet.errors import WalletError, conflict, invalid
from bot.sandbox_wallet.ledger import Ledger
from bot.sandbox_wallet.sums import Sum
from bot.sandbox_wallet.wire import CollectionOrder

NEWEST = 20
DECLINED = "payer_declined"
FAILURES = {
    DECLINED, "insufficient_funds", "wrong_pin", "payer_limit_reached", "payer_not_found", "payer_busy",
    "no_answer", "wallet_unavailable", "unspecified",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prompts:
    """The phones of all payers, over all accounts."""

    ledger: Ledger

    def of(self, payer: str) -> list[dict[str, object]]:
        """Newest first."""
        return [self._shown(collection) for collection in self.ledger.of_payer(payer, NEWEST)]

    def act(self, payer: str, action: object, reason: object = None) -> dict[str, object]:
        """Raises WalletError for an unknown action, no prompt, or one that can no longer be acted on so."""
        do = ACTIONS.get(action) if isinstance(action, str) else None
        if do is None:
            raise invalid("action", "unknown_action", f"one of {', '.join(ACTIONS)}")
        newest = self.ledger.of_payer(payer, 1)
        if not newest:
            raise WalletError(404, "no_prompt", f"no payment was ever asked of {payer}")
        with self.ledger.database.transaction() as db:
            do(Act(self.ledger, db, self.ledger.again(db, newest[0].id), reason or DECLINED))
        return self._shown(self.ledger.of_payer(payer, 1)[0])

    def _shown(self, collection: Collection) -> dict[str, object]:
        shown = self.ledger.shown(collection)
        state = "refunded" if self.ledger.is_given_back(collection) else shown["status"]
        return {**shown, "shop": collection.shop, "account": collection.account, "state": state}


@dataclass(frozen=True, slots=True)
class Act:
    """One action on one prompt, within one transaction."""

    ledger: Ledger
    db: sqlite3.Connection
    prompt: Collection
    reason: object = DECLINED

    def approve(self, payer: str | None = None) -> None:
        self._collect(payer)
        self._announce()

    def pay_less(self) -> None:
        self._pay(self.prompt.asked.less())

    def pay_more(self) -> None:
        self._pay(self.prompt.asked.more())

    def pay_other_currency(self) -> None:
        self._pay(self.prompt.asked.elsewhere())

    def decline(self) -> None:
        if self.reason not in FAILURES:
            raise invalid("reason", "unknown_reason", f"one of {', '.join(sorted(FAILURES))}")
        self.ledger.require_open(self.prompt)
        self.ledger.end(self.db, self.prompt, "failed", str(self.reason))
        self._announce()

    def expire(self) -> None:
        """Real wallets tell nobody."""
        self.ledger.require_open(self.prompt)
        self.ledger.end(self.db, self.prompt, "expired", None)

    def pay_late(self) -> None:
        """Over first, paid then: what a payer does who confirms an old prompt."""
        if self.prompt.state == "succeeded":
            raise conflict("not_pending", "this payment is already succeeded")
        self.ledger.end(self.db, self.prompt, "expired", None)
        self.ledger.succeed(self.db, self.prompt)
        self._announce()

    def pay_twice(self) -> None:
        """A second collection of the same reference, with a name, a transaction and a callback of its own."""
        self._collect_unless_collected()
        twin = self.ledger.open(self.db, self.prompt.account, _order(self.prompt))
        replace(self, prompt=twin).approve()

    def reverse(self) -> None:
        """The wallet takes it back, as after a complaint: the shop has not asked for that."""
        self.ledger.take_back(self.db, self.prompt)
        self._announce()

    def lose_callback(self) -> None:
        self._collect()

    def repeat_callback(self) -> None:
        self._collect_unless_collected(announce=False)
        self._announce(times=5)

    def forge_callback(self) -> None:
        """Nothing is collected; two lies go out, under the very event id that the truth would have."""
        lie = {**self.ledger.shown(self.prompt), "status": "succeeded", "transaction_id": "TXN000000000000"}
        for proof in (UNSIGNED, WRONGLY_SIGNED):
            self.ledger.callbacks.keep(self.db, self.prompt, lie, proof=proof)

    def _pay(self, paid: Sum) -> None:
        self._collect(paid=paid)
        self._announce()

    def _collect(self, payer: str | None = None, paid: Sum | None = None) -> None:
        self.ledger.require_open(self.prompt)
        self.ledger.succeed(self.db, self.prompt, payer, paid)

    def _collect_unless_collected(self, *, announce: bool = True) -> None:
        if self.prompt.state != "succeeded":
            self._collect()
            self._announce(times=int(announce))

    def _announce(self, *, times: int = 1) -> None:
        self.ledger.announce(self.db, self.ledger.again(self.db, self.prompt.id), times=times)


ACTIONS: dict[str, Callable[[Act], None]] = {
    "approve": Act.approve,
    "decline": Act.decline,
    "expire": Act.expire,
    "pay_less": Act.pay_less,
    "pay_more": Act.pay_more,
    "pay_other_currency": Act.pay_other_currency,
    "pay_late": Act.pay_late,
    "pay_twice": Act.pay_twice,
    "reverse": Act.reverse,
    "lose_callback": Act.lose_callback,
    "repeat_callback": Act.repeat_callback,
    "forge_callback": Act.forge_callback,
}


def _order(prompt: Collection) -> CollectionOrder:
    return CollectionOrder(**{name: getattr(prompt, name) for name in CollectionOrder.__slots__})
