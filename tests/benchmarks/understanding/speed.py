"""How long a search takes that nobody has made before, on a generated shelf of any size, on either database.

`python -m tests.benchmarks.understanding.speed [sqlite|postgres] [products]`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from integrations.store.engine import create_database
from integrations.store.migrations import migrate
from tests.benchmarks.understanding.catalogue import asked_for, generated
from tests.benchmarks.understanding.stall import NOW, SHOP, kept_shelf, work_on
from tests.integrations.store.big_shelf import Article, put_on_shelf
from tests.services import running_postgres

ROWS, ASKED = 9, 600
HOW = {False: "its name", True: "with a slip"}


def main(kind: str, size: int) -> None:
    articles = generated(size)
    with database(kind) as engine:
        fill(engine, articles)
        asked = list(asked_for(articles, ASKED))
        for name, keeps in (("a process that keeps the shelf", True), ("one that knows nothing of it", False)):
            for slip, how in HOW.items():
                times = [taken(engine, typed, keeps) for typed, _meant, has_slip in asked if has_slip == slip]
                print(f"{kind}, {size} products, {name}, {how}: {told(times)}")


def told(times: Sequence[float]) -> str:
    return f"median {median(times):.2f} ms, p99 {quantiles(times, n=100)[-1]:.2f} ms, of {len(times)}"


KEPT = kept_shelf()


def taken(engine: Any, typed: str, keeps: bool) -> float:
    with work_on(engine) as work:
        work.shelf.prime(KEPT if keeps else kept_shelf(), NOW, {})
        began = perf_counter()
        work.shelf.search(typed, ROWS)
        return 1000 * (perf_counter() - began)


def fill(engine: Any, articles: Sequence[Article]) -> None:
    with engine.begin() as connection:
        put_on_shelf(connection, SHOP, articles)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


@contextmanager
def database(kind: str) -> Iterator[Any]:
    with TemporaryDirectory() as folder:
        if kind == "postgres":
            with running_postgres(durable=True) as server, migrated(server.new_database()) as engine:
                yield engine
        else:
            with migrated(f"sqlite:///{Path(folder) / 'shop.db'}") as engine:
                yield engine


@contextmanager
def migrated(url: str) -> Iterator[Any]:
    engine = create_database(url)
    migrate(engine)
    yield engine
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite", int(sys.argv[2]) if len(sys.argv) > 2 else 50_000)
