"""PostgreSQL is restarted, killed, read-only, locked by somebody else, used up; its line is slow, silent, cut."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import psycopg

from integrations.store.tables import METADATA
from tests.chaos.line import Line, Trap, after, as_commit_is_answered, as_commit_is_asked
from tests.chaos.scene import Fault, Scene
from tests.services import PostgresServer, Unavailable, eventually

MOST_CONNECTIONS = 150
WRITES_ALL_THE_SAME = "-c default_transaction_read_only=off -c lock_timeout=2s"


@dataclass
class PostgresFaults:
    """`back_after` are the seconds from its return to the first page that the shop read from it."""

    scene: Scene
    postgres: PostgresServer
    back_after: list[float] = field(default_factory=list)

    @property
    def worst(self) -> list[Fault]:
        return [self.restart_postgres]

    @property
    def others(self) -> list[Fault]:
        return [
            self.kill_postgres, self.make_read_only, self.lock_a_table, self.wait_for_each_other,
            self.use_up_connections,
        ]  # fmt: skip

    def restart_postgres(self) -> bool:
        """Every connection is cut; sometimes it does not even have the time to write a checkpoint."""
        return self._down_and_up(self.scene.luck.choice([signal.SIGINT, signal.SIGQUIT]))

    def kill_postgres(self) -> bool:
        return self._down_and_up(signal.SIGKILL)

    def make_read_only(self) -> bool:
        """As a replica that was not promoted, or a disk that the administrator wants to save."""
        return self._set_read_only("on") and self.scene.lasts(partial(self._set_read_only, "off"))

    def lock_a_table(self) -> bool:
        """Somebody else's session sits on a table: who wants to write there waits, longer than anybody may."""
        table = self.scene.luck.choice(METADATA.sorted_tables).name
        with suppress(psycopg.Error):
            session = self._session()
            session.execute("BEGIN")
            session.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE".encode())
            return self.scene.lasts(session.close, at_least=4)
        return False

    def wait_for_each_other(self) -> bool:
        """Somebody else takes what turns take, the other way round: who waits first is called off by PostgreSQL."""
        with suppress(psycopg.Error), self._session() as session:
            session.execute("BEGIN")
            session.execute("LOCK TABLE chat_outbox IN SHARE ROW EXCLUSIVE MODE")
            time.sleep(0.5)  # until a turn waits for it that has written what is taken next
            session.execute("LOCK TABLE chat_inbox IN SHARE ROW EXCLUSIVE MODE")
            return True
        return False

    def use_up_connections(self) -> bool:
        """Not one is left for whoever needs a new one."""
        taken: list[psycopg.Connection] = []
        with suppress(psycopg.OperationalError):
            while len(taken) < MOST_CONNECTIONS:
                taken.append(self._session())
        return bool(taken) and self.scene.lasts(lambda: [session.close() for session in taken])

    # -- how ---------------------------------------------------------------------------------------------------------

    def _down_and_up(self, how: signal.Signals) -> bool:
        self.scene.calm()
        self.postgres.stop(how)
        time.sleep(self.scene.luck.uniform(0, 1))  # it is away for a moment: a fault, not a wait
        self.start_again()
        began = time.monotonic()
        if self.scene.seen(self.scene.town.is_ready, 30):
            self.back_after.append(time.monotonic() - began)
        return True

    def is_running(self) -> bool:
        return self.postgres.process is not None and self.postgres.process.poll() is None

    def start_again(self) -> None:
        """Those whom a killed one has left behind may take a moment to go."""

        def starts() -> bool:
            with suppress(Unavailable):
                self.postgres.start()
                return True
            return False

        eventually(starts, seconds=60, every=0.3)

    def _set_read_only(self, value: str) -> bool:
        with suppress(psycopg.Error), self._session() as session:
            session.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}".encode())
            session.execute("SELECT pg_reload_conf()")
            return True
        return False

    def _session(self) -> psycopg.Connection:
        return psycopg.connect(self.postgres.url(self.scene.database), options=WRITES_ALL_THE_SAME, autocommit=True)


@dataclass
class LineFaults:
    """What lies between the shop and its database."""

    scene: Scene
    line: Line

    @property
    def others(self) -> list[Fault]:
        return [
            self.slow_line, self.silence_line, self.cut_line, self.cut_as_commit_is_asked,
            self.cut_as_commit_is_answered, self.cut_in_an_answer,
        ]  # fmt: skip

    def slow_line(self) -> bool:
        self.line.delay = self.scene.luck.choice([0.05, 0.05, 0.5])
        return self.scene.lasts(lambda: setattr(self.line, "delay", 0.0))

    def silence_line(self) -> bool:
        self.line.silent = True
        return self.scene.lasts(lambda: setattr(self.line, "silent", False))

    def cut_line(self) -> bool:
        """And nobody gets through for a while."""
        self.line.go_down()
        return self.scene.lasts(self.line.come_up)

    def cut_as_commit_is_asked(self) -> bool:
        return self._trap(as_commit_is_asked)

    def cut_as_commit_is_answered(self) -> bool:
        return self._trap(as_commit_is_answered)

    def cut_in_an_answer(self) -> bool:
        return self._trap(after(self.scene.luck.randrange(1, 40)))

    def _trap(self, trap: Trap) -> bool:
        before = self.line.cuts
        self.line.set(trap)
        sprung = self.scene.seen(lambda: self.line.cuts > before)
        self.line.set(None)
        return sprung
