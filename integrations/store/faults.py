"""What the database refuses or fails at, in the words of the domain: translated once, for every statement."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import IntegrityError, OperationalError

from domain.shared.errors import Temporary
from integrations.store.constraints import broken_constraint, refusal_for

# PostgreSQL states after which the same transaction may simply be tried again.
PASSING = {
    "40001": "another transaction was faster",
    "40P01": "two transactions waited for each other",
    "55P03": "a row stayed locked",
    "57014": "the statement took too long",
    "53300": "the database has no free connection",
    "57P01": "the database is shutting down",
    "57P03": "the database is starting",
}
SQLITE_PASSING = ("database is locked", "database table is locked", "disk is full", "disk I/O error")


def translate_faults(engine: Engine) -> None:
    """From now on a broken constraint raises its Refusal, a busy or lost database raises Temporary."""
    event.listen(engine, "handle_error", _raise_in_our_words)


def _raise_in_our_words(context: ExceptionContext) -> None:
    if context.is_pre_ping:
        return
    error = context.sqlalchemy_exception
    if isinstance(error, IntegrityError):
        refusal = refusal_for(broken_constraint(error))
        if refusal is not None:
            raise refusal
    if context.is_disconnect or (isinstance(error, OperationalError) and _connecting(context)):
        raise Temporary("the database does not answer", retry_after=1)
    why = _passing(error)
    if why:
        raise Temporary(why, retry_after=0.1)


def _connecting(context: ExceptionContext) -> bool:
    return context.connection is None


def _passing(error: object) -> str:
    original = getattr(error, "orig", None)
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return PASSING.get(state, "")
    return next((words for words in SQLITE_PASSING if words in str(original)), "")
