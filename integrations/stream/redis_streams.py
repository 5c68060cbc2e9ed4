"""Redis Streams: one stream for each partition, so that as many readers may share the work."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from redis import ConnectionError as RedisGone
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from domain.shared.errors import Temporary
from integrations.stream.cloud_events import CONTENT_TYPE
from integrations.stream.port import CloudEvent, Mark


class RedisStreams:
    """`name.0`, `name.1`, … of about `length` entries each, and the mark under `name:mark`."""

    def __init__(self, url: str, name: str, partitions: int = 1, length: int = 100_000) -> None:
        once_more = Retry(NoBackoff(), 1, supported_errors=(RedisGone,))  # a restart cuts idle connections
        self._redis = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, retry=once_more)
        self._name = name
        self._partitions = partitions
        self._length = length

    @property
    def holds(self) -> int:
        return self._partitions * self._length

    def mark(self) -> Mark | None:
        with _temporary():
            batches, floor = self._redis.hmget(self._mark_key, ["batches", "floor"])
        return Mark(int(batches), int(floor)) if batches and floor else None

    def publish(self, events: Sequence[CloudEvent], mark: Mark) -> None:
        """In MULTI/EXEC: a full Redis that took some of them and refused others would turn their order round."""
        with _temporary(), self._redis.pipeline(transaction=True) as batch:
            for event in events:
                entry = {"content-type": CONTENT_TYPE, "event": json.dumps(event, ensure_ascii=False)}
                stream = stream_of(self._name, event["partitionkey"], self._partitions)
                batch.xadd(stream, entry, maxlen=self._length, approximate=True)  # type: ignore[arg-type]
            batch.hset(self._mark_key, mapping={"batches": mark.batches, "floor": mark.floor})
            batch.execute()

    @property
    def _mark_key(self) -> str:
        return f"{self._name}:mark"


def stream_of(name: str, key: str, partitions: int) -> str:
    """The same for the same key on every machine and in every release."""
    return f"{name}.{zlib.crc32(key.encode()) % partitions}"


@contextmanager
def _temporary() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise Temporary(f"the event stream: {error}", retry_after=2) from error
