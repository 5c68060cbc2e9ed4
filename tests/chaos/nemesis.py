"""What goes wrong, by a seeded plan: one fault after the other, those that last beside others, on real processes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from domain.shared.errors import Trouble
from integrations.mobile_money.sandbox.control import ActionRefused
from tests.chaos.crowding import Crowding
from tests.chaos.freezing import Freezing
from tests.chaos.killing import Killing
from tests.chaos.machine_faults import DiskFaults, MachineFaults
from tests.chaos.postgres_faults import LineFaults, PostgresFaults
from tests.chaos.premises import Plan
from tests.chaos.redis_faults import RedisFaults
from tests.chaos.scene import Fault, Scene
from tests.chaos.twilio_weather import TwilioWeather
from tests.services import eventually

ARSENALS = (
    Killing, Freezing, RedisFaults, PostgresFaults, LineFaults, TwilioWeather, MachineFaults, DiskFaults, Crowding,
)  # fmt: skip
"""Each offers `others`, some also the `worst`: faults, which say whether they took effect."""


class Nemesis:
    """Strikes at a scene."""

    def __init__(self, scene: Scene, crowding: Crowding) -> None:
        self.scene = scene
        self.crowding = crowding

    def run(self, plan: Plan) -> None:
        """Each of the worst faults once; or all there are, again and again, for as long as is planned."""
        until = time.monotonic() + plan.seconds
        for fault in self._in_some_order(plan):
            if plan.whole and time.monotonic() >= until:
                break
            self._wait_for_the_next(plan.pause)
            self.strike(fault)
        self.scene.calm()
        self.crowding.finish()

    def _in_some_order(self, plan: Plan) -> Iterator[Fault]:
        faults = self.faults if plan.whole else self.worst
        chosen = [fault for fault in faults if fault.__name__ in (plan.only or [fault.__name__])]
        assert chosen, f"nothing of {plan.only} can be struck here"
        yield from self.scene.luck.sample(chosen, len(chosen))
        while plan.whole:
            yield from self.scene.luck.sample(chosen, len(chosen))

    def strike(self, fault: Fault) -> None:
        if fault():
            self.scene.strikes[fault.__name__.replace("_", " ")] += 1

    def _wait_for_the_next(self, pause: tuple[float, float]) -> None:
        """The web answers before each strike: what is down already cannot be struck."""
        time.sleep(self.scene.luck.uniform(*pause))  # the rhythm of the faults: nothing waits for anything here
        eventually(lambda: (self.scene.pass_by(), self.scene.town.answers())[1], seconds=90, every=0.1)

    @property
    def back_after(self) -> list[float]:
        """How many seconds after each return of PostgreSQL the shop could read."""
        return [seconds for each in self.arsenals for seconds in getattr(each, "back_after", [])]

    @cached_property
    def arsenals(self) -> list[Any]:
        """Those for which there is something to strike here."""
        scene = self.scene
        postgres = PostgresFaults(scene, scene.postgres) if scene.postgres else None
        return [
            Killing(scene), Freezing(scene), RedisFaults(scene), TwilioWeather(scene), MachineFaults(scene),
            self.crowding,
            *([postgres] if postgres else []),
            *([LineFaults(scene, scene.line)] if scene.line else []),
            *([DiskFaults(scene, scene.disk, postgres)] if scene.disk else []),
        ]  # fmt: skip

    @property
    def worst(self) -> list[Fault]:
        """One of each kind, each process once."""
        return [*self._all("worst"), self.spoil_a_refund]

    @property
    def faults(self) -> list[Fault]:
        return [*self.worst, *self._all("others")]

    def spoil_a_refund(self) -> bool:
        """The next one fails at the wallet, so that the shop has to pay it out; or is made, and the answer is lost."""
        try:
            how = self.scene.luck.choice(["fail", "lost_answer", "http_500"])
            self.scene.town.wallet().faults(refund=how, times=1)
        except (Trouble, ActionRefused):
            return False
        return True

    def _all(self, which: str) -> Iterator[Fault]:
        for arsenal in self.arsenals:
            yield from getattr(arsenal, which, [])
