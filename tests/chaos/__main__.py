"""`make chaos SECONDS=120 SEED=1`: a long campaign on either database, and its figures.

python -m tests.chaos [seconds] [seed] [sqlite|postgres|both] [--patient]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.campaign import Plan, run
from tests.chaos.report import Report

DATABASES = {"sqlite": [False], "postgres": [True], "both": [False, True]}


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if not word.startswith("--")]
    seconds, seed, databases = [*words, *["120", "1", "both"][len(words) :]]
    patient = "--patient" in arguments
    reports = [
        campaign(
            Plan(
                int(seed),
                float(seconds),
                postgres=postgres,
                pause=(0.3, 2),
                hurried=not patient,
                heal=400 if patient else 60,
            )
        )
        for postgres in DATABASES[databases]
    ]
    return 1 if any(report.broken for report in reports) else 0


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
