"""A shop that is ready to be measured: its shelves full, its people known, its requests signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import checks
from tests.benchmarks.ground import Ground, ground, installed, migrated
from tests.benchmarks.loading import play
from tests.benchmarks.options import Options
from tests.benchmarks.plan import Plan
from tests.benchmarks.script import Message, greetings, write_script
from tests.benchmarks.serving import SHOP, Server, serving
from tests.benchmarks.shops import open_shops
from tests.benchmarks.signed import write_file

LONGEST_LINE = 400


@dataclass(frozen=True)
class Stage:
    """`database` is never touched again: each run gets a copy of it, or of the empty `floor`."""

    options: Options
    ground: Ground
    database: str
    floor: str
    script: list[list[Message]]
    requests: Path

    def plan(self, server: Server, **how: object) -> Plan:
        return Plan(self.requests, server.port, **{"connections": self.options.connections, **how})  # type: ignore[arg-type]

    @contextmanager
    def shop(self, **settings: str) -> Iterator[tuple[Server, str]]:
        """The shop on a copy of the database."""
        with self.copy(self.database) as database, serving(SHOP, self.ground.settings(database, **settings)) as server:
            yield server, database

    @contextmanager
    def copy(self, database: str) -> Iterator[str]:
        copied = self.ground.copy(database)
        try:
            yield copied
        finally:
            self.ground.drop(copied)


@contextmanager
def stage(options: Options) -> Iterator[Stage]:
    """What the processes said last is added to whatever goes wrong."""
    with ground(options.database) as place:
        try:
            ready = prepare(place, options)
            _let_people_greet(ready)
            yield ready
        except (checks.Void, AssertionError) as wrong:
            raise type(wrong)(f"{wrong}\n{last_words(place)}") from None


def prepare(place: Ground, options: Options) -> Stage:
    database = migrated(place)
    with installed(place, database) as it:
        open_shops(it, options.shops, options.products)
    script = write_script(options.chats, options.length, options.shops, options.products)
    requests = write_file(place.folder / "requests", script)
    return Stage(options, place, database, place.prepare_floor(), script, requests)


def last_words(place: Ground) -> str:
    """Of the processes: perhaps they say why."""
    console = place.folder / "console"
    lines = console.read_text(errors="replace").splitlines() if console.exists() else []
    return "\n".join(line[:LONGEST_LINE] for line in lines[-30:])


def _let_people_greet(it: Stage) -> None:
    """Everybody has been here before."""
    script = greetings(it.options.chats, it.options.shops)
    requests = write_file(it.ground.folder / "greetings", script)
    with serving(SHOP, it.ground.settings(it.database)) as server:
        load = play(Plan(requests, server.port, it.options.connections, seconds=3600), script, 0)
    checks.hold(it.database, [load])
