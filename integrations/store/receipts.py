"""How far each sent message got. Receipts may come in any order, twice, or before the send's own answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from domain.shared.errors import Invalid
from integrations.store.sql import insert
from integrations.store.tables.chat import receipts

# Further is higher. A failure stands until it is known that the message arrived all the same.
RANKS = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}


def keep(connection: Connection, channel: str, provider_id: str, status: str, now: datetime, error: str = "") -> bool:
    """False where the message is known to be further than that."""
    if status not in RANKS:
        raise Invalid("status", status)
    news = {"status": status, "rank": RANKS[status], "error": error, "at": now}
    statement = insert(connection, receipts).values(channel=channel, provider_id=provider_id, **news)
    statement = statement.on_conflict_do_update(
        index_elements=["channel", "provider_id"],
        set_=news,
        where=statement.excluded.rank > receipts.c.rank,
    ).returning(receipts.c.rank)
    return connection.execute(statement).scalar() is not None


def status_of(connection: Connection, channel: str, provider_id: str) -> str | None:
    """None: nothing has been heard of it."""
    chosen = receipts.c.channel == channel, receipts.c.provider_id == provider_id
    return connection.execute(select(receipts.c.status).where(*chosen)).scalar()
