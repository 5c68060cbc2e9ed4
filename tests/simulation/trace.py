"""What happened in a run, line by line: the same seed leaves the same bytes."""

from __future__ import annotations

import hashlib


class Trace:
    def __init__(self) -> None:
        self._noted: list[tuple[float, str, str]] = []

    def note(self, seconds: float, actor: str, what: str) -> None:
        self._noted.append((seconds, actor, what))

    def lines(self, last: int | None = None) -> list[str]:
        noted = self._noted if last is None else self._noted[-last:]
        return [f"{seconds:12.3f}  {actor:<24} {what}" for seconds, actor, what in noted]

    @property
    def hash(self) -> str:
        return hashlib.sha256("\n".join(self.lines()).encode()).hexdigest()
