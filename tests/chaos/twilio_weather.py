"""Twilio's bad days: it is away, slow, has had enough of us, fails, takes a message and never says so."""

from __future__ import annotations

from dataclasses import dataclass

from tests.chaos.scene import Fault, Scene
from tests.twilio_faults import TIMES_OUT_AFTER_ACCEPTING

THINKS_FOR = 1.5
"""Less than a hurried lease: a message that arrives after its sender's lease cannot be asked about."""


@dataclass
class TwilioWeather:
    scene: Scene

    @property
    def others(self) -> list[Fault]:
        return [
            self.twilio_is_down, self.twilio_has_had_enough, self.twilio_fails, self.twilio_loses_answers,
            self.twilio_is_slow, self.twilio_answers_too_late,
        ]  # fmt: skip

    def twilio_is_down(self) -> bool:
        return self._turns("down")

    def twilio_has_had_enough(self) -> bool:
        """429, and the code that a WhatsApp sender's own limit has."""
        return self._turns("too many")

    def twilio_fails(self) -> bool:
        """5xx, with the message taken or not."""
        return self._turns("failing")

    def twilio_loses_answers(self) -> bool:
        return self._turns("losing answers")

    def twilio_is_slow(self) -> bool:
        self.scene.twilio.thinks_for = THINKS_FOR
        return self.scene.lasts(lambda: setattr(self.scene.twilio, "thinks_for", 0.0))

    def twilio_answers_too_late(self) -> bool:
        """The message is taken, and our time-out is over before the answer."""
        faults = self.scene.twilio.faults
        faults.append(TIMES_OUT_AFTER_ACCEPTING)
        return self.scene.seen(lambda: not faults) or bool(faults.clear())

    def _turns(self, weather: str) -> bool:
        self.scene.twilio.weather = weather
        return self.scene.lasts(lambda: setattr(self.scene.twilio, "weather", "fine"))
