"""What buyers sent that is no words: waiting to be fetched, kept for a while behind a link of its own, or lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update

from domain.shared.ids import CustomerId, ShopId
from integrations.store.sql import locked
from integrations.store.tables.files import files
from integrations.store.transaction import Transaction
from integrations.store.writes import insert_rows


@dataclass(frozen=True, slots=True)
class WantedFile:
    """`url` is its provider's; `words` came with it. `tries`: so often it was asked for, this time included."""

    token: str
    shop_id: ShopId
    customer_id: CustomerId
    url: str = field(repr=False)
    kind: str
    content_type: str
    words: str = field(repr=False)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class KeptFile:
    content_type: str
    content: bytes = field(repr=False)


class Files:
    """Within the caller's transaction. `asked`: something is to be fetched after it."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self.asked = False

    def ask(self, wanted: WantedFile, now: datetime) -> None:
        self.asked = True
        row = {name: getattr(wanted, name) for name in WantedFile.__slots__}
        times = {"next_try_at": now, "created_at": now}
        self._connection.later(insert_rows(files, [row | times | {"state": "waiting"}]))

    def claim(self, now: datetime, until: datetime, limit: int) -> list[WantedFile]:
        """Those whose time has come; nobody else gets them before `until`."""
        due = select(files.c.token).where(files.c.state == "waiting", files.c.next_try_at <= now)
        found = self._connection.execute(locked(due.order_by(files.c.next_try_at).limit(limit), skip_locked=True))
        mine = list(found.scalars())
        if not mine:
            return []
        taken = (
            update(files)
            .where(files.c.token.in_(mine))
            .values(next_try_at=until, tries=files.c.tries + 1)
            .returning(*(files.c[name] for name in WantedFile.__slots__))
        )
        return [WantedFile(**row._mapping) for row in self._connection.execute(taken)]

    def try_again(self, token: str, at: datetime) -> None:
        self._connection.execute(update(files).where(files.c.token == token).values(next_try_at=at))

    def end(self, token: str, kept: KeptFile | None) -> bool:
        """Kept, or lost. True for the one who ends it: what two have fetched is passed on once."""
        values = {"state": "lost"} if kept is None else {"state": "kept", **_columns(kept)}
        chosen = files.c.token == token, files.c.state == "waiting"
        return self._connection.execute(update(files).where(*chosen).values(**values)).rowcount == 1

    def find(self, token: str) -> KeptFile | None:
        chosen = select(files.c.content_type, files.c.content).where(files.c.token == token, files.c.state == "kept")
        row = self._connection.look(chosen).one_or_none()
        return KeptFile(row.content_type, bytes(row.content)) if row else None

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(files).where(files.c.created_at < before)).rowcount


def _columns(kept: KeptFile) -> dict[str, object]:
    return {"content_type": kept.content_type, "content": kept.content}
