"""How long an answer takes when people write at a given pace, whether or not the shop keeps up: an open loop."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from statistics import median

from tests.benchmarks import checks
from tests.benchmarks.loading import Load, percentile, play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.report import Report, around
from tests.benchmarks.stage import Stage, stage
from tests.benchmarks.throughput import OURS, served

PEOPLE = 200
RATES = (80, 240, 400, 600)
GOALS = {240: "≤ 8 / 25 / 60", 400: "– / 40 / –", 600: "– / 60 / –"}
PERCENTS = (50, 99, 99.9)
Run = tuple[int, bool, str]
"""The rate, whether arrivals are a Poisson process, and who answers."""


def main(options: Options) -> Report:
    loads: dict[Run, list[Load]] = defaultdict(list)
    rates = RATES[:2] if options.quick else RATES
    with stage(options) as it:
        for _pair, rate, poisson in product(range(options.pairs), rates, (False, True)):
            for name in (it.ground.floor, OURS):
                loads[rate, poisson, name].append(arrive(it, name, rate, poisson))
    return told(options, loads)


def arrive(it: Stage, name: str, rate: int, poisson: bool) -> Load:
    with served(it, name) as (server, database):
        phases = ((rate, it.options.warm_up + it.options.seconds),)
        plan = it.plan(server, connections=PEOPLE, at_once=PEOPLE, phases=phases, poisson=poisson)
        load = play(plan, it.script, it.options.patience)
        if name == OURS:
            checks.hold(database, [load], to_the_end=False)
        return load


def told(options: Options, loads: dict[Run, list[Load]]) -> Report:
    report = Report(
        f"arrivals-{options.database}",
        "Latency at a given pace",
        f"Milliseconds from when a message was due, {PEOPLE} people writing, each waiting for the answer.",
        ["arrivals", "server", "p50", "p99", "p99.9", "goal p50 / p99 / p99.9", "failed"],
        keep=not options.quick,
    )
    for (rate, poisson, name), its in loads.items():
        counted = [[sample for sample in load.samples if sample.at >= options.warm_up] for load in its]
        figures = [[percentile([sample.latency for sample in samples], p) for samples in counted] for p in PERCENTS]
        failed = sum(sample.status in (0, 500, 502, 503) for samples in counted for sample in samples)
        pace = f"{rate}/s {'Poisson' if poisson else 'constant'}"
        report.row(pace, name, *(around(each, 1) for each in figures), GOALS.get(rate, ""), failed)
    report.bars(
        "p99, milliseconds, constant arrivals",
        {
            f"{rate}/s {name}": median(percentile([each.latency for each in load.samples], 99) for load in its)
            for (rate, poisson, name), its in loads.items()
            if not poisson
        },
    )
    report.noise([load.quiet for its in loads.values() for load in its])
    return report


if __name__ == "__main__":
    main(read_options()).publish()
