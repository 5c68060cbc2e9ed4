"""The same seed is the same run, to the byte: in another process, whatever its hashes are."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.simulation.run import run

SEEDS = (0, 1, 2, 3, 4, 5)
PROGRAM = f"from tests.simulation.run import run\nfor seed in {SEEDS}: print(run(seed).trace.hash)"


def test_another_process_with_other_hashes_leaves_the_same_trace() -> None:
    here = [run(seed).trace.hash for seed in SEEDS]
    for hash_seed in ("0", "4711"):
        env = os.environ | {"PYTHONHASHSEED": hash_seed}
        told = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
        assert told.stdout.split() == here


def test_seeds_differ() -> None:
    assert len({run(seed).trace.hash for seed in SEEDS}) == len(SEEDS)
