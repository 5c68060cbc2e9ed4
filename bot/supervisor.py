"""One parent for all processes of the shop: it starts them in order, restarts what dies, and stops them all.

It is a single thread that looks round ten times a second. Each child leads a session of its own, so that
Ctrl-C reaches only the supervisor, and so that whatever a child leaves behind (a gunicorn worker, say) ends
with it. On Linux the kernel tells the children when the supervisor itself is killed.
"""

from __future__ import annotations

import select
import signal
import sys
import time
from collections.abc import Callable, Iterable
from types import FrameType
from typing import TextIO

from bot.child import Backoff, Child, ChildProcess
from bot.premises import StartRefused, claim_folder, ensure_port_free

__all__ = ["Backoff", "Child", "StartRefused", "Supervisor", "claim_folder", "ensure_port_free"]

LOOK_AROUND = 0.1  # seconds


class Supervisor:
    """`Supervisor(children).run()` returns an exit code after SIGINT or SIGTERM; a second one kills at once.

    `when_up` is called once, when every child is ready. `StartRefused` is raised when one is not so in time.
    """

    def __init__(
        self,
        children: Iterable[Child],
        *,
        console: TextIO | None = None,
        backoff: Backoff | None = None,
        up_within: float = 60.0,
        stop_within: float = 8.0,
        when_up: Callable[[], None] = lambda: None,
    ) -> None:
        console, backoff = console or sys.stdout, backoff or Backoff()
        self._processes = [ChildProcess(child, console, backoff) for child in children]
        self._up_within = up_within
        self._stop_within = stop_within
        self._when_up = when_up
        self._signals = 0

    def run(self) -> int:
        for wanted in (signal.SIGINT, signal.SIGTERM):
            signal.signal(wanted, self._on_signal)
        try:
            self._bring_up()
            while not self._signals:
                self._look_around()
        finally:
            self._stop([each for each in self._processes if not each.child.serves_others])
            self._stop([each for each in self._processes if each.child.serves_others])
        return 0

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _bring_up(self) -> None:
        """What serves others one after the other, then all the rest at once."""
        for process in self._processes:
            if process.child.serves_others:
                process.start()
                self._wait_for([process])
        others = [process for process in self._processes if not process.child.serves_others]
        for process in others:
            process.start()
        self._wait_for(others)
        if not self._signals:
            self._when_up()

    def _wait_for(self, processes: list[ChildProcess]) -> None:
        deadline = time.monotonic() + self._up_within
        while not self._signals and (missing := [each for each in processes if not each.is_ready()]):
            if time.monotonic() > deadline:
                late = f"{missing[0].child.name} did not come up within {self._up_within:g} seconds"
                raise StartRefused(f"{late}: its lines above say why.")
            self._look_around()

    def _look_around(self) -> None:
        self._wait_for_output(LOOK_AROUND)
        for process in self._processes:
            process.attend()

    def _wait_for_output(self, seconds: float) -> None:
        streams = [process.output.stream for process in self._processes if process.output.stream]
        select.select(streams, [], [], seconds)

    def _stop(self, processes: list[ChildProcess]) -> None:
        """TERM to all of them, then KILL to those that are still there when time is up or patience is out."""
        deadline = time.monotonic() + self._stop_within
        for process in processes:
            process.terminate()
        while any(process.is_alive() for process in processes):
            if time.monotonic() > deadline or self._signals > 1:
                break
            self._wait_for_output(0.02)
            for process in self._processes:
                process.output.pump()
        for process in processes:
            process.finish()
