"""kill -9 of every process: at any moment, and at the worst one."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass

from domain.shared.errors import Trouble
from integrations.mobile_money.sandbox.control import ActionRefused
from tests.chaos.scene import Fault, Scene
from tests.services import eventually

SLOW = 1.0  # seconds that the wallet takes to answer when it is told to be slow


@dataclass
class Killing:
    scene: Scene

    @property
    def worst(self) -> list[Fault]:
        return [
            self.kill_web_worker, self.kill_while_starting, self.kill_while_confirming, self.kill_while_sending,
            self.kill_scheduler, self.kill_wallet, self.kill_redis,
        ]  # fmt: skip

    @property
    def others(self) -> list[Fault]:
        return [self.kill_web_master, self.kill_messages_worker, self.kill_money_worker, self.kill_supervisor]

    # -- at any moment -----------------------------------------------------------------------------------------------

    def kill_web_worker(self) -> bool:
        return self.scene.some_town().kill("web workers", which=self.scene.luck.randrange(100))

    def kill_web_master(self) -> bool:
        return self.scene.some_town().kill("web")

    def kill_messages_worker(self) -> bool:
        return self.scene.some_town().kill("messages")

    def kill_money_worker(self) -> bool:
        return self.scene.some_town().kill("money")

    def kill_scheduler(self) -> bool:
        return self.scene.some_town().kill("scheduler")

    def kill_wallet(self) -> bool:
        return self.scene.town.kill("wallet")

    def kill_redis(self) -> bool:
        return self.scene.town.kill("redis")

    def kill_supervisor(self) -> bool:
        """And everything with it: somebody starts the shop again."""
        town = self.scene.town
        self.scene.calm()  # who stands still cannot see that its parent is dead
        everyone = town.everyone()
        town.stop(signal.SIGKILL)
        eventually(lambda: town.is_gone(everyone), seconds=20)
        town.start()
        return True

    # -- at the worst moment -----------------------------------------------------------------------------------------

    def kill_while_sending(self) -> bool:
        """Twilio has taken the message and the sender waits for the answer. Any worker may be the sender."""
        if not self.scene.seen(lambda: self.scene.twilio.answering):
            return False
        return self._kill_all("messages", "money")

    def kill_while_confirming(self) -> bool:
        """The wallet has been asked for a status and has not answered yet."""
        return self._in_the_middle_of("status") and self._kill_all("money")

    def kill_while_starting(self) -> bool:
        """The wallet has taken a collection on, and the web waits to hear of it."""
        return self._in_the_middle_of("start") and self._kill_all("web")

    def _kill_all(self, *names: str) -> bool:
        """On every machine: which of them it is cannot be seen from outside."""
        killed = [town.kill(name) for town in self.scene.towns for name in names]
        return any(killed)

    def _in_the_middle_of(self, call: str) -> bool:
        """True while such a call waits for its answer; False where none was made in time."""
        try:
            self.scene.town.wallet().faults(**{call: "slow"}, times=1, seconds=SLOW)
            return self.scene.seen(lambda: not self._slow_answers_left(), 6)
        except (Trouble, ActionRefused, sqlite3.Error):
            return False

    def _slow_answers_left(self) -> int:
        with closing(sqlite3.connect(self.scene.town.folder / "wallet.db", timeout=1)) as wallet:
            return int(wallet.execute("SELECT coalesce(sum(times), 0) FROM faults WHERE kind = 'slow'").fetchone()[0])
