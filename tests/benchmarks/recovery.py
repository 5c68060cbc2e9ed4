"""Everything is killed while accepted messages wait for their answers: how soon after the restart all have them."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from domain.shared.clock import SystemClock
from integrations.store.engine import create_database
from integrations.store.tables.chat import outbox
from integrations.store.tables.events import events
from tests.benchmarks import checks
from tests.benchmarks.loading import Load, percentile, play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.plan import Plan
from tests.benchmarks.report import Report
from tests.benchmarks.serving import SHOP, Server, end, is_ready, serving, start_web, working
from tests.benchmarks.stage import Stage, stage
from tests.chaos.books import Books
from tests.services import eventually
from tests.twilio_server import TwilioServer, twilio_server

LIVE_RATE, PEOPLE = 20, 40
WITHIN = 600.0


def main(options: Options) -> Report:
    with stage(options) as it, it.copy(it.database) as database, twilio_server() as twilio:
        load, waiting = killed_while_they_wait(it, database)
        began = time.monotonic()
        with everything_again(it, database, twilio) as server, ThreadPoolExecutor(1) as beside:
            ready = time.monotonic() - began
            others = beside.submit(play, live_plan(it, server, load), it.script, 0)
            eventually(lambda: not unsent(database, waiting.last), seconds=WITHIN, every=0.1)
            took = time.monotonic() - began
            live = others.result()
            eventually(lambda: nothing_is_left(database), seconds=WITHIN, every=0.2)
        books = checks.hold(database, [load, live], twilio, to_the_end=False)
        checks.refuse(in_order_at_twilio(books, twilio))
    return told(options, waiting.count, ready, took, live)


class Waiting(NamedTuple):
    """How many messages wait to go out, and the last of them."""

    count: int
    last: int


def killed_while_they_wait(it: Stage, database: str) -> tuple[Load, Waiting]:
    """Accepted by the web server alone; then kill -9 of all there is."""
    server = start_web(SHOP, it.ground.settings(database))
    eventually(lambda: is_ready(server), seconds=120)
    load = play(it.plan(server, seconds=it.options.seconds), it.script, 0)
    waiting = Waiting(unsent(database), _ask(database, select(func.max(outbox.c.id))))
    end(server.process, signal.SIGKILL)
    it.ground.kill()
    return load, waiting


@contextmanager
def everything_again(it: Stage, database: str, twilio: TwilioServer) -> Iterator[Server]:
    environment = it.ground.settings(database, TWILIO_BASE_URL=twilio.url)
    it.ground.start_again()
    roles = ("worker", "messages"), ("worker", "money"), ("scheduler",)
    with working(environment, *roles), serving(SHOP, environment) as server:
        yield server


def live_plan(it: Stage, server: Server, before: Load) -> Plan:
    """Others, who write meanwhile."""
    first = max(sample.chat for sample in before.samples) + 1
    phases = ((LIVE_RATE, it.options.seconds),)
    return replace(it.plan(server, connections=PEOPLE, at_once=PEOPLE, phases=phases), first=first)


def unsent(database: str, last: int = sys.maxsize) -> int:
    """How many of the messages up to the `last` one are not out."""
    waits = outbox.c.state.in_(["pending", "sending", "unknown"]), outbox.c.id <= last
    return _ask(database, select(func.count()).select_from(outbox).where(*waits))


def nothing_is_left(database: str) -> bool:
    """Every event was told of that need not wait for the morning, and what there was to tell went out."""
    due = events.c.handled_at.is_(None), events.c.next_try_at <= SystemClock().now()
    return not _ask(database, select(func.count()).where(*due)) and not unsent(database)


def _ask(database: str, question: Select[Any]) -> int:
    engine = create_database(database)
    try:
        with engine.connect() as connection:
            return int(connection.execute(question).scalar_one())
    finally:
        engine.dispose()


def in_order_at_twilio(books: Books, twilio: TwilioServer) -> Iterator[str]:
    """I12: what one person was sent came in the order of the outbox."""
    place = {row["provider_id"]: (row["recipient"], row["id"]) for row in books["chat_outbox"]}
    latest: dict[str, int] = {}
    for message in list(twilio.sent):
        recipient, n = place[message.sid]
        if n < latest.get(recipient, 0):
            yield f"{recipient} got message {n} after {latest[recipient]}"
        latest[recipient] = n


def told(options: Options, waiting: int, ready: float, took: float, live: Load) -> Report:
    report = Report(
        f"recovery-{options.database}",
        "Recovery",
        "kill -9 of the web server, Redis and the database while answers wait; then everything starts again.",
        ["what", "figure", "goal"],
        keep=not options.quick,
    )
    latencies = [sample.latency for sample in live.samples]
    report.row("answers that waited", waiting, "10,000")
    report.row("web ready after the restart, s", f"{ready:.1f}", "")
    report.row("all of them sent after, s", f"{took:.1f}", "≤ 15")
    report.row("sent a second", f"{waiting / took:,.0f}", "")
    report.row(f"p99 of others meanwhile ({LIVE_RATE}/s), ms", f"{percentile(latencies, 99):,.1f}", "≤ 50")
    report.bars("seconds", {"web ready": ready, "all sent": took})
    return report


if __name__ == "__main__":
    main(read_options()).publish()
