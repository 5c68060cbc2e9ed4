"""Says something soon, once for everybody who wants it said: who rings does not wait until it is said."""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable

GATHERED_FOR = 0.01
"""Seconds between two answers: under load so many rings become one."""


class Bell:
    """`answer` is called in a thread of its own with each name that was rung since. Safe between threads, and to create
    before a fork: each process has its own thread, from its first ring on."""

    def __init__(self, answer: Callable[[str], object]) -> None:
        self._answer = answer
        self._rung: set[str] = set()
        self._has_rung = threading.Event()
        self._lock = threading.Lock()
        self._process = 0

    def ring(self, name: str) -> None:
        with self._lock:
            self._rung.add(name)
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._listen, name="bell", daemon=True).start()
                atexit.register(self._answer_all)
        self._has_rung.set()

    def _listen(self) -> None:
        while self._has_rung.wait():
            self._has_rung.clear()
            self._answer_all()
            time.sleep(GATHERED_FOR)

    def _answer_all(self) -> None:
        with self._lock:
            rung, self._rung = self._rung, set()
        for name in sorted(rung):
            self._answer(name)
