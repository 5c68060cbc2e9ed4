"""The same seed is the same run, to the byte: in another process, whatever its hashes are."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.simulation.run import run

SEEDS = (1, 2)
PROGRAM = f"from tests.simulation.run import run\nfor seed in {SEEDS}: print(run(seed).trace.hash)"


def test_other_processes_with_other_hashes_leave_the_same_trace() -> None:
    others = [another_process(hashes) for hashes in ("0", "4711")]
    here = [run(seed).trace.hash for seed in SEEDS]
    assert len(set(here)) == len(SEEDS), "seeds differ"
    for other in others:
        assert other.communicate()[0].split() == here


def another_process(hashes: str) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONHASHSEED": hashes}
    return subprocess.Popen([sys.executable, "-c", PROGRAM], env=env, stdout=subprocess.PIPE, text=True)
