"""Whose turn it is: the messages to one person are a line, and of each line one message at a time is under way."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select

from integrations.store.sql import locked, says_one_of
from integrations.store.tables.chat import outbox

UNFINISHED = ("pending", "sending", "unknown")
IN_FLIGHT = ("sending", "unknown")
CLAIMED = ("id", "shop_id", "message", "state", "tries", "first_tried_at")


@cache
def claimable() -> Select[Any]:
    """The first `batch` whose turn it is, but for the senders that are `resting`."""
    is_resting = outbox.c.sender.in_(bindparam("resting", expanding=True))
    chosen = _whose_turn_it_is().where(~is_resting).order_by(outbox.c.priority, outbox.c.id)
    return locked(chosen.limit(bindparam("batch")), of=outbox, skip_locked=True)


@cache
def claimable_after() -> Select[Any]:
    """Those whose turn it is now that the messages `settled` are: the next of each of their lines."""
    before = outbox.alias("before")
    chosen = _whose_turn_it_is().join_from(outbox, before, _of_one_person(before))
    return locked(chosen.where(before.c.id.in_(bindparam("settled", expanding=True))), of=outbox, skip_locked=True)


def due(now: Any) -> Any:
    return and_(says_one_of(outbox.c.state, UNFINISHED), outbox.c.next_try_at <= now)


def _whose_turn_it_is() -> Select[Any]:
    """Due, and first in its person's line: whatever is in flight comes first, then the oldest."""
    other = outbox.alias("other")
    flies, other_flies = says_one_of(outbox.c.state, IN_FLIGHT), says_one_of(other.c.state, IN_FLIGHT)
    goes_first = or_(
        and_(other_flies, ~flies),
        and_(other.c.id < outbox.c.id, or_(other_flies, ~flies)),
    )
    waits = exists().where(_of_one_person(other), says_one_of(other.c.state, UNFINISHED), goes_first)
    now = bindparam("now", type_=outbox.c.next_try_at.type)
    return select(*(outbox.c[name] for name in CLAIMED)).where(due(now), ~waits)


def _of_one_person(other: Any) -> Any:
    return and_(*(outbox.c[name] == other.c[name] for name in ("channel", "sender", "recipient")))
