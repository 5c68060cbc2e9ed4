"""A Twilio that takes a message at once and takes its time to say so: a sender can be killed in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.twilio_messages import Sent
from tests.twilio_server import TwilioServer

DELAY = 0.12


class SluggishTwilio(TwilioServer):
    """`answering` is how many calls are being answered right now."""

    def __init__(self) -> None:
        super().__init__()
        self.answering = 0
        self._count = threading.Lock()

    def take(self, form: dict[str, list[str]]) -> Sent:
        message = super().take(form)
        self._waits(+1)
        self.closing.wait(DELAY)
        self._waits(-1)
        return message

    @property
    def taken(self) -> Mapping[str, str]:
        return {message.sid: message["Body"] for message in list(self.sent)}

    def _waits(self, change: int) -> None:
        with self._count:
            self.answering += change


@contextmanager
def sluggish_twilio() -> Iterator[SluggishTwilio]:
    server = SluggishTwilio()
    try:
        yield server
    finally:
        server.close()
