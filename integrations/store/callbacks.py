"""What wallets have told by callback: the bodies as they came, found by what they name, however long ago."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, or_, select

from domain.payment.gateway import CallbackAuth, CallbackClaim, InboundHttp
from domain.shared.ids import AttemptId, ShopId
from integrations.store.sql import insert
from integrations.store.tables.archive import all_callbacks
from integrations.store.tables.callbacks import callbacks
from integrations.store.tables.payment import attempts, refunds
from integrations.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class KeptCallback:
    """A claim that somebody has made: `auth` and `at_own_address` say how far it is proved."""

    provider: str
    account: str
    ref: str | None
    provider_txn: str | None
    attempt_id: str | None
    auth: str
    at_own_address: bool
    body: str
    at: datetime


class Callbacks:
    """Within the caller's transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def keep(
        self,
        shop_id: ShopId,
        door: tuple[str, str],
        attempt_id: AttemptId | None,
        http: InboundHttp,
        claim: CallbackClaim,
        now: datetime,
    ) -> None:
        """Where it names something. `door` is the provider and its account."""
        if not (claim.ref or claim.provider_txn or attempt_id):
            return
        provider, account = door
        statement = insert(self._connection, callbacks).values(
            shop_id=shop_id,
            provider=provider,
            account=account,
            ref=claim.ref,
            provider_txn=claim.provider_txn,
            attempt_id=attempt_id,
            auth=claim.auth.value,
            at_own_address=self._is_of_an_attempt(provider, account, http.attempt_token),
            body=http.body.decode("utf-8", "replace"),
            at=now,
        )
        self._connection.execute(statement)

    def find_by_txn(self, shop_id: ShopId, provider_txn: str) -> list[KeptCallback]:
        """Those that name the operator's number, oldest first."""
        columns = (all_callbacks.c[name] for name in KeptCallback.__slots__)
        named = all_callbacks.c.shop_id == shop_id, all_callbacks.c.provider_txn == provider_txn
        found = self._connection.execute(select(*columns).where(*named).order_by(all_callbacks.c.id))
        return [KeptCallback(**row._mapping) for row in found]

    def bodies(self, provider: str, account: str, ref: str) -> list[bytes]:
        """Of those that name `ref` and that only the wallet can have sent, as far as it proves anything."""
        told = all_callbacks.c
        from_the_wallet = or_(told.at_own_address, told.auth != CallbackAuth.NONE.value)
        named = told.provider == provider, told.account == account, told.ref == ref
        chosen = select(told.body).where(*named, from_the_wallet).order_by(told.id)
        return [body.encode() for body in self._connection.execute(chosen).scalars()]

    def names_a_refund(self, provider: str, claim: CallbackClaim) -> bool:
        """Some wallets tell of a refund by the id that we gave it."""
        return claim.ref is not None and self._is_there(refunds, provider=provider, id=claim.ref)

    def _is_of_an_attempt(self, provider: str, account: str, token: str | None) -> bool:
        return bool(token) and self._is_there(attempts, provider=provider, account=account, token=token)

    def _is_there(self, table: Any, **row: Any) -> bool:
        wanted = (table.c[name] == value for name, value in row.items())
        return self._connection.execute(select(table.c.id).where(*wanted)).first() is not None


class SqlHeard:
    """What one provider has told, read in a transaction of its own. Raises Temporary."""

    def __init__(self, engine: Engine, provider: str) -> None:
        self._engine = engine
        self._provider = provider

    def about(self, account: str, ref: str) -> Sequence[bytes]:
        with closing(Transaction(self._engine)) as transaction:
            return Callbacks(transaction).bodies(self._provider, account, ref)
