"""A Twilio that takes a message at once and takes its time to say so; that has bad days; that tells how far each
message got, not always in order, not always once, and sometimes before it has said that it took it."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from urllib.parse import parse_qs, urlsplit

from tests.twilio_faults import FAILS_AFTER_ACCEPTING, IS_DOWN, RESETS, RESETS_AFTER_ACCEPTING, Breaks, Refuses
from tests.twilio_messages import Sent
from tests.twilio_server import TwilioServer

DELAY = 0.12
MESSENGERS = 2
TOO_FAST = Refuses(429, 63018, retry_after=1)
WEATHER: dict[str, list[Refuses | Breaks | None]] = {
    "fine": [None],
    "down": [RESETS],
    "too many": [TOO_FAST, TOO_FAST, None],
    "failing": [IS_DOWN, FAILS_AFTER_ACCEPTING, IS_DOWN, None],
    "losing answers": [RESETS_AFTER_ACCEPTING, None],
}
WAYS_TO_TELL = (
    ("sent", "delivered", "read"),
    ("delivered", "sent"),
    ("read", "delivered", "sent", "queued"),
    ("sent", "sent", "delivered", "delivered"),
    ("failed", "delivered"),
)
RANKS = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}
TELLS_EARLY = 0.2


@dataclass(frozen=True)
class Taken:
    """A message that Twilio has taken, with the key that its status callback names."""

    sid: str
    key: str
    to: str
    body: str

    @classmethod
    def of(cls, message: Sent) -> Taken:
        query = parse_qs(urlsplit(message["StatusCallback"]).query)
        to = message["To"].removeprefix("whatsapp:")
        return cls(message.sid, query.get("key", [""])[0], to, message["Body"])


class SluggishTwilio(TwilioServer):
    """`answering` is how many calls are being answered right now; `told` the furthest status of each message that the
    shop has confirmed to have heard."""

    def __init__(self, luck: random.Random) -> None:
        super().__init__()
        self.answering, self.weather = 0, "fine"
        self.told: dict[str, int] = {}
        self._luck = luck
        self._to: dict[str, list[Taken]] = defaultdict(list)
        self._news = SimpleQueue[tuple[Sent, tuple[str, ...]] | None]()
        self._messengers = [threading.Thread(target=self._tell, daemon=True) for _ in range(MESSENGERS)]
        for messenger in self._messengers:
            messenger.start()

    def take(self, form: dict[str, list[str]]) -> Sent:
        message = super().take(form)
        taken = Taken.of(message)
        self._to[taken.to].append(taken)
        news = self._luck.choice(WAYS_TO_TELL)
        early = self._luck.random() < TELLS_EARLY
        if early:
            self._news.put((message, news))
        self._waits(+1)
        self.closing.wait(DELAY)
        self._waits(-1)
        if not early:
            self._news.put((message, news))
        return message

    def next_fault(self) -> Refuses | Breaks | None:
        return super().next_fault() or self._luck.choice(WEATHER[self.weather])

    def taken_for(self, person: str) -> list[Taken]:
        """What stands on one person's phone."""
        return list(self._to[person])

    @property
    def taken(self) -> list[Taken]:
        """In the order in which it was taken."""
        return [Taken.of(message) for message in list(self.sent)]

    def close(self) -> None:
        for _ in self._messengers:
            self._news.put(None)
        super().close()

    def _tell(self) -> None:
        while news := self._news.get():
            message, statuses = news
            for status in statuses:
                with suppress(OSError):
                    if self.report(message, status)[0] < 300:
                        self.told[message.sid] = max(self.told.get(message.sid, 0), RANKS[status])

    def _waits(self, change: int) -> None:
        with self.lock:
            self.answering += change


@contextmanager
def sluggish_twilio(luck: random.Random | None = None) -> Iterator[SluggishTwilio]:
    server = SluggishTwilio(luck or random.Random(1))
    try:
        yield server
    finally:
        server.close()
