"""A long day: whether memory, connections and the database grow with what has been said, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import psycopg

from tests.benchmarks import checks
from tests.benchmarks.loading import play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.report import Report
from tests.benchmarks.script import write_script
from tests.benchmarks.serving import Server
from tests.benchmarks.signed import write_file
from tests.benchmarks.stage import Stage, stage

MEGABYTE = 1024 * 1024
SIZE = "SELECT pg_database_size(current_database())"
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Moment(NamedTuple):
    """How things stand after so many turns. Bytes."""

    turns: int
    rate: float
    resident: list[int]
    connections: int
    size: int


def main(options: Options) -> Report:
    with stage(options) as it, it.shop() as (server, database):
        moments = [how_it_stands(it, server, database, 0, 0.0), *rounds(it, server, database)]
        checks.refuse(checks.broken(database))
    return told(options, moments)


def rounds(it: Stage, server: Server, database: str) -> Iterator[Moment]:
    """Each a script of its own, with ids of its own, by the same people."""
    options, turns, n = it.options, 0, 1
    while turns < options.turns:
        n += 1
        script = write_script(options.chats, options.length, options.shops, options.products, seed=n)
        requests = write_file(it.ground.folder / "requests", script)
        plan = replace(it.plan(server, seconds=3600), script=requests)
        load = play(plan, script, 0)
        checks.refuse(checks.answered_as_they_should(load))
        turns += len(load.accepted)
        yield how_it_stands(it, server, database, turns, load.rate(0, max(each.at for each in load.samples)))


def how_it_stands(it: Stage, server: Server, database: str, turns: int, rate: float) -> Moment:
    if not it.ground.postgres:
        path = Path(database.removeprefix("sqlite:///"))
        size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
        return Moment(turns, rate, server.resident, 0, size)
    with psycopg.connect(database, autocommit=True) as connection:
        size, connections = (connection.execute(ask).fetchone() or [0] for ask in (SIZE, OPEN))
    return Moment(turns, rate, server.resident, connections[0], size[0])


def told(options: Options, moments: list[Moment]) -> Report:
    report = Report(
        f"soak-{options.database}",
        "Soak",
        "The web processes and the database as the day goes on.",
        ["turns", "turns/s", "resident MB of each process", "connections", "database MB", "bytes a turn"],
        keep=not options.quick,
    )
    empty = moments[0].size
    for at in moments:
        resident = ", ".join(f"{each / MEGABYTE:.1f}" for each in at.resident)
        each_turn = f"{(at.size - empty) / at.turns:,.0f}" if at.turns else ""
        report.row(
            f"{at.turns:,}", f"{at.rate:,.0f}", resident, at.connections, f"{at.size / MEGABYTE:,.1f}", each_turn
        )
    shown = {f"{at.turns:,} turns": max(at.resident) / MEGABYTE for at in moments}
    report.bars("resident megabytes of the largest web process", shown)
    return report


if __name__ == "__main__":
    main(read_options()).publish()
