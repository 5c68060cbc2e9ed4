"""Everything that a turn begins with, asked in one statement: whether the message is known, which earlier one of its
sender has not had its turn, where the talk with them stands, who that is to the shop, and what lies in their cart.
Nothing is locked: what the turn writes is held against the versions that it has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Select, bindparam, exists, literal_column, select
from sqlalchemy.engine import Dialect

from domain.shared.ids import ShopId
from integrations.store.conversations import COLUMNS, StoredConversation, begun
from integrations.store.postponed import first_in_line
from integrations.store.prepared import Prepared, Row
from integrations.store.repositories.carts import SqlCarts
from integrations.store.repositories.customers import SqlCustomers
from integrations.store.repositories.rows import Found, parts_as_json, rows_in
from integrations.store.shelf_news import MOST_CHANGES, shelf_news
from integrations.store.shelves import Changed, KeptShelf
from integrations.store.tables.base import Words
from integrations.store.tables.chat import conversations, inbox
from integrations.store.tables.customer import customers, identities
from integrations.store.tables.ordering import cart_lines, carts
from integrations.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Glance:
    """What a turn begins with. `customer` and `cart` are None where there is none. `lapsed`: pieces of holds past their
    time or kept for this customer, by SKU. `first_postponed`: the number of the person's message that has waited for
    its turn the longest."""

    is_known: bool
    first_postponed: int | None
    conversation: StoredConversation
    customer: Found | None
    cart: Found | None
    moment: int
    lapsed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """Whose message in which shop, heard when."""

    shop_id: ShopId
    channel: str
    message: str
    person: str
    role: str
    line: str
    now: datetime


def glance(transaction: Transaction, asked: Question, shelf: KeptShelf) -> Glance:
    """`shelf` knows afterwards what has changed on it."""
    since = shelf.since
    [row] = transaction.glance(_prepared(transaction.dialect), {**_given(asked), "since": since})
    changed = [Changed(*each) for each in rows_in(row["changed"])]
    is_other = bool(row["is_other"]) or len(changed) == MOST_CHANGES
    shelf.catch_up(since, row["moment"], is_other, changed)
    return Glance(
        bool(row["is_known"]),
        row["first_postponed"],
        _conversation(row) or begun(asked.shop_id, asked.person, asked.role),
        _found(row, PERSON, row[identities.name]),
        _found(row, CART, row[cart_lines.name]),
        row["moment"],
        dict(rows_in(row["lapsed"])),
    )


def _given(asked: Question) -> Row:
    return {
        "shop": asked.shop_id,
        "channel": asked.channel,
        "message": asked.message,
        "person": asked.person,
        "role": asked.role,
        "line": asked.line,
        "now": asked.now,
    }


# Short names keep the statement under the 4,096 characters up to which psycopg remembers how it is to be sent.
TALK, PERSON, CART = conversations.alias("t"), customers.alias("p"), carts.alias("k")


def _conversation(row: Row) -> StoredConversation | None:
    stored = _of(row, TALK)
    return StoredConversation(**{name: stored[name] for name in COLUMNS}) if stored["person"] is not None else None


def _found(row: Row, table: Any, parts: Any) -> Found | None:
    root = _of(row, table)
    if root["id"] is None:
        return None
    return root, (rows_in(parts),)


def _of(row: Row, table: Any) -> Row:
    return {name: row[label] for name, label in _labels(table)}


@cache
def _labels(table: Any) -> list[tuple[str, str]]:
    return [(column.name, _label(column)) for column in table.c]


@cache
def _prepared(dialect: Dialect) -> Prepared:
    return Prepared(_statement(dialect), dialect)


def _statement(dialect: Dialect) -> Select[Any]:
    """One row, whoever is known: everything else is joined to nothing at all."""
    shop, channel, person = (bindparam(name, type_=Words()) for name in ("shop", "channel", "person"))
    role, message = (bindparam(name, type_=Words()) for name in ("role", "message"))
    me = identities.alias("i")
    whoever = select(literal_column("1").label("one")).subquery("w")
    joined: FromClause = whoever.outerjoin(
        TALK, (TALK.c.shop_id == shop) & (TALK.c.person == person) & (TALK.c.role == role)
    )
    joined = joined.outerjoin(me, (me.c.shop_id == shop) & (me.c.channel == channel) & (me.c.value == person))
    joined = joined.outerjoin(PERSON, PERSON.c.id == me.c.customer_id)
    joined = joined.outerjoin(CART, (CART.c.customer_id == PERSON.c.id) & ~CART.c.checked_out)
    is_known = exists().where(inbox.c.source == channel, inbox.c.provider_id == message)
    return select(
        is_known.label("is_known"),
        first_in_line(bindparam("line", type_=Words())).label("first_postponed"),
        *(column.label(_label(column)) for table in (TALK, PERSON, CART) for column in table.c),
        *(parts_as_json(dialect, part, PERSON.c.id) for part in SqlCustomers.parts),
        *(parts_as_json(dialect, part, CART.c.id) for part in SqlCarts.parts),
        *shelf_news(dialect, shop, PERSON.c.id),
    ).select_from(joined)


def _label(column: Any) -> str:
    return f"{column.table.name}_{column.name}"
