"""`make chaos SECONDS=120 SEED=1`: long campaigns on either database, and their figures.

python -m tests.chaos [seconds] [seed] [sqlite|postgres|both] [--patient] [--only=fill_the_disk,stumble]

More than two minutes are lived one campaign after the other, each with a seed, a town and books of its own: what the
driver has to remember does not grow.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.campaign import run
from tests.chaos.premises import Plan
from tests.chaos.report import Report, summary

DATABASES = {"sqlite": [False], "postgres": [True], "both": [False, True]}
ONE_CAMPAIGN = 120.0


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if not word.startswith("--")]
    seconds, seed, databases = [*words, *["120", "1", "both"][len(words) :]]
    only = [name for word in arguments if word.startswith("--only=") for name in word[len("--only=") :].split(",")]
    plans = plans_for(float(seconds), int(seed), databases, patient="--patient" in arguments, only=tuple(only))
    reports = [campaign(plan) for plan in plans]
    if len(reports) > 1:
        print(summary(reports))
    return 1 if any(report.broken for report in reports) else 0


def plans_for(seconds: float, seed: int, databases: str, *, patient: bool, only: tuple[str, ...]) -> Iterator[Plan]:
    while seconds > 0:
        for postgres in DATABASES[databases]:
            yield Plan(
                seed,
                min(seconds, ONE_CAMPAIGN),
                texters=3,
                postgres=postgres,
                pause=(0.3, 2),
                hurried=not patient,
                heal=400 if patient else 60,
                whole=True,
                only=only,
            )
        seconds, seed = seconds - ONE_CAMPAIGN, seed + 1


def campaign(plan: Plan) -> Report:
    folder = Path(tempfile.mkdtemp(prefix="shop-chaos-"))
    report = run(plan, folder)
    print(report, end="\n\n", flush=True)
    if report.broken:
        print(f"Everything is kept in {folder}; again: make chaos SECONDS={plan.seconds:g} SEED={plan.seed}\n")
    else:
        shutil.rmtree(folder)
    return report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
