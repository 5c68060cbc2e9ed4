"""WhatsApp: takes messages without knowing ours from a repetition, and loses what a network loses."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from domain.customer.messages import OutboundMessage
from domain.shared.errors import OutcomeUnknown, Temporary
from tests.simulation.boundary import Boundary
from tests.simulation.faults import Fault as F

GIVES_UP_AFTER = 8.0


class SimulatedMessenger:
    """Implements `Messenger`. `shown` is what stands on the phones, in order; nothing is sorted out twice."""

    def __init__(self, channel: str, boundary: Boundary) -> None:
        self.channel = channel
        self.shown: list[OutboundMessage] = []
        self.times: Counter[str] = Counter()
        self._boundary = boundary

    def send(self, message: OutboundMessage) -> str:
        name = f"send {message.kind}"
        self._reach(name)
        if self._boundary.strikes(F.MESSAGE_LOST):
            raise self._unheard(name)
        self.shown.append(message)
        self.times[message.key] += 1
        if self._boundary.strikes(F.RECEIPT_LOST):
            raise self._unheard(name)
        self._boundary.hears(name, f"taken, {message.key}")
        return message.key

    def find(self, message: OutboundMessage, since: datetime) -> str | None:
        self._reach("find a message")
        found = message.key if self.times[message.key] else None
        self._boundary.hears("find a message", found)
        return found

    def on_phone(self, person: str) -> list[OutboundMessage]:
        return [message for message in self.shown if message.recipient == person]

    def _reach(self, name: str) -> None:
        self._boundary.calls(name)
        if self._boundary.is_down(F.MESSENGER_DOWN):
            raise Temporary("WhatsApp is down", retry_after=5)

    def _unheard(self, name: str) -> OutcomeUnknown:
        self._boundary.waits_in_vain(name, GIVES_UP_AFTER)
        return OutcomeUnknown("WhatsApp did not answer")
