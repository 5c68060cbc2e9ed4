"""The reader of `docs/events.md`, word for word: told everything once, though it dies and the stream is flushed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.publishing import publish_all
from tests.integrations.stream.conftest import NAME, Stand
from tests.integrations.stream.event_table import PAGE

Reader = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def read_on() -> Reader:
    found = re.search(r"<!-- reader -->\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    written: dict[str, Any] = {}
    exec(compile(found[1], PAGE, "exec"), written)
    reader: Reader = written["read_on"]
    return reader


def test_a_group_reads_on_where_it_stopped(sqlite_stand: Stand, read_on: Reader) -> None:
    handled: set[str] = set()

    def told(me: str = "one") -> list[str]:
        publish_all(sqlite_stand.it)
        news = read_on(sqlite_stand.redis, f"{NAME}.0", "warehouse", me, handled)
        return [event["data"]["order_id"] for event in news]

    sqlite_stand.happens("1001", "1002")
    assert told() == ["1001", "1002"]
    assert told() == []
    sqlite_stand.happens("1003")
    publish_all(sqlite_stand.it)
    sqlite_stand.redis.xreadgroup("warehouse", "one", {f"{NAME}.0": ">"})
    assert told("two") == [], "the first one was given it, and died"
    assert told("one") == ["1003"]
    sqlite_stand.redis.flushall()
    sqlite_stand.happens("1004")
    assert told() == ["1004"], "all four came again; three are known"
