"""What a chat turn costs: milliseconds, statements and its ratio to the floor, one bare commit to the same database.

Each turn goes through the simulator's door and the whole shop, single-threaded, as one HTTP request in this process;
the floor is taken between the turns of the same run.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sqlalchemy import Engine, event, func, select, text, update

from integrations.store.tables.catalog import variants
from integrations.store.tables.ordering import orders
from tests.bot.casting import demo_table, people_of
from tests.bot.running import Running, demo_database, running_shop

SHOP = "Chez Fatou"
STORY = {
    "greeting": "Bonjour",
    "menu": "menu",
    "typo search": "savn noir",
    "one-line order": "2 savons et 1 natte",
    "cart": "panier",
    "checkout": "commander",
    "not understood": "qwrtp zzz",
    "pick-up": "retrait en boutique",
    "wallet": "1",
    "payer": "1",
    "order placed": "valider",
    "orders": "commandes",
}


def main(buyers: int) -> None:
    """Prints a line for each turn of STORY, told by so many buyers; void unless each of them got an order."""
    turns, floor, placed = tell(buyers)
    if placed != buyers:
        raise SystemExit(f"Void: {buyers} buyers told the story, and {placed} orders were placed.")
    print(f"{'turn':24}{'median ms':>10}{'p95 ms':>8}{'statements':>12}{'× floor':>9}")
    for name, taken in turns.items():
        times = [turn.milliseconds for turn in taken]
        statements = int(median(turn.statements for turn in taken))
        p95 = quantiles(times, n=20)[-1]
        print(f"{name:24}{median(times):10.1f}{p95:8.1f}{statements:12}{median(times) / floor:9.1f}")
    print(f"{'floor: a bare commit':24}{floor:10.2f}")


class Turn(NamedTuple):
    """What one turn cost."""

    milliseconds: float
    statements: int


def tell(buyers: int) -> tuple[dict[str, list[Turn]], float, int]:
    """The turns of STORY by name, the floor in milliseconds, and how many orders were placed."""
    turns: dict[str, list[Turn]] = defaultdict(list)
    floor: list[float] = []
    with TemporaryDirectory() as folder, running_shop(Path(folder), demo_database(Path(folder))) as running:
        number, _cast = people_of(demo_table(SHOP))
        engine = running.it.engine
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE floor (n INTEGER)"))
            connection.execute(update(variants).values(on_hand=1_000_000))
        for buyer in range(buyers):
            floor.append(_took(partial(_bare_commit, engine)))
            for i, (name, said) in enumerate(STORY.items()):
                message = {"from": f"+22507{buyer:08}", "to": number, "id": f"{buyer}-{i}", "text": said}
                with _counted(engine) as statements:
                    took = _took(partial(_say, running, message))
                turns[name].append(Turn(took, len(statements)))
        with engine.connect() as connection:
            placed = connection.scalar(select(func.count()).select_from(orders))
    return turns, median(floor), placed or 0


def _say(running: Running, message: dict[str, Any]) -> None:
    answer = running.web.post("/simulator/messages", json=message)
    assert answer.status_code == 200, answer.get_data(as_text=True)


def _bare_commit(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO floor VALUES (1)"))


def _took(work: Callable[[], None]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
