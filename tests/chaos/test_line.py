"""The bad line does to a real PostgreSQL what it says, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.chaos.line import Line, Trap, after, as_commit_is_answered, as_commit_is_asked, bad_line
from tests.services import PostgresServer, eventually


@pytest.fixture
def line(postgres: PostgresServer) -> Iterator[Line]:
    with bad_line(postgres.socket) as line:
        yield line


@pytest.fixture
def direct(postgres: PostgresServer, fresh_postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(fresh_postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n integer)")
        yield connection


def through(line: Line, direct: psycopg.Connection) -> psycopg.Connection:
    return psycopg.connect(f"postgresql://postgres@127.0.0.1:{line.port}/{direct.info.dbname}")


def kept(direct: psycopg.Connection) -> int:
    return int(direct.execute("SELECT count(*) FROM kept").fetchone()[0])  # type: ignore[index]


@pytest.mark.parametrize(
    ("trap", "is_kept"), [(None, 1), (as_commit_is_asked, 0), (as_commit_is_answered, 1), (after(3), 0)]
)
def test_it_is_cut_before_a_commit_after_it_or_before_all(
    line: Line, direct: psycopg.Connection, trap: Trap | None, is_kept: int
) -> None:
    connection = through(line, direct)
    line.set(trap)
    try:
        connection.execute("INSERT INTO kept VALUES (1)")
        connection.commit()
    except psycopg.OperationalError:
        assert trap
    assert line.cuts == (trap is not None)
    eventually(lambda: kept(direct) == is_kept)


def test_a_write_without_a_transaction_of_its_own_is_cut_once_it_is_kept(
    line: Line, direct: psycopg.Connection
) -> None:
    connection = through(line, direct)
    connection.autocommit = True
    line.set(as_commit_is_answered)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("INSERT INTO kept VALUES (1)")
    assert kept(direct) == 1


def test_nobody_gets_through_while_it_is_down(line: Line, direct: psycopg.Connection) -> None:
    connection = through(line, direct)
    line.go_down()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        through(line, direct)
    line.come_up()
    assert through(line, direct).execute("SELECT 1").fetchone() == (1,)


def test_while_it_is_silent_nothing_is_lost(line: Line, direct: psycopg.Connection) -> None:
    connection = through(line, direct)
    line.silent = True
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(connection.execute("SELECT 1").fetchone()))
    asking.start()
    asking.join(0.1)
    assert not answers
    line.silent = False
    asking.join(10)
    assert answers == [(1,)]
