"""Hands what has happened to the event stream: at least once, in order for each order, one publisher at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog

from bot.bootstrap import Installation
from domain.shared.errors import Temporary
from integrations.store.feed import Cursor, SqlFeed
from integrations.store.streams import SqlStreams
from integrations.stream.cloud_events import cloud_event
from integrations.stream.port import EventStream, Mark

BATCH = 200
LEASE = timedelta(seconds=30)
"""Longer than a batch ever takes: the stream's own time-outs are seconds."""
log = structlog.get_logger()


def publish_all(it: Installation) -> int:
    """Everything that is not in the stream yet. Returns how many events were handed over."""
    published = 0
    try:
        while it.stream and (count := _publish_some(it, it.stream)):
            published += count
    except Temporary as trouble:
        log.warning("the event stream takes nothing now", why=str(trouble))
    return published


def _publish_some(it: Installation, stream: EventStream) -> int:
    """Never within a transaction: a stream that hangs holds nobody up."""
    with it.work() as work:
        cursor = SqlStreams(work.connection, it.ids).claim(it.settings.stream_name, it.clock.now(), LEASE)
    if cursor is None:
        return 0
    reached = cursor
    try:
        count, reached = _hand_over(it, stream, cursor)
    finally:
        with it.work() as work:
            SqlStreams(work.connection, it.ids).give_back(reached, it.clock.now())
    return count


def _hand_over(it: Installation, stream: EventStream, cursor: Cursor) -> tuple[int, Cursor]:
    mark = stream.mark()
    with it.look() as work:
        feed = SqlFeed(work.connection)
        found, reached = feed.after(_where_it_stands(cursor, mark, feed, stream.holds), BATCH)
    if found:
        reached = replace(reached, batches=cursor.batches + 1)
        stream.publish([cloud_event(each) for each in found], Mark(reached.batches, reached.floor))
    return len(found), reached


def _where_it_stands(cursor: Cursor, mark: Mark | None, feed: SqlFeed, holds: int) -> Cursor:
    """A stream that was emptied, restored or replaced has lost what it was given: it is given that again."""
    if cursor.batches == 0 or (mark and mark.batches >= cursor.batches):
        return cursor
    position = mark.floor - 1 if mark else feed.before_the_last(holds)
    log.warning("the event stream has lost events: it gets them again", position=position)
    return replace(cursor, position=min(position, cursor.floor - 1), gaps=())
