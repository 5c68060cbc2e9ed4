"""Both databases are set up so that no update is lost and no broken connection is felt twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from domain.shared.errors import Temporary
from integrations.store.engine import _begin_sqlite, create_database, reading
from tests.integrations.store.shop import all_at_once
from tests.services import eventually


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
        ("sqlite:///shop.db", "sqlite"),
    ],
)
def test_urls_as_people_write_them(given: str, driver: str) -> None:
    assert create_database(given).url.drivername == driver


def test_sqlite_is_set_up(tmp_path: Path) -> None:
    engine = create_database(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.connect() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    assert asked == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 10_000, "foreign_keys": 1}


def count_up(engine: Engine, times: int) -> None:
    for _ in range(times):
        with engine.begin() as connection:
            count = connection.execute(text("SELECT n FROM counter")).scalar_one()
            connection.execute(text("UPDATE counter SET n = :n"), {"n": count + 1})


def a_counter(tmp_path: Path) -> Engine:
    engine = create_database(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    return engine


def counted(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT n FROM counter")).scalar_one())


def test_without_begin_immediate_an_update_is_lost(tmp_path: Path) -> None:
    engine = a_counter(tmp_path)
    event.remove(engine, "begin", _begin_sqlite)
    with engine.begin() as one, engine.begin() as other:
        seen = [each.execute(text("SELECT n FROM counter")).scalar_one() for each in (one, other)]
        for each, n in zip((one, other), seen, strict=True):
            each.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
    assert counted(engine) == 1


def test_with_begin_immediate_none_is_lost(tmp_path: Path) -> None:
    engine = a_counter(tmp_path)
    assert all_at_once([lambda: count_up(engine, 50)] * 4) == [None] * 4
    assert counted(engine) == 200


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    engine = create_database(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.begin() as writer:
        writer.execute(text("CREATE TABLE kept (n INTEGER)"))
    with engine.begin() as writer, reading(engine).connect() as reader:
        writer.execute(text("INSERT INTO kept VALUES (1)"))
        assert reader.execute(text("SELECT count(*) FROM kept")).scalar() == 0


def test_a_lost_connection_is_replaced_unseen(postgres_database: Engine) -> None:
    with postgres_database.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with postgres_database.connect() as one, postgres_database.connect() as other:
        victim, executioner = (one, other) if one_is(one, pid) else (other, one)
        executioner.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        with pytest.raises(Temporary):
            victim.execute(text("SELECT 1"))
    assert eventually(lambda: works(postgres_database))


def one_is(connection: object, pid: int) -> bool:
    return bool(connection.execute(text("SELECT pg_backend_pid()")).scalar_one() == pid)  # type: ignore[attr-defined]


def works(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1


def test_a_database_that_is_not_there_is_trouble_not_a_bug() -> None:
    with pytest.raises(Temporary), create_database("postgresql://u@127.0.0.1:1/d").connect():
        pass


# -- behind PgBouncer ---------------------------------------------------------------------------------------------


def asked_often(engine: Engine) -> dict[str, str]:
    """What the session knows after one statement was run ten times."""
    with engine.connect() as connection:
        for n in range(10):
            connection.execute(text("SELECT :n + 1"), {"n": n})
        prepared = "SELECT count(*)::text FROM pg_prepared_statements WHERE statement LIKE '%+ 1%'"
        return {
            "prepared": str(connection.execute(text(prepared)).scalar()),
            "limit": str(connection.execute(text("SHOW statement_timeout")).scalar()),
        }


def test_a_connection_of_ones_own_remembers_and_a_pooled_one_does_not(fresh_postgres_url: str) -> None:
    own, pooled = create_database(fresh_postgres_url), create_database(fresh_postgres_url + "&pgbouncer=true")
    assert asked_often(own) == {"prepared": "1", "limit": "10s"}
    assert asked_often(pooled) == {"prepared": "0", "limit": "0"}
    own.dispose()
    pooled.dispose()
