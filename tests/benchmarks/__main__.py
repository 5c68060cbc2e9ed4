"""`make benchmarks`: all of them, one after the other, or those that are named first.

python -m tests.benchmarks throughput cpu --database sqlite --quick
"""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import takewhile

from tests.benchmarks.checks import Void
from tests.benchmarks.options import read_options

BENCHMARKS = ("throughput", "cpu", "arrivals", "overload", "callbacks", "flash_sale", "soak", "start", "recovery")


def main(arguments: list[str]) -> int:
    named = list(takewhile(lambda word: not word.startswith("-"), arguments))
    options, void = read_options(arguments[len(named) :]), []
    for name in named or BENCHMARKS:
        try:
            import_module(f"tests.benchmarks.{name}").main(options).publish()
        except Void as wrong:
            void.append(name)
            print(f"\n{name}: {wrong}")
    return 1 if void else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
