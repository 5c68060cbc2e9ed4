"""How many turns a second, as a share of the floors: the same requests, taken in turns by each, in a closed loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

from tests.benchmarks import checks
from tests.benchmarks.loading import Load, percentile, play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.report import Report, around, ratio
from tests.benchmarks.serving import FLOOR, Server, serving
from tests.benchmarks.stage import Stage, stage

OURS = "the shop"


class Run(NamedTuple):
    """One turn of one server: requests a second, milliseconds, and a request's microseconds of CPU, of the web
    processes and of the database."""

    rate: float
    p50: float
    p99: float
    web_cpu: float
    database_cpu: float
    quiet: float


def main(options: Options) -> Report:
    with stage(options) as it:
        servers = [OURS, it.ground.floor, "sig"] + (["inbox"] if it.ground.postgres else [])
        runs: dict[str, list[Run]] = defaultdict(list)
        for _pair in range(options.pairs):
            for name in reversed(servers):
                runs[name].append(measure(it, name))
        return told(options, it.ground.floor, runs)


def measure(it: Stage, name: str) -> Run:
    """Raises Void where the shop did not do what it should have done."""
    with served(it, name) as (server, database):
        until = it.options.warm_up + it.options.seconds
        before = server.cpu, it.ground.database_cpu
        load = play(it.plan(server, seconds=until), it.script, it.options.patience)
        spent = server.cpu - before[0], it.ground.database_cpu - before[1]
        if name == OURS:
            checks.hold(database, [load])
        else:
            checks.refuse(checks.answered_as_they_should(load))
    return run_of(load, spent, it.options.warm_up, until)


@contextmanager
def served(it: Stage, name: str) -> Iterator[tuple[Server, str]]:
    if name == OURS:
        with it.shop() as shop:
            yield shop
    else:
        with it.copy(it.floor) as database, serving(FLOOR, it.ground.settings(database, FLOOR=name)) as server:
            yield server, database


def run_of(load: Load, spent: tuple[float, float], start: float, end: float) -> Run:
    if max(sample.at for sample in load.samples) < end - 0.5:
        raise checks.Void("Void: the script was over before the time was: more --chats, or a longer --length.")
    latencies = [sample.latency for sample in load.between(start, end)]
    return Run(
        load.rate(start, end),
        percentile(latencies, 50),
        percentile(latencies, 99),
        1e6 * spent[0] / len(load.samples),
        1e6 * spent[1] / len(load.samples),
        load.quiet,
    )


def told(options: Options, floor: str, runs: dict[str, list[Run]]) -> Report:
    report = Report(
        f"throughput-{options.database}",
        "Turns a second",
        "Requests a second over 16 kept-alive connections, and as a share of each floor, taken in pairs.",
        [
            "server",
            "requests/s",
            f"× {floor}",
            "× sig",
            "p50 ms",
            "p99 ms",
            "CPU µs",
            f"CPU × {floor}",
            "database CPU µs",
        ],
        keep=not options.quick,
    )
    for name, its in runs.items():
        report.row(
            name,
            around([run.rate for run in its]),
            ratio(run.rate / base.rate for run, base in zip(its, runs[floor], strict=True)),
            ratio(run.rate / base.rate for run, base in zip(its, runs["sig"], strict=True)),
            around([run.p50 for run in its], 1),
            around([run.p99 for run in its], 1),
            around([run.web_cpu for run in its]),
            ratio(run.web_cpu / base.web_cpu for run, base in zip(its, runs[floor], strict=True)),
            around([run.database_cpu for run in its]),
        )
    report.bars("requests a second", {name: median(run.rate for run in its) for name, its in runs.items()})
    report.noise([run.quiet for its in runs.values() for run in its])
    return report


if __name__ == "__main__":
    main(read_options()).publish()
