"""What a machine does to the shop: its disk is full, its clock is wrong, a new release arrives, a bug stumbles."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass

from tests.chaos.disk import Disk
from tests.chaos.planted import Switches
from tests.chaos.postgres_faults import PostgresFaults
from tests.chaos.scene import Fault, Scene
from tests.chaos.town import Town
from tests.services import eventually

AHEAD, BACK = 15.0, 3600.0
"""Seconds. Ahead by a hold and a lease, no more: what is put off by a clock that is ahead waits when it is right."""
PARTS = ("web", "messages", "money")
STUMBLES = 0.2


@dataclass
class MachineFaults:
    scene: Scene

    @property
    def others(self) -> list[Fault]:
        every: list[Fault] = [
            self.set_clock_back, self.set_clock_ahead, self.let_clocks_differ, self.stumble,
            self.renew_web_worker, self.reload_web, self.restart_web_gently,
        ]  # fmt: skip
        return [*every, self.restart_neighbour] if self.scene.neighbour else every

    # -- clocks ------------------------------------------------------------------------------------------------------

    def set_clock_back(self) -> bool:
        return self._set(self.scene.some_town(), "clock", -BACK)

    def set_clock_ahead(self) -> bool:
        return self._set(self.scene.some_town(), "clock", AHEAD)

    def let_clocks_differ(self) -> bool:
        """Two processes of one shop do not agree on the time."""
        one, other = self.scene.luck.sample(PARTS, 2)
        town = self.scene.some_town()
        return self._set(town, f"clock-{one}", AHEAD) and self._set(town, f"clock-{other}", -AHEAD)

    # -- bugs --------------------------------------------------------------------------------------------------------

    def stumble(self) -> bool:
        """Reactions and notices fail after they have done their work: none of it may stay."""
        return self._set(self.scene.some_town(), "stumble", STUMBLES)

    # -- a new release -----------------------------------------------------------------------------------------------

    def renew_web_worker(self) -> bool:
        """SIGTERM: it finishes what it is doing."""
        return self.scene.some_town().kill("web workers", signal.SIGTERM, self.scene.luck.randrange(100))

    def reload_web(self) -> bool:
        """SIGHUP: one web process after the other is replaced."""
        return self.scene.some_town().kill("web", signal.SIGHUP)

    def restart_web_gently(self) -> bool:
        return self.scene.some_town().kill("web", signal.SIGTERM)

    def restart_neighbour(self) -> bool:
        """The second machine goes down in good order and comes back with the other release."""
        town = self.scene.neighbour
        assert town
        self.scene.calm()
        town.stop(signal.SIGTERM)
        switches = Switches(town.folder)
        switches.turn("release", "today" if switches.read("release") == "tomorrow" else "tomorrow")
        town.start()
        return True

    def _set(self, town: Town, name: str, value: float) -> bool:
        if not town.hurried:  # nobody looks at switches there
            return False
        switches = Switches(town.folder)
        with suppress(OSError):  # its disk is full already
            switches.turn(name, value)
            return self.scene.lasts(lambda: switches.clear(name))
        return False


@dataclass
class DiskFaults:
    """Everything that the shop keeps lies on it: the database, Redis' log, the wallet's file."""

    scene: Scene
    disk: Disk
    postgres: PostgresFaults | None

    @property
    def others(self) -> list[Fault]:
        return [self.fill_the_disk]

    def fill_the_disk(self) -> bool:
        self.disk.fill()
        return self.scene.lasts(self._empty)

    def _empty(self) -> None:
        """A PostgreSQL that could not write its log may have given up: whoever makes room starts it again."""
        self.disk.empty()
        if self.postgres and not self.postgres.is_running():
            self.postgres.start_again()
            eventually(self.scene.town.is_ready, seconds=30, every=0.1)
