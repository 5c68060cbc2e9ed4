"""A process stands still, and goes on as if nothing had been: its leases are somebody else's by then."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from tests.chaos.processes import kill
from tests.chaos.scene import Fault, Scene
from tests.chaos.town import Town

LONGER_THAN_A_LEASE = 5.0


@dataclass
class Freezing:
    """SIGSTOP now, SIGCONT later."""

    scene: Scene

    @property
    def others(self) -> list[Fault]:
        return [
            self.freeze_web_worker, self.freeze_whole_web, self.freeze_messages_worker, self.freeze_money_worker,
            self.freeze_while_sending, self.freeze_scheduler, self.freeze_redis, self.freeze_wallet,
        ]  # fmt: skip

    def freeze_web_worker(self) -> bool:
        pids = self.scene.some_town().pids("web workers")
        return self._freeze(self.scene.luck.sample(pids, min(len(pids), 1)))

    def freeze_whole_web(self) -> bool:
        return self._freeze(self.scene.some_town().pids("web workers"))

    def freeze_messages_worker(self) -> bool:
        return self._freeze(self.scene.some_town().pids("messages"))

    def freeze_money_worker(self) -> bool:
        return self._freeze(self.scene.some_town().pids("money"))

    def freeze_while_sending(self) -> bool:
        """Twilio has taken the message; on a second machine somebody else asks about it meanwhile."""
        if not self.scene.seen(lambda: self.scene.twilio.answering):
            return False
        town: Town = self.scene.some_town()
        return self._freeze([*town.pids("messages"), *town.pids("money")])

    def freeze_scheduler(self) -> bool:
        return self._freeze(self.scene.some_town().pids("scheduler"))

    def freeze_redis(self) -> bool:
        """It takes connections and answers nobody."""
        return self._freeze(self.scene.town.pids("redis"))

    def freeze_wallet(self) -> bool:
        return self._freeze(self.scene.town.pids("wallet"))

    def _freeze(self, pids: list[int]) -> bool:
        frozen = [pid for pid in pids if kill(pid, signal.SIGSTOP)]
        if not frozen:
            return False
        return self.scene.lasts(lambda: [kill(pid, signal.SIGCONT) for pid in frozen], at_least=LONGER_THAN_A_LEASE)
