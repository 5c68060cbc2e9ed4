"""What a form of the payment page proves: that our page gave it out for this link, lately, and after which try."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from domain.shared.clock import Clock

LIFE = timedelta(hours=1)
SKEW = timedelta(minutes=1)
"""So far the clocks of two machines may be apart."""
SHAPE = re.compile(r"([0-9]{1,12})\.([0-9]{1,4})\.([0-9a-f]{64})")
A_MINUTE = timedelta(minutes=1)
MOST_NAMES = 10_000


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


class Pace:
    """At most so many a minute of each name, in this process; the names longest unheard of are forgotten."""

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()

    def allows(self, name: str) -> bool:
        now = self._clock.now()
        with self._lock:
            times = self._seen.setdefault(name, deque(maxlen=self._most))
            self._seen.move_to_end(name)
            if len(self._seen) > MOST_NAMES:
                self._seen.popitem(last=False)
            if len(times) == self._most and now - times[0] < A_MINUTE:
                return False
            times.append(now)
            return True
