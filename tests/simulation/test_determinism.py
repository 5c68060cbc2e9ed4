"""The same seed is the same run, to the byte: in another process, whatever its hashes are and whatever ran before."""

from __future__ import annotations

import os
import subprocess
import sys

SEEDS = (1, 2)
PROGRAM = """
import sys
from bot.lessons import recall
from tests.simulation.run import run
recall()  # to learn the languages anew takes longer than a day
print(*(run(int(n)).trace.hash for n in sys.argv[1:]))
"""


def test_two_processes_with_other_hashes_leave_the_same_traces() -> None:
    forwards, backwards = a_process("0", SEEDS), a_process("4711", SEEDS[::-1])
    [one, other] = forwards.communicate()[0].split()
    assert one != other
    assert backwards.communicate()[0].split() == [other, one]


def a_process(hashes: str, seeds: tuple[int, ...]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, *map(str, seeds)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONHASHSEED": hashes}, stdout=subprocess.PIPE, text=True)
