"""One transaction of one shop: everything that happens in it is kept, or nothing is.

Aggregates give up their events as they are added or saved. `settle` lets the reactions that must hold at once run,
and what those cause in turn, until nothing new happens; leaving the block settles, writes all events and commits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from domain.shared.clock import Clock
from domain.shared.events import DomainEvent
from domain.shared.ids import Ids, ShopId
from integrations.store.contents import Contents
from integrations.store.shelves import Shelves
from integrations.store.transaction import Transaction

LONGEST_CHAIN = 200
"""So many events in one transaction are reactions that chase each other: a bug."""

Reactions = Callable[[DomainEvent, "SqlUnitOfWork"], None]
log = logging.getLogger(__name__)


def no_reactions(event: DomainEvent, work: SqlUnitOfWork) -> None:
    """For tests of the store alone."""


def always(event: DomainEvent) -> bool:
    return True


class SqlUnitOfWork(Contents):
    """`with SqlUnitOfWork(...) as work:`, once. Its attributes are the repositories, queries and boxes.

    `awaited` tells which events somebody reacts to later; the others are kept as handled already.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock,
        ids: Ids,
        shop_id: ShopId,
        trace_id: str = "",
        reactions: Reactions = no_reactions,
        awaited: Callable[[DomainEvent], bool] = always,
        shelves: Shelves | None = None,
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.shop_id = shop_id
        self.trace_id = trace_id
        self._engine = engine
        self._reactions = reactions
        self._awaited = awaited
        self._shelves = shelves or Shelves()
        self._happened: list[DomainEvent] = []
        self._settled = 0
        self._wake_ups: list[Callable[[], object]] = []
        self.changes = 0
        """How often an aggregate was added or saved."""

    # -- the transaction --------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._open(Transaction(self._engine))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._commit()
        finally:
            self.connection.close()
        if error is None:
            self._wake()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """All of this block with its reactions, or nothing of it: the transaction goes on either way."""
        before = len(self._happened), self._settled, len(self._wake_ups), self.turns.taken
        try:
            with self.connection.savepoint():
                yield
                self.settle()
        except BaseException:
            del self._happened[before[0] :]
            self._settled = before[1]
            del self._wake_ups[before[2] :]
            self.turns.taken = before[3]
            self.forget()
            raise

    # -- events -----------------------------------------------------------------------------------------------

    def take(self, happened: Iterable[DomainEvent]) -> None:
        """Called with each change. Each event gets its id, and the trace of what caused it."""
        self.changes += 1
        for event in happened:
            self._happened.append(replace(event, event_id=self.ids.new(), trace_id=self.trace_id))

    def settle(self) -> None:
        """Everything that must be true together with what has happened so far becomes true."""
        while self._settled < len(self._happened):
            if self._settled > LONGEST_CHAIN:
                raise RuntimeError(f"reactions do not end: {[type(e).__name__ for e in self._happened[-6:]]}")
            event = self._happened[self._settled]
            self._settled += 1
            self._reactions(event, self)

    @property
    def happened(self) -> tuple[DomainEvent, ...]:
        """What this unit of work will keep, in the order in which it happened."""
        return tuple(self._happened)

    def on_commit(self, wake_up: Callable[[], object]) -> None:
        """Called once everything is kept, never before; its failure undoes nothing."""
        self._wake_ups.append(wake_up)

    def _commit(self) -> None:
        self.settle()
        self.events.append(self._happened, self.clock.now(), self._awaited)
        self.connection.commit()

    def _wake(self) -> None:
        for wake_up in self._wake_ups:
            try:
                wake_up()
            except Exception:
                log.warning("a wake-up after commit failed; the sweep will see to it", exc_info=True)
