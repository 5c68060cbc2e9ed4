"""Empties the outbox: many people side by side, each person in order, no faster than is allowed."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta

import structlog

from bot.attempts import attempt
from bot.bootstrap import Installation
from bot.keeping import Results
from domain.shared.errors import Trouble
from integrations.rates import SOON, Line, Wait
from integrations.store.outgoing import Outgoing, Result, put_back

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
"""Longer than a send may take with all its time-outs: only a dead sender's lease runs out."""
BEGUN_WITHIN = 0.4
"""The part of its lease in which a message must be on its way; what has waited longer is put back."""
TOO_LATE, SLOTS_MISSED = 0.03, 5
"""Seconds after the beginning of a slot; and how many may be missed before the message is left to a better moment."""
LINGERS = 1.1
"""Seconds: who waits longer for a number's next slot goes, and is called by the sweep."""


def send_all(it: Installation) -> int:
    """Until nothing is due. Returns how many people were sent something."""
    with _pool(it) as pool:
        return Sender(it, pool).run()


class Sender:
    """Threads that send, and a loop that keeps their hands full: it claims the first message of each line; whoever
    has sent one goes on with what its person gets next."""

    def __init__(self, it: Installation, pool: Executor) -> None:
        self._it, self._pool = it, pool
        self._results = Results(it, LEASE)
        self._most = it.rates.batch(2 * it.settings.sender_threads)
        self._changed = threading.Condition()
        self._in_hand = 0
        self._is_asked = self._has_more = self._is_stopping = False
        self._is_warm = False
        self._resting: dict[str, float] = {}

    def run(self) -> int:
        taken = 0
        while heads := self._next():
            for head in heads:
                self._pool.submit(self._send_line, head)
            taken += len(heads)
        return taken

    def look(self) -> None:
        """There is something new. Returns at once."""
        with self._changed:
            self._is_asked = True
            self._changed.notify_all()

    def serve(self) -> None:
        """Run whenever somebody says that there is something new, until `stop`."""
        while self._is_called():
            try:
                self.run()
            except Trouble as trouble:
                log.warning("the outbox cannot be read", why=str(trouble))
            except Exception:
                log.exception("the sender stumbled")

    def stop(self) -> None:
        """What has not left yet is put back for others."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()

    # -- the loop ----------------------------------------------------------------------------------------------------

    def _next(self) -> list[Outgoing]:
        """Waits until it makes sense to look. Nothing: nothing is due, and nobody has anything in hand."""
        while True:
            with self._changed:
                self._changed.wait_for(self._is_worth_a_look)
                was_idle, self._is_asked = not self._in_hand, False
                room = self._most - self._in_hand if self._is_warm else 1
            heads = [] if self._is_stopping else self._claim(room)
            self._has_more = len(heads) == room
            if heads or (was_idle and not self._lingers()):
                return heads

    def _is_worth_a_look(self) -> bool:
        """The first message goes alone: clients load themselves when they are first used, and the slots of all who
        wait for that would come at once."""
        has_room = self._is_warm and self._most - self._in_hand >= max(1, self._most // 4)
        return not self._in_hand or (has_room and (self._has_more or self._is_asked))

    def _claim(self, room: int) -> list[Outgoing]:
        resting = [number for number, until in self._resting.items() if until > time.monotonic()]
        with self._it.work() as work:
            heads = work.outbox.claim(self._it.clock.now(), LEASE, room, resting=resting)
        with self._changed:
            self._in_hand += len(heads)
        return heads

    def _lingers(self) -> bool:
        """Whether a number had its next slot so soon that it was worth waiting for."""
        rests = [until - time.monotonic() for until in self._resting.values()]
        soonest = min((rest for rest in rests if rest > 0), default=LINGERS)
        with self._changed:
            if soonest < LINGERS:
                self._changed.wait_for(lambda: self._is_asked or self._is_stopping, soonest)
            return soonest < LINGERS and not self._is_stopping

    def _is_called(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_asked or self._is_stopping)
            return not self._is_stopping

    # -- in a thread -------------------------------------------------------------------------------------------------

    def _send_line(self, head: Outgoing) -> None:
        following: Outgoing | None = head
        try:
            while following is not None:
                following = self._results.keep(self._send(following))
        except Exception:
            log.exception("what was sent could not be kept")  # its lease runs out, and somebody asks about it
        finally:
            with self._changed:
                self._in_hand -= 1
                self._is_warm = True
                self._changed.notify_all()

    def _send(self, outgoing: Outgoing) -> Result:
        """As soon as it may leave; or it is put back as it was."""
        now = self._it.clock.now()
        if self._is_stopping or now - outgoing.leased_at > LEASE * BEGUN_WITHIN:
            return put_back(outgoing, now)
        wait = self._slot(outgoing.line)
        if not wait.is_soon:
            self._resting[outgoing.message.sender] = time.monotonic() + wait.number
            return put_back(outgoing, now + timedelta(seconds=max(wait)))
        return attempt(self._it, outgoing)

    def _slot(self, line: Line) -> Wait:
        """Sleeps until it begins, where that is soon. One that was overslept is not used: it would come too close to
        those that follow."""
        for missed in range(SLOTS_MISSED):
            asked_at = time.monotonic()
            wait = self._it.rates.take(line, has_persons=missed > 0)
            if wait.is_soon:
                time.sleep(max(wait))
            if not wait.is_soon or not wait.number or time.monotonic() < asked_at + max(wait) + TOO_LATE:
                return wait
        return Wait(number=2 * SOON)


# -- of this process --------------------------------------------------------------------------------------------------


class _Standing:
    """The sender that a worker's process keeps, and its thread."""

    def __init__(self, it: Installation) -> None:
        self.pool = _pool(it)
        self.sender = Sender(it, self.pool)
        self.thread = threading.Thread(target=self.sender.serve, name="sender", daemon=True)
        self.thread.start()


_standing: dict[str, _Standing] = {}


def set_out(it: Installation) -> None:
    """Have this process's own sender look for work. Returns at once: a job never waits for a provider."""
    if "here" not in _standing:
        _standing["here"] = _Standing(it)
    _standing["here"].sender.look()


def come_home() -> None:
    """Before the process ends: what is under way is finished, what is not goes back."""
    if here := _standing.pop("here", None):
        here.sender.stop()
        here.thread.join()
        here.pool.shutdown()


def _pool(it: Installation) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(it.settings.sender_threads, thread_name_prefix="sender")
