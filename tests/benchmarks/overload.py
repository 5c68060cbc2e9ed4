"""Three times what the shop can take, for half a minute, and then half of it: what is answered at once, what is kept
first and answered later, what is refused, how soon it is as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import func, select

from integrations.store.engine import create_database
from integrations.store.tables.chat import inbox
from tests.benchmarks import checks
from tests.benchmarks.loading import Load, percentile, play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.plan import NOBODY, Sample
from tests.benchmarks.report import Report
from tests.benchmarks.serving import Server, working
from tests.benchmarks.stage import Stage, stage
from tests.benchmarks.swift_twilio import swift_twilio
from tests.chaos.books import Books, Row
from tests.services import eventually

CONNECTIONS, PEOPLE = 500, 2000
TIMES, AFTERWARDS = 3.0, 0.5
CALM_AGAIN = 1.0
"""Seconds: an answer that takes longer has waited in a queue."""
WITHIN = 600.0


class Storm(NamedTuple):
    """When it ended, when all had passed, and when the driver was done, in seconds."""

    saturation: float
    over: float
    end: float


def main(options: Options) -> Report:
    lasts, after = (4.0, 12.0) if options.quick else (30.0, 40.0)
    with stage(options) as it:
        storm = Storm(saturation_of(it), lasts, lasts + after)
        with a_whole_shop(it) as (server, database):
            phases = ((TIMES * storm.saturation, lasts), (AFTERWARDS * storm.saturation, after))
            people = min(PEOPLE, options.chats)
            load = play(it.plan(server, connections=CONNECTIONS, at_once=people, phases=phases), it.script)
            eventually(lambda: not waiting(database), seconds=WITHIN, every=0.2)
            books = checks.hold(database, [load], to_the_end=False)
    return told(options, storm, load, books)


@contextmanager
def a_whole_shop(it: Stage) -> Iterator[tuple[Server, str]]:
    """With those who send, and who catch up."""
    roles = ("worker", "messages"), ("scheduler",)
    with swift_twilio() as twilio:
        settings = {"TWILIO_BASE_URL": twilio.url, "POSTPONE_AFTER": str(it.options.postpone_after)}
        with (
            it.shop(**settings) as (server, database),
            working(it.ground.settings(database, **settings), *roles),
        ):
            yield server, database


def waiting(database: str) -> int:
    """How many messages have not had their turn."""
    engine = create_database(database)
    try:
        with engine.connect() as connection:
            kept = select(func.count()).select_from(inbox).where(inbox.c.state == "received")
            return int(connection.execute(kept).scalar_one())
    finally:
        engine.dispose()


def saturation_of(it: Stage) -> float:
    with it.shop() as (server, database):
        until = it.options.warm_up + it.options.seconds
        load = play(it.plan(server, seconds=until), it.script, it.options.patience)
        checks.hold(database, [load])
    return load.rate(it.options.warm_up, until)


def told(options: Options, storm: Storm, load: Load, books: Books) -> Report:
    report = Report(
        f"overload-{options.database}",
        "Overload",
        f"{TIMES:g} times the {storm.saturation:,.0f} requests/s of the closed loop for {storm.over:g} s, then "
        f"{AFTERWARDS:g} times. Nobody waits longer than Twilio's 15 s.",
        ["what", "figure", "goal"],
        keep=not options.quick,
    )
    asked = [sample for sample in load.samples if sample.chat != NOBODY]
    unanswered = [sample for sample in asked if sample.status == 0]
    mine = {load.message(sample).id for sample in load.samples if sample.chat != NOBODY}
    kept = {row["provider_id"]: row for row in books["chat_inbox"] if row["provider_id"] in mine}
    later = [row for row in kept.values() if row["line"]]
    over = min(row["received_at"] for row in kept.values()) + timedelta(seconds=storm.over)
    report.row("requests due", len(load.samples), "")
    report.row("answered 200", sum(sample.status == 200 for sample in asked), "")
    report.row("answered 5xx", sum(sample.status >= 500 for sample in asked), 0)
    report.row("no answer within 15 s", len(unanswered), 0)
    report.row("… of which kept all the same", sum(load.message(each).id in kept for each in unanswered), "")
    report.row("could not even be asked within 15 s", sum(sample.chat == NOBODY for sample in load.samples), 0)
    report.row("accepted and lost", 0, 0)  # else the figures are void, and there is no table
    report.row("backlog gone after the storm, s", f"{_calm(load.samples) - storm.over:.1f}", "≤ 30")
    report.row("kept first, answered later", len(later), "")
    report.row("… half of them within, all within, s", _delays(later), "")
    report.row("… the last of them after the storm, s", f"{_last(later, over):.1f}", "")
    report.row("p99 during it, ms", f"{_p99(load.samples, 0, storm.over):,.0f}", "")
    report.row("p99 10 s after it, ms", f"{_p99(load.samples, storm.over + 10, storm.end):,.1f}", "≤ 25")
    report.bars("answers' median, milliseconds, second by second", _by_second(load.samples, storm.end))
    report.noise([load.quiet])
    return report


def _calm(samples: list[Sample]) -> float:
    """When the last answer came that had to wait."""
    return max((sample.at + sample.latency for sample in samples if sample.latency > CALM_AGAIN), default=0.0)


def _delays(later: list[Row]) -> str:
    delays = [(row["done_at"] - row["received_at"]).total_seconds() for row in later] or [0.0]
    return f"{median(delays):.1f}, {max(delays):.1f}"


def _last(later: list[Row], over: datetime) -> float:
    return max(((row["done_at"] - over).total_seconds() for row in later), default=0.0)


def _p99(samples: list[Sample], start: float, end: float) -> float:
    return percentile([sample.latency for sample in samples if start <= sample.at < end], 99)


def _by_second(samples: list[Sample], end: float, parts: int = 16) -> dict[str, float]:
    width, found = end / parts, dict[str, float]()
    for n in range(parts):
        latencies = [each.latency for each in samples if n * width <= each.at < (n + 1) * width]
        found[f"from {n * width:.0f} s"] = 1000 * median(latencies or [0.0])
    return found


if __name__ == "__main__":
    main(read_options()).publish()
