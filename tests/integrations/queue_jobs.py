"""Jobs for the queue's tests: each leaves a trace in Redis. The worker's own process imports this module."""

from __future__ import annotations

import os

from rq import get_current_job


def deliver() -> None:
    """Says which process ran it, once."""
    _trace("ran:deliver", os.getpid())


def settle() -> None:
    """Fails the first time that it runs."""
    if _trace("ran:settle", os.getpid()) == 1:
        raise RuntimeError("the outside is away")


def refund() -> None:
    _trace("ran:refund", os.getpid())


def react() -> None:
    """Kills its worker the first time that it runs."""
    if _trace("ran:react", os.getpid()) == 1:
        os.kill(os.getpid(), 9)


def _trace(key: str, value: int) -> int:
    job = get_current_job()
    assert job is not None
    return job.connection.rpush(key, value)
