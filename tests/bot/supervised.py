"""A supervisor for the tests to shoot at: `python -m tests.bot.supervised '<its children as JSON>'`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.supervisor import Backoff, Child, StartRefused, Supervisor


def main(plan: str) -> int:
    children = [_child(**each) for each in json.loads(plan)]
    backoff = Backoff(first=0.05, longest=0.2)
    supervisor = Supervisor(
        children, backoff=backoff, up_within=3, stop_within=1.5, when_up=lambda: print("all up", flush=True)
    )
    try:
        return supervisor.run()
    except StartRefused as refusal:
        print(refusal, flush=True)
        return 1


def _child(name: str, code: str, ready: str = "", **more: object) -> Child:
    until = Path(ready).exists if ready else None
    return Child(name, [sys.executable, "-u", "-c", code], ready=until, **more)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
