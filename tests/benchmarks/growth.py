"""What a turn, a search, a report cost in a small, a middle and a large shop: what grows with the shop is a fault.

`python -m tests.benchmarks.growth [postgres|sqlite]`; `FULL=1` for 100,000 products, a million orders, a million talks,
two million received and five million sent messages, and a talk of 10,000 turns.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks import growth_table, probes
from tests.benchmarks.growth_table import Line
from tests.benchmarks.worlds import FULL, QUICK, Size, World, world
from tests.services import running_postgres

ROUNDS = 60


def main(kind: str, sizes: Sequence[Size], long_talk: int, keep: bool) -> None:
    with places(kind, len(sizes)) as urls, ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        worlds = [stack.enter_context(world(Path(folder), url, size)) for url, size in zip(urls, sizes, strict=True)]
        lines, memory = measure(worlds)
        talk, kept = probes.a_long_talk(worlds[0], long_talk, ROUNDS)
    goal = probes.Probe(f"a talk of 10 turns, of {long_talk:,}", 1.05, probes.SMALL, probes.list_page)
    notes = (
        f"Serving the large shop after the others grew the process by {memory} MB.",
        f"The long talk is kept in {kept:,} bytes.",
    )
    growth_table.publish(kind, sizes, [*lines, line_of(talk, goal)], notes, keep)


def measure(worlds: Sequence[World]) -> tuple[list[Line], int]:
    """The lines, and by how many MB serving the largest shop grew the process. Shops take turns within a round."""
    taken: dict[str, list[list[float]]] = {probe.name: [[] for _ in worlds] for probe in probes.PROBES}
    memory = [_warm(each) for each in worlds]
    for n in range(ROUNDS):
        for probe in probes.PROBES:
            for place, times in zip(worlds, taken[probe.name], strict=True):
                times.append(took(partial(probe.act, place, n)))
    return [line_of(taken[probe.name], probe) for probe in probes.PROBES], memory[-1]


def line_of(times: Sequence[Sequence[float]], probe: probes.Probe) -> Line:
    p99 = quantiles(times[-1], n=100)[-1]
    return Line(probe.name, [median(each) for each in times], p99, probe.goal, probe.against)


def took(act: Callable[[], float | None]) -> float:
    """Milliseconds; those that it says itself, where only a part of it counts."""
    began = time.perf_counter()
    told = act()
    return (time.perf_counter() - began) * 1000 if told is None else told


def _warm(world: World) -> int:
    """Everything a few times, and by how many MB that grew the process."""
    before = _resident()
    for n in range(3):
        for probe in probes.PROBES:
            probe.act(world, -1 - n)
    return (_resident() - before) >> 20


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@contextmanager
def places(kind: str, count: int) -> Iterator[list[str]]:
    """Empty databases."""
    if kind == "postgres":
        with running_postgres(durable=True) as server:
            yield [server.new_database() for _ in range(count)]
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield [f"sqlite:///{folder}/{n}.db" for n in range(count)]


if __name__ == "__main__":
    full = bool(os.environ.get("FULL"))
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    main(kind, FULL if full else QUICK, 10_000 if full else 300, keep=full)
