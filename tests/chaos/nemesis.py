"""What goes wrong, by a seeded plan: one fault at a time, each against real processes."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field

import redis

from domain.shared.errors import Trouble
from integrations.mobile_money.sandbox.control import ActionRefused
from tests.chaos.sluggish import SluggishTwilio
from tests.chaos.town import Town
from tests.services import PostgresServer, eventually

Fault = Callable[[], bool]
SLOW = 1.0  # seconds that the wallet takes to answer when it is told to be slow


@dataclass
class Nemesis:
    """`strikes` counts the faults that took effect, by name."""

    town: Town
    luck: random.Random
    twilio: SluggishTwilio
    postgres: PostgresServer | None = None
    strikes: Counter[str] = field(default_factory=Counter)

    def run(self, until: float, pause: tuple[float, float]) -> None:
        """Each of the worst faults once; then all of them, again and again, `until` a moment of the monotonic clock."""
        self._round(self.worst_faults, pause)
        while time.monotonic() < until:
            self._round(self.faults, pause)

    def _round(self, faults: list[Fault], pause: tuple[float, float]) -> None:
        """In a shuffled order. The web answers before each strike: what is down already cannot be struck."""
        for fault in self.luck.sample(faults, len(faults)):
            time.sleep(self.luck.uniform(*pause))  # the rhythm of the faults: nothing waits for anything here
            eventually(self.town.answers, seconds=60, every=0.1)
            self.strike(fault)

    def strike(self, fault: Fault) -> None:
        if fault():
            self.strikes[fault.__name__.replace("_", " ")] += 1

    @property
    def faults(self) -> list[Fault]:
        at_random: list[Fault] = [self.kill_web_master, self.kill_messages_worker, self.kill_money_worker]
        return [*self.worst_faults, *at_random]

    @property
    def worst_faults(self) -> list[Fault]:
        """One of each kind, each process once."""
        every: list[Fault] = [
            self.kill_web_worker, self.kill_while_starting, self.kill_while_confirming, self.kill_while_sending,
            self.kill_scheduler, self.kill_wallet, self.kill_redis, self.flush_redis, self.spoil_a_refund,
        ]  # fmt: skip
        return [*every, self.restart_postgres] if self.postgres else every

    # -- kill -9 at any moment ---------------------------------------------------------------------------------------

    def kill_web_worker(self) -> bool:
        return self.town.kill("web workers", which=self.luck.randrange(100))

    def kill_web_master(self) -> bool:
        return self.town.kill("web")

    def kill_messages_worker(self) -> bool:
        return self.town.kill("messages")

    def kill_money_worker(self) -> bool:
        return self.town.kill("money")

    def kill_scheduler(self) -> bool:
        return self.town.kill("scheduler")

    def kill_wallet(self) -> bool:
        return self.town.kill("wallet")

    def kill_redis(self) -> bool:
        return self.town.kill("redis")

    # -- kill -9 at the worst moment ---------------------------------------------------------------------------------

    def kill_while_sending(self) -> bool:
        """Twilio has taken the message and the sender waits for the answer. Either worker may be the sender."""
        with suppress(AssertionError):
            eventually(lambda: self.twilio.answering, seconds=4, every=0.005)
            return any([self.town.kill("messages"), self.town.kill("money")])
        return False

    def kill_while_confirming(self) -> bool:
        """The wallet has been asked for a status and has not answered yet."""
        return self._in_the_middle_of("status") and self.town.kill("money")

    def kill_while_starting(self) -> bool:
        """The wallet has taken a collection on, and the web waits to hear of it."""
        return self._in_the_middle_of("start") and self.town.kill("web")

    def _in_the_middle_of(self, call: str) -> bool:
        """True while such a call waits for its answer; False where none was made in time."""
        try:
            self.town.wallet().faults(**{call: "slow"}, times=1, seconds=SLOW)
            eventually(lambda: not self._slow_answers_left(), seconds=6, every=0.005)
        except (Trouble, ActionRefused, AssertionError, sqlite3.Error):
            return False
        return True

    def _slow_answers_left(self) -> int:
        with closing(sqlite3.connect(self.town.folder / "wallet.db", timeout=1)) as wallet:
            return int(wallet.execute("SELECT coalesce(sum(times), 0) FROM faults WHERE kind = 'slow'").fetchone()[0])

    # -- what is lost ------------------------------------------------------------------------------------------------

    def flush_redis(self) -> bool:
        with suppress(redis.RedisError), self.town.redis() as client:
            return bool(client.flushall())
        return False

    def spoil_a_refund(self) -> bool:
        """The next one fails at the wallet, so that the shop has to pay it out; or is made, and the answer is lost."""
        with suppress(Trouble, ActionRefused):
            self.town.wallet().faults(refund=self.luck.choice(["fail", "lost_answer", "http_500"]), times=1)
            return True
        return False

    def restart_postgres(self) -> bool:
        """Every connection is cut; sometimes it does not even have the time to write a checkpoint."""
        assert self.postgres
        self.postgres.stop(self.luck.choice([signal.SIGINT, signal.SIGQUIT]))
        time.sleep(self.luck.uniform(0, 1))  # it is away for a moment: a fault, not a wait
        self.postgres.start()
        return True
