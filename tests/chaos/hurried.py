"""Starts what `shop run` starts, impatient: leases, looks and holds last seconds, so that no test waits for minutes.

    python -m tests.chaos.hurried run                          the supervisor, all of whose children are so
    python -m tests.chaos.hurried -m bot worker money          one of them

Nothing else differs but what `planted.py` can switch on: the same processes, the same code. `make chaos PATIENT=1` runs
without this.
"""

from __future__ import annotations

import importlib
import runpy
import sys
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any

from bot.child import Backoff
from bot.everything import PERIODIC
from integrations.rates import PAIR_BURST
from tests.chaos.planted import plant

HERE = "tests.chaos.hurried"
SECONDS = timedelta(seconds=1)
PAIR_EVERY = 0.1
"""Seconds between two messages to one person: staff hear more in a campaign than WhatsApp lets through in an hour."""
CONSTANTS: dict[str, dict[str, Any]] = {
    "bot.sending": {"LEASE": 4 * SECONDS},
    "integrations.rates": {"PAIR_EVERY": PAIR_EVERY, "BORROWED": PAIR_EVERY * (PAIR_BURST - 1)},
    "bot.attempts": {"ASK_AFTER": 1 * SECONDS},
    "domain.payment.attempt": {
        "LEASE": 4 * SECONDS,
        "LOOKS_WHEN_UNKNOWN": (1, 2, 3),
        "SWEEPS_AFTER_EXPIRY": (2, 4, 8),
    },
    "domain.payment.refund": {"LEASE": 4 * SECONDS, "LOOKS": (1, 2, 3), "REMIND_EVERY": 10 * SECONDS},
    "integrations.mobile_money.sandbox.client": {"LOOKS_AT_A_PUSH": (1, 2, 3, 5), "LOOKS_AT_A_LINK": (1, 2, 3, 5)},
    "domain.merchant.opening": {"QUIET_FROM": time.max, "QUIET_UNTIL": time.min},  # a campaign ends before the morning
    "bot.everything": {"PERIODIC": {**PERIODIC, "reconcile": 5 * SECONDS}},
}
HELD_FOR = 12 * SECONDS
IMPATIENT = {"web", "messages", "money", "scheduler"}


def hurry() -> None:
    for name, constants in CONSTANTS.items():
        module = importlib.import_module(name)
        for constant, value in constants.items():
            getattr(module, constant)  # one that is gone or renamed is an error here
            setattr(module, constant, value)
    shop = importlib.import_module("domain.merchant.shop").Shop
    assert isinstance(shop.hold_for, property)
    shop.hold_for = property(lambda self: HELD_FOR)


def hurry_children() -> None:
    """Those children of the supervisor who wait for something start through this module, and again at once."""
    everything: Any = importlib.import_module("bot.everything")
    patient = everything.children

    def children(settings: Any) -> list[Any]:
        return [hurried(child) if child.name in IMPATIENT else child for child in patient(settings)]

    everything.children = children
    everything.Supervisor = partial(everything.Supervisor, backoff=Backoff(longest=0.4))


def hurried(child: Any) -> Any:
    python, *rest = child.command
    return replace(child, command=[python, "-m", HERE, *rest])


def main(arguments: list[str]) -> None:
    if arguments[0] == "-m":
        hurry()
        plant("web" if arguments[1] == "gunicorn" else arguments[-1])
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        hurry_children()
        sys.argv = ["shop", *arguments]
        runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
