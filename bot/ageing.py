"""What the shop has at hand, what it puts away and what it forgets: by class, as old as the settings say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from bot.again import each_by_itself
from bot.bootstrap import Installation
from integrations.store.ageing import AGEING, archives_of, move_old
from integrations.store.partitions import drop_months, make_ahead

AT_ONCE = 2000
"""Rows of a class in one run of the job: payments wait behind it for some tenths of a second at most."""
BREATH = 0.02
"""Seconds between two stretches, in which SQLite's other writers get their turn."""


def put_away(it: Installation) -> None:
    """The job: a little of each class, so that in a day it is millions. One that fails stops no other."""
    each_by_itself(archive_class, ((it, kind, AT_ONCE) for kind in AGEING))
    each_by_itself(prune_class, ((it, kind) for kind in AGEING))
    forget_files(it)


def forget_files(it: Installation) -> int:
    """What buyers sent is not for ever."""
    with it.work() as work:
        return work.files.forget(it.clock.now() - timedelta(days=it.settings.drop_files_after))


def report(it: Installation, *, prune: bool) -> Iterator[str]:
    """All of it, now."""
    for kind in AGEING:
        yield f"{kind}: {archive_class(it, kind)} rows put away"
    months = "months" if it.engine.dialect.name == "postgresql" else "rows of months"
    for kind in AGEING if prune else ():
        yield f"{kind}: {prune_class(it, kind)} {months} dropped"


def archive_class(it: Installation, kind: str, at_once: int | None = None) -> int:
    """Returns how many rows moved: all that are old, or a little more than `at_once` of each table."""
    now, days = it.clock.now(), it.settings.archived_after[kind]
    for archive in archives_of(kind):
        make_ahead(it.engine, archive, now)
    failed_before = now - timedelta(days=it.settings.archive_failed_after)
    return sum(
        _a_little(move_old(it.engine, aged, now - timedelta(days=days), failed_before), at_once)
        for aged in AGEING[kind]
    )


def _a_little(stretches: Iterator[int], at_once: int | None) -> int:
    moved = 0
    for rows in stretches:
        moved += rows
        if at_once is not None and moved >= at_once:
            break
        if rows:
            time.sleep(BREATH)
    return moved


def prune_class(it: Installation, kind: str) -> int:
    """Whole months that are past the age at which this class is forgotten; some never are."""
    days = it.settings.dropped_after.get(kind, 0)
    if not days:
        return 0
    before = it.clock.now() - timedelta(days=days)
    return sum(drop_months(it.engine, archive, before) for archive in archives_of(kind))
