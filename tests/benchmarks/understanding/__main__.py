"""`make understanding`: how well the shop understands, on the half of the messages that was not written against.

python -m tests.benchmarks.understanding --split dev --language fr
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from importlib import import_module

from tests.benchmarks.understanding import intents, talk
from tests.benchmarks.understanding.messages import SPLITS, labelled, languages
from tests.benchmarks.understanding.orders import data_of

OTHERS = ("orders", "searches")
"""Modules beside this one with `measure(split, language)`, which gives rows to print, where there is data for it."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.understanding")
    parser.add_argument("--split", choices=SPLITS, default="test")
    parser.add_argument("--language", choices=languages(), action="append")
    asked = parser.parse_args(arguments)
    for code in asked.language or languages():
        print(f"\n{code}, {asked.split}: intents")
        table(intents.measure(labelled(code, asked.split), code))
        table(talk.measure(asked.split, code))
        print(*intents.confusion(labelled(code, asked.split), code), sep="\n")
        for name in OTHERS:
            if data_of(name, code, asked.split).exists():
                print(f"\n{code}, {asked.split}: {name}")
                for row in import_module(f"tests.benchmarks.understanding.{name}").measure(asked.split, code):
                    print(f"  {row}")


def table(rows: Iterable[tuple[str, str]]) -> None:
    for name, figure in rows:
        print(f"  {name:42}{figure}")


if __name__ == "__main__":
    main(sys.argv[1:])
