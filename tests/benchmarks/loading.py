"""Plays a plan in the driver's own process, and reads what came of it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import quantiles

from tests.benchmarks.plan import NOBODY, Plan, Sample
from tests.benchmarks.script import Message
from tests.benchmarks.serving import ROOT

IDLE, PATIENCE = 0.9, 20.0


@dataclass(frozen=True)
class Load:
    """What a plan came to: every sample, with the message that it was. `quiet`: how idle the machine was before."""

    samples: list[Sample]
    script: list[list[Message]]
    quiet: float

    def message(self, sample: Sample) -> Message:
        return self.script[sample.chat][sample.n]

    def between(self, start: float, end: float) -> list[Sample]:
        """Those whose answers came then."""
        return [sample for sample in self.samples if start <= sample.at + sample.latency < end]

    def rate(self, start: float, end: float) -> float:
        return len([sample for sample in self.between(start, end) if sample.status]) / (end - start)

    def of_kind(self, *kinds: str) -> list[Sample]:
        return [each for each in self.samples if each.chat != NOBODY and self.message(each).kind in kinds]

    @cached_property
    def statuses(self) -> Counter[tuple[str, int]]:
        """How often each kind was answered with each status."""
        known = (each for each in self.samples if each.chat != NOBODY)
        return Counter((self.message(each).kind, each.status) for each in known)

    @property
    def heard(self) -> list[tuple[Sample, Message]]:
        """What the server said it has, in the order in which it said so."""
        known = (each for each in self.samples if each.chat != NOBODY)
        return [(each, self.message(each)) for each in known if each.status == 200]

    @property
    def accepted(self) -> list[Message]:
        return [message for _, message in self.heard]


def play(plan: Plan, script: list[list[Message]], wait: float = PATIENCE) -> Load:
    quiet = wait_until_quiet(wait)
    wanted, samples = (plan.script.with_suffix(suffix) for suffix in (".plan", ".samples"))
    wanted.write_bytes(pickle.dumps(plan))
    command = [sys.executable, "-m", "tests.benchmarks.driver", str(wanted), str(samples)]
    subprocess.run(command, cwd=ROOT, check=True)
    return Load([Sample(*sample) for sample in pickle.loads(samples.read_bytes())], script, quiet)


def percentile(latencies: Iterable[float], percent: float) -> float:
    """In milliseconds."""
    found = sorted(latencies)
    if len(found) < 2:
        return 1000 * (found[0] if found else 0.0)
    return 1000 * quantiles(found, n=1000, method="inclusive")[round(percent * 10) - 1]


def wait_until_quiet(seconds: float, wanted: float = IDLE) -> float:
    """Until the machine is idle, but not for ever. Returns how idle it was at last."""
    deadline, idle = time.monotonic() + seconds, _idle(0.3)
    while idle < wanted and time.monotonic() < deadline:
        idle = _idle(1.0)
    return idle


def _idle(seconds: float) -> float:
    before = _cpu_times()
    time.sleep(seconds)
    spent = [after - earlier for after, earlier in zip(_cpu_times(), before, strict=True)]
    return (spent[3] + spent[4]) / max(1, sum(spent))


def _cpu_times() -> list[int]:
    return [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]


def cores() -> int:
    return len(os.sched_getaffinity(0))
