"""What can go wrong at Twilio: put any of these into `TwilioServer.faults`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refuses:
    """Answers `status` with Twilio's error `code`, and takes nothing."""

    status: int
    code: int
    retry_after: int | None = None


@dataclass(frozen=True)
class Breaks:
    """`accepts`: the message is taken first. Then `how`: "stall" (no answer), "reset", "garble", or a bare 503."""

    how: str
    accepts: bool = True


TIMES_OUT_AFTER_ACCEPTING = Breaks("stall")
TIMES_OUT = Breaks("stall", accepts=False)
RESETS_AFTER_ACCEPTING = Breaks("reset")
RESETS = Breaks("reset", accepts=False)
TOO_MANY = Refuses(429, 20429, retry_after=2)
IS_DOWN = Breaks("503", accepts=False)
FAILS_AFTER_ACCEPTING = Breaks("503")
OUTSIDE_WINDOW = Refuses(400, 63016)
UNSUBSCRIBED = Refuses(400, 21610)
