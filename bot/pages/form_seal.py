"""What a form of the payment page proves: that our page gave it out for this link, lately, and after which try."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta

from domain.shared.clock import Clock

LIFE = timedelta(hours=1)
SKEW = timedelta(minutes=1)
"""So far the clocks of two machines may be apart."""
SHAPE = re.compile(r"([0-9]{1,12})\.([0-9]{1,4})\.([0-9a-f]{64})")


class FormSeal:
    """A seal is good for one try: it names how many there were before, and that many there are only once."""

    def __init__(self, key: str, clock: Clock) -> None:
        self._key = key.encode()
        self._clock = clock

    def put_on(self, link: str, tries: int) -> str:
        return self._sealed(link, tries, int(self._clock.now().timestamp()))

    def tries(self, link: str, seal: str) -> int | None:
        """How many there were when the form was shown. None: it is forged, of another link, or too old."""
        found = SHAPE.fullmatch(seal)
        if found is None:
            return None
        at, tries = int(found[1]), int(found[2])
        age = self._clock.now().timestamp() - at
        genuine = hmac.compare_digest(seal, self._sealed(link, tries, at))
        return tries if genuine and -SKEW.total_seconds() <= age <= LIFE.total_seconds() else None

    def _sealed(self, link: str, tries: int, at: int) -> str:
        proof = hmac.new(self._key, f"{link}\n{tries}\n{at}".encode(), hashlib.sha256)
        return f"{at}.{tries}.{proof.hexdigest()}"
