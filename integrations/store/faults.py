"""What the database refuses or fails at, in the words of the domain: translated once, for every statement."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

from domain.shared.errors import Overtaken, Temporary
from integrations.store.constraints import broken_constraint, refusal_for

# PostgreSQL states after which the same transaction may simply be tried again, now or when somebody has made room.
PASSING = {
    "40001": "another transaction was faster",
    "40P01": "two transactions waited for each other",
    "55P03": "a row stayed locked",
    "57014": "the statement took too long",
    "25006": "the database only lets itself be read",
    "53100": "the disk of the database is full",
    "53200": "the database is out of memory",
    "53300": "the database has no free connection",
    "57P01": "the database is shutting down",
    "57P02": "the database has crashed",
    "57P03": "the database is starting",
    "58030": "the database cannot read or write its disk",
}
GUARD_MISSED = "22012"
"""Division by zero: how a statement of many writes says that one of them, which had to, changed nothing."""
SQLITE_PASSING = (
    "database is locked", "database table is locked", "disk is full", "disk I/O error", "readonly database",
)  # fmt: skip


def translate_faults(engine: Engine) -> None:
    """From now on a broken constraint raises its Refusal, a busy or lost database raises Temporary."""
    event.listen(engine, "handle_error", _raise_in_our_words)


def in_our_words(error: BaseException, is_lost: bool) -> Exception | None:
    """Of what a driver has raised; None: that was not meant to happen."""
    if _is_broken_constraint(error):
        return refusal_for(broken_constraint(error))
    if is_lost:
        return Temporary("the database does not answer", retry_after=1)
    if getattr(error, "sqlstate", None) == GUARD_MISSED:
        return Overtaken("one of several writes")
    why = _passing(error)
    return Temporary(why, retry_after=0.1) if why else None


def _raise_in_our_words(context: ExceptionContext) -> None:
    if context.is_pre_ping:
        return
    error = context.sqlalchemy_exception
    is_lost = context.is_disconnect or (isinstance(error, OperationalError) and _connecting(context))
    said = in_our_words(context.original_exception, is_lost)
    if said is not None:
        raise said


def _is_broken_constraint(error: BaseException) -> bool:
    """Every driver calls it so (PEP 249)."""
    return any(kind.__name__ == "IntegrityError" for kind in type(error).__mro__)


def _connecting(context: ExceptionContext) -> bool:
    return context.connection is None


def _passing(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return PASSING.get(state, "")
    return next((words for words in SQLITE_PASSING if words in str(error)), "")
