"""One transaction, in as few round trips as can be: what is read is asked at once, what is written waits.

Nothing is begun before something must be. A turn that reads in one glance and then only writes is two statements, which
commit by themselves; whatever locks, or must see what was just written, begins a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import RawCursor
from sqlalchemy import CursorResult, Engine, Executable, Table
from sqlalchemy.engine import Dialect

from domain.shared.errors import OutcomeUnknown, Overtaken, Refusal, Temporary
from integrations.store.engine import connect_by_hand
from integrations.store.faults import in_our_words
from integrations.store.prepared import Prepared, Row
from integrations.store.writes import Write, in_batches, in_one_statement, in_words

Result = CursorResult[*tuple[Any, ...]]
Writes = Callable[[], Iterable[Write]]


class Transaction:
    """Used like a connection. `close` ends it, kept or not.

    `fresh` are ids that were given in it: nobody else can know them, so nothing of theirs is looked up or waited for.
    `touched` are the tables whose aggregates it has changed.
    """

    def __init__(self, engine: Engine) -> None:
        self.connection = connect_by_hand(engine)
        self.fresh: set[str] = set()
        self.touched: set[str] = set()
        self._reads_only = bool(engine.get_execution_options().get("reading"))
        self._is_postgres = self.dialect.name == "postgresql"
        self._waiting: dict[object, Writes] = {}
        self._has_begun = False
        self._block_begins = False

    @property
    def dialect(self) -> Dialect:
        return self.connection.dialect

    # -- reading ------------------------------------------------------------------------------------------------------

    def glance(self, prepared: Prepared, given: Row) -> list[Row]:
        """What is committed, or was flushed: nothing is begun for it, nothing locked by it."""
        found = self._run(prepared.text, prepared.parameters(given))
        return [prepared.row(values) for values in found.fetchall()]

    def look(self, statement: Executable, parameters: Any = None) -> Result:
        """The same, of a statement that is not prepared."""
        return self.connection.execute(statement, parameters)

    def read(self, statement: Executable, parameters: Any = None) -> Result:
        """What is committed, and what this transaction has written."""
        return (self.execute if self._waiting else self.look)(statement, parameters)

    def read_of(self, table: Table, statement: Executable, parameters: Any = None) -> Result:
        """Likewise, of a table whose rows change with the aggregates of `table` only."""
        return (self.execute if table.name in self.touched else self.look)(statement, parameters)

    def rows_of(self, table: Table, prepared: Prepared, given: Row) -> list[Any]:
        """Likewise, of a statement that is prepared, as the driver gives them."""
        if table.name in self.touched:
            self.flush()
        rows: list[Any] = self._run(prepared.text, prepared.parameters(given)).fetchall()
        return rows

    # -- reading with locks, and writing at once ----------------------------------------------------------------------

    def execute(self, statement: Executable, parameters: Any = None) -> Result:
        """Sees what was written before. Raises Overtaken where that was not possible."""
        self.flush()
        self._begin()
        return self.connection.execute(statement, parameters)

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Result:
        self.flush()
        self._begin()
        return self.connection.exec_driver_sql(statement, parameters)

    def by_itself(self, statement: Executable, parameters: Any = None) -> Result:
        """Kept whatever becomes of the rest, unless a transaction was begun: nobody waits for it to end."""
        return self.connection.execute(statement, parameters)

    def at_once(self, prepared: Prepared, given: Row) -> list[Any]:
        """Likewise, of a statement that is prepared: rows as the driver gives them."""
        rows: list[Any] = self._run(prepared.text, prepared.parameters(given)).fetchall()
        return rows

    # -- writing ------------------------------------------------------------------------------------------------------

    def later(self, write: Write) -> None:
        """With everything else that waits, in this order."""
        self._waiting[object()] = lambda: (write,)

    def later_as_it_will_be(self, name: object, writes: Writes) -> None:
        """`writes` is asked when it is time; what was put down under the same name before need not be."""
        self._waiting.setdefault(name, writes)

    def flush(self) -> None:
        if self._waiting:
            self._begin()
            self._write()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Of what is written in this block everything stays or nothing. The database hears of it only where something
        is written before its end."""
        self.flush()
        self._block_begins = True
        try:
            yield
        except BaseException:
            self._waiting.clear()
            if not self._block_begins:
                self.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT block")
            raise
        finally:
            self._block_begins = False

    # -- the end ------------------------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Raises Overtaken, and OutcomeUnknown where the database was lost meanwhile."""
        try:
            if self._waiting:
                self._write()
            if self._has_begun:
                self._has_begun = False
                self.connection.exec_driver_sql("COMMIT")
        except Temporary as error:
            if self.connection.invalidated:
                raise OutcomeUnknown("the database was lost while it committed") from error
            raise

    def close(self) -> None:
        """What was not committed has never been."""
        self._waiting.clear()
        try:
            if self._has_begun and not self.connection.invalidated:
                self.connection.exec_driver_sql("ROLLBACK")
        finally:
            self._has_begun = False
            self.connection.close()

    # -- what goes to the database ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """SQLite: the write lock first means never losing a race half way through. On PostgreSQL each statement that
        only reads sees one moment anyway."""
        if not self._has_begun and not (self._reads_only and self._is_postgres):
            alone = not self._is_postgres and not self._reads_only
            self.connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")
            self._has_begun = True
        if self._block_begins:
            self.connection.exec_driver_sql("SAVEPOINT block")
            self._block_begins = False

    def _write(self) -> None:
        """What waits, all of it or nothing."""
        batches = list(in_batches(write for each in self._waiting.values() for write in each()))
        self._waiting.clear()
        if not self._is_postgres or len(batches) > 1:
            self._begin()
        try:
            for batch in batches:
                (self._write_together if self._is_postgres else self._write_in_turn)(batch)
        except Refusal as refusal:
            raise Overtaken(str(refusal) or refusal.code) from refusal

    def _write_in_turn(self, writes: list[Write]) -> None:
        for write in writes:
            done = self._run(in_words(write.shape, "?"), tuple(write.bound(self.dialect)))
            if write.shape.must_hit and done.rowcount != 1:
                raise Overtaken(write.shape.table.name)

    def _write_together(self, writes: list[Write]) -> None:
        values = tuple(value for write in writes for value in write.bound(self.dialect))
        self._run(in_one_statement(tuple(write.shape for write in writes)), values)

    def _run(self, statement: str, parameters: Any) -> Any:
        """Straight to the driver: half of what a short statement costs is what is done around it. Whoever listens to
        statements hears of it all the same."""
        for hears in self.connection.dispatch.before_cursor_execute:
            hears(self.connection, None, statement, parameters, None, False)
        driver: Any = self.connection.connection.driver_connection
        try:
            return (RawCursor(driver) if self._is_postgres else driver).execute(statement, parameters)
        except self.dialect.loaded_dbapi.Error as error:
            is_lost = self.dialect.is_disconnect(error, driver, None)
            if is_lost:
                self.connection.invalidate(error)
            said = in_our_words(error, is_lost)
            if said is None:
                raise
            raise said from error
