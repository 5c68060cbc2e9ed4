"""How far each sent message got. Receipts may come in any order, twice, or before the send's own answer."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from domain.shared.errors import Invalid
from integrations.store.lines import IN_FLIGHT
from integrations.store.prepared import Prepared
from integrations.store.sql import is_postgres
from integrations.store.tables.base import Words
from integrations.store.tables.chat import outbox, receipts
from integrations.store.transaction import Transaction

# Further is higher. A failure stands until it is known that the message arrived all the same.
RANKS = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}


def keep(
    connection: Transaction, channel: str, provider_id: str, status: str, now: datetime, error: str = "", key: str = ""
) -> bool:
    """False where the message is known to be further than that. With the message's own `key` it also settles whether a
    message of unknown outcome went out."""
    if status not in RANKS:
        raise Invalid("status", status)
    told = {"status": status, "rank": RANKS[status], "error": error, "at": now}
    named = {"channel": channel, "provider_id": provider_id, "key": key}
    given = {f"its_{name}": value for name, value in {**told, **named}.items()}
    if is_postgres(connection):
        return bool(connection.at_once(_news_that_settles(connection.dialect), given))
    connection.execute(_settling(), given)
    return connection.execute(_news(sqlite.insert), given).scalar() is not None


@cache
def _news_that_settles(dialect: Dialect) -> Prepared:
    return Prepared(_news(postgresql.insert).add_cte(_settling().cte("settled")), dialect)


@cache
def _news(insert: Any) -> Any:
    news = {name: _its(name) for name in ("status", "rank", "error", "at")}
    first = insert(receipts).values(channel=_its("channel"), provider_id=_its("provider_id"), **news)
    further = first.excluded.rank > receipts.c.rank
    return first.on_conflict_do_update(index_elements=["channel", "provider_id"], set_=news, where=further).returning(
        receipts.c.rank
    )


@cache
def _settling() -> Any:
    of_the_key = outbox.c.key == bindparam("its_key", type_=Words())
    return (
        update(outbox)
        .where(of_the_key, outbox.c.state.in_([literal_column(f"'{each}'") for each in IN_FLIGHT]))
        .values(
            state="sent",
            provider_id=_its("provider_id"),
            finished_at=_its("at"),
            lease_token=None,
        )
        .returning(outbox.c.id)
    )


def _its(column: str) -> Any:
    return bindparam(f"its_{column}", type_=receipts.c[column].type)


def status_of(connection: Transaction, channel: str, provider_id: str) -> str | None:
    """None: nothing has been heard of it."""
    chosen = receipts.c.channel == channel, receipts.c.provider_id == provider_id
    return connection.execute(select(receipts.c.status).where(*chosen)).scalar()
