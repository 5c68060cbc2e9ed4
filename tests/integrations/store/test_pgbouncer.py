"""Behind a real PgBouncer that pools transactions; skipped where there is none on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from domain.ordering.order import Order
from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from integrations.store.engine import connect, create_database
from tests.integrations.store.shop import ShopFloor, all_at_once
from tests.integrations.store.test_races import buyers
from tests.ports import free_ports
from tests.services import eventually

CONNECTIONS = 3


@pytest.fixture
def bouncer(postgres_database: Engine) -> Iterator[str]:
    """The URL of `postgres_database` through it."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("no pgbouncer on PATH")
    [port] = free_ports(1)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # whoever it runs as must find its file
        config, log = Path(folder) / "pgbouncer.ini", Path(folder) / "log"
        config.write_text(_configuration(postgres_database, port))
        with log.open("wb") as out:
            process = subprocess.Popen([program, *_as_somebody(), str(config)], stdout=out, stderr=out)
        through = f"postgresql://postgres@127.0.0.1:{port}/{postgres_database.url.database}"
        try:
            eventually(lambda: _answers(through))
            yield through
        finally:
            process.terminate()
            process.wait(10)


def _configuration(database: Engine, port: int) -> str:
    name, host = database.url.database, database.url.query["host"]
    return (
        f"[databases]\n{name} = host={host} user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = {CONNECTIONS}\nmax_client_conn = 100\n"
    )


def _as_somebody() -> list[str]:
    """It refuses to run as root."""
    return ["-u", "nobody"] if os.getuid() == 0 else []


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_unless_it_is_told_so_a_connection_is_refused(bouncer: str) -> None:
    with pytest.raises(Temporary):
        connect(create_database(bouncer))


def test_a_crowd_that_shares_three_connections_buys_what_there_is(bouncer: str, clock: FakeClock) -> None:
    engine = create_database(f"{bouncer}?pgbouncer=true")
    floor = ShopFloor(engine, clock)
    floor.put_on_shelf(stock=10)
    people = buyers(floor, 16)
    outcomes = all_at_once([lambda person=person: floor.check_out(person) for person in people])  # type: ignore[misc]
    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 10, outcomes
    assert (floor.variant().on_hand, floor.variant().held) == (10, 10)
    engine.dispose()
