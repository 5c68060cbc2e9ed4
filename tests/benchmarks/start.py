"""From the command to the first answer: how long the web server takes to be ready, and its first message."""

from __future__ import annotations

import signal
import time
from collections import defaultdict
from typing import NamedTuple

from tests.benchmarks import checks
from tests.benchmarks.loading import play, wait_until_quiet
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.plan import Plan
from tests.benchmarks.report import Report, around
from tests.benchmarks.serving import FLOOR, SHOP, end, is_ready, start_web
from tests.benchmarks.signed import write_file
from tests.benchmarks.stage import Stage, stage
from tests.benchmarks.throughput import OURS
from tests.services import eventually


class Start(NamedTuple):
    """Milliseconds."""

    ready: float
    first: float
    second: float


def main(options: Options) -> Report:
    starts: dict[str, list[Start]] = defaultdict(list)
    with stage(options) as it:
        for _pair in range(options.pairs):
            for name in (it.ground.floor, OURS):
                wait_until_quiet(options.patience)
                starts[name].append(start(it, name))
    report = Report(
        f"start-{options.database}",
        "Start",
        "Milliseconds from the command until the web server is ready, and of the first messages after that.",
        ["server", "ready", "first message", "second message", "goal"],
        keep=not options.quick,
    )
    for name, its in starts.items():
        report.row(name, *(around(each) for each in zip(*its, strict=True)), "≤ 1,500; ≤ 100")
    report.bars("ready, milliseconds", {name: min(each.ready for each in its) for name, its in starts.items()})
    return report


def start(it: Stage, name: str) -> Start:
    app, base = (SHOP, it.database) if name == OURS else (FLOOR, it.floor)
    script = [it.script[0][:2]]
    requests = write_file(it.ground.folder / "first", script)
    with it.copy(base) as database:
        began = time.monotonic()
        server = start_web(app, it.ground.settings(database, FLOOR=name))
        try:
            eventually(lambda: is_ready(server), seconds=120, every=0.002)
            ready = time.monotonic() - began
            load = play(Plan(requests, server.port, connections=1, seconds=60), script, 0)
            checks.refuse(checks.answered_as_they_should(load))
        finally:
            end(server.process, signal.SIGKILL)
    return Start(1000 * ready, *(1000 * sample.latency for sample in load.samples))


if __name__ == "__main__":
    main(read_options()).publish()
