"""What of the shop's modules is replaced for a run, and put back after it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

Change = tuple[Any, str, Any]
"""Where, which name, and what stands there meanwhile."""


@dataclass(frozen=True)
class Sabotage:
    """A bug, planted: what is replaced in the shop, and statements that change the schema."""

    changes: tuple[Change, ...] = ()
    statements: tuple[str, ...] = ()


@contextmanager
def replaced(*changes: Change) -> Iterator[None]:
    """One that is not there to be replaced is an error."""
    with ExitStack() as undo:
        for place, name, value in changes:
            undo.callback(setattr, place, name, _as_stored(place, name))
            setattr(place, name, value)
        yield


def _as_stored(place: Any, name: str) -> Any:
    """A class's own entry, so that a property or static method comes back as what it was."""
    return vars(place)[name] if isinstance(place, type) else getattr(place, name)


@contextmanager
def logs_go_to(hear: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    def processor(logger: object, method: str, event: dict[str, Any]) -> dict[str, Any]:
        hear({"level": method, **event})
        raise structlog.DropEvent

    before, level = structlog.get_config(), logging.root.manager.disable
    logging.disable()
    structlog.configure(processors=[processor], cache_logger_on_first_use=False)
    try:
        yield
    finally:
        structlog.configure(**before)
        logging.disable(level)


class InLine:
    """Stands for the pool of sender threads: the same work, one message after the other, in the actor's own thread."""

    def __init__(self, *how: object, **named: object) -> None:
        pass

    def __enter__(self) -> InLine:
        return self

    def __exit__(self, *how: object) -> None:
        pass

    def submit(self, act: Callable[..., object], *what: object) -> None:
        act(*what)


class VirtualTime:
    """Stands for `time` where the shop waits before it tries again."""

    def __init__(self, timeline: Any) -> None:
        self._timeline = timeline

    def monotonic(self) -> float:
        return self._timeline.seconds

    def sleep(self, seconds: float) -> None:
        self._timeline.pause(seconds)
