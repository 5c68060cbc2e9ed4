"""Every crossing from the shop's code to a port: here actors change, processes die and answers get lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.shared.errors import OutcomeUnknown, Temporary
from integrations.store.contents import Contents
from integrations.store.engine import Database
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.simulation.faults import Fault, Weather
from tests.simulation.timeline import Crash, Timeline

QUICK = 0.001, 0.03
"""Seconds that a transaction waits for its turn."""
STALLED = 3.0, 34.0
"""A process that stands still: less than every lease, or another one would rightly take over."""


class Broken(BaseException):
    """A rule does not hold: the run ends here."""


class Boundary:
    """Shared by all adapters of one run. `committed` is called after every transaction that was kept."""

    def __init__(self, timeline: Timeline, weather: Weather, committed: Callable[[SqlUnitOfWork], None]) -> None:
        self.timeline = timeline
        self.weather = weather
        self.committed = committed

    def may_crash(self, where: str, share: float = 1.0) -> None:
        if self.timeline.actor and self.weather.strikes(Fault.CRASH, share):
            self.timeline.note(f"DIES {where}")
            raise Crash(where)

    def is_down(self, party: Fault) -> bool:
        return self.weather.is_down(party, self.timeline.seconds)

    def strikes(self, fault: Fault, share: float = 1.0) -> bool:
        return self.weather.strikes(fault, share)

    # -- calls to others ---------------------------------------------------------------------------------------------

    def calls(self, what: str) -> None:
        """A request is about to leave."""
        self._outside_of_transactions(what)
        self.may_crash(f"before it calls {what}")
        self.timeline.pause(0.02, 1.5)

    def hears(self, what: str, answer: object) -> None:
        """Its answer is there."""
        self.timeline.pause(0.01, 0.5)
        self.timeline.note(f"{what}: {answer}")
        self.may_crash(f"before it keeps what {what} said")

    def waits_in_vain(self, what: str, seconds: float) -> None:
        self.timeline.pause(seconds)
        self.timeline.note(f"{what}: no answer")

    # -- transactions ------------------------------------------------------------------------------------------------

    def begins(self, *, reads: bool) -> None:
        actor = self.timeline.actor
        if actor is None or actor.transactions:
            return
        if not reads:
            self._stall()
        self.timeline.pause(*QUICK)
        if not reads and self.strikes(Fault.DATABASE_BUSY):
            self.timeline.note("the database does not answer")
            raise Temporary("the database does not answer")

    def kept(self, work: SqlUnitOfWork) -> None:
        names = ", ".join(type(event).__name__ for event in work.happened)
        self.timeline.note(f"commits {names or _used(work)}")
        self.committed(work)
        self.may_crash("after a commit")
        if self.timeline.actor and self.strikes(Fault.COMMIT_LOST):
            self.timeline.note("does not learn that it has committed")
            raise OutcomeUnknown("the database was lost while it committed")

    def _stall(self) -> None:
        if self.strikes(Fault.STALL):
            self.timeline.note("stands still")
            self.timeline.pause(*STALLED)

    def _outside_of_transactions(self, what: str) -> None:
        if self.timeline.actor and self.timeline.actor.transactions:
            raise Broken(f"no_transaction_spans_a_call: {what} is called inside one")


def _used(work: SqlUnitOfWork) -> str:
    """Where no event tells what a transaction was about: the boxes and repositories that it has opened."""
    opened = (name for name in vars(work) if name in vars(Contents) and not name.startswith("_"))
    return f"something in {', '.join(opened)}"


def watched_work(boundary: Boundary) -> type[SqlUnitOfWork]:
    """The shop's own unit of work, with the boundary at its begin and its commit."""

    class WatchedWork(SqlUnitOfWork):
        _engine: Database

        def __enter__(self) -> Any:
            self._writes = not self._engine.get_execution_options().get("reading")
            boundary.begins(reads=not self._writes)
            self._count(1)
            super().__enter__()
            self._changes_before = self._changes()
            return self

        def __exit__(self, *how: Any) -> None:
            try:
                super().__exit__(*how)
            finally:
                self._count(-1)

        def _commit(self) -> None:
            if self._writes:
                boundary.may_crash("before a commit")
            super()._commit()
            self._has_changed = self._changes() > self._changes_before

        def _wake(self) -> None:
            if self._has_changed:
                boundary.kept(self)
            super()._wake()

        def _changes(self) -> int:
            return int(self.connection.connection.connection.dbapi_connection.total_changes)

        def _count(self, change: int) -> None:
            actor = boundary.timeline.actor
            if actor:
                actor.transactions += change

    return WatchedWork
