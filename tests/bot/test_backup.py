"""A backup that is taken while people are served holds all that was committed before it, and opens as a shop."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.backup import back_up, restore
from bot.bootstrap import install
from bot.cli import app
from bot.housekeeping import settle_everything
from bot.premises import StartRefused, claim_folder
from bot.reception import hear
from domain.customer.messages import InboundMessage, Text
from domain.shared.clock import SystemClock
from integrations.store.backup import postgres as postgres_tools
from integrations.store.migrations import downgrade, is_current
from integrations.store.tables.chat import inbox, outbox
from tests.bot.doors.house import FATOU, prepare, settings_for
from tests.bot.running import KeptWakeups, wait_for
from tests.chaos.books import read_books
from tests.chaos.invariants import broken_now
from tests.services import PostgresServer

BUYERS = 4
BASKET = ("bonjour", "1 savon", "1", "2", "1", "1", "1", "panier")


@dataclass
class Shop:
    """`database` is where it lives; `answered` are the messages whose turn was committed, by whoever wrote them."""

    folder: Path
    database: str
    answered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.settings = settings_for(self.folder, self.database, 8000, None)
        self.it = install(self.settings, wakeups=KeptWakeups())

    def write(self, who: int, n: int) -> None:
        number, id = f"+22507020000{who:02}", f"{who}-{n}"
        text = BASKET[n % len(BASKET)]
        message = InboundMessage("simulator", id, number, FATOU, Text(text), self.it.clock.now())
        with self.it.work() as work:
            work.screens.hear(message, self.it.clock.now())
        body = json.dumps({"from": number, "to": FATOU, "text": text, "id": id})
        hear(self.it, message, {"body": body})
        self.answered.append(id)

    def heard(self) -> set[str]:
        with self.it.engine.connect() as connection:
            return set(connection.execute(select(inbox.c.provider_id)).scalars())

    def close(self) -> None:
        self.it.engine.dispose()


@contextmanager
def buyers_who_write(shop: Shop) -> Iterator[None]:
    """They go on until the block ends."""
    enough = threading.Event()

    def buy(who: int) -> None:
        n = 0
        while not enough.is_set():
            shop.write(who, n)
            n += 1

    threads = [threading.Thread(target=buy, args=(who,)) for who in range(BUYERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join(30)


@pytest.fixture(scope="session")
def demo_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with the demo shops: to be copied."""
    url = postgres.new_database()
    prepare(tmp_path_factory.mktemp("demo"), url)
    return postgres.name_of(url)


@pytest.fixture
def postgres_shop(postgres: PostgresServer, demo_template: str, tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "old", postgres.new_database(demo_template))
    yield shop
    shop.close()
    postgres.drop_database(shop.database)


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest, tmp_path: Path, demo: Path) -> Iterator[tuple[Shop, str]]:
    """A shop, and an empty database of the same kind to restore into."""
    if request.param == "sqlite":
        (tmp_path / "old").mkdir()
        shutil.copy(demo, tmp_path / "old" / "shop.db")
        shop = Shop(tmp_path / "old", f"sqlite:///{tmp_path / 'old' / 'shop.db'}")
        yield shop, f"sqlite:///{tmp_path / 'new' / 'shop.db'}"
        shop.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    target = server.new_database()
    yield request.getfixturevalue("postgres_shop"), target
    server.drop_database(target)


@pytest.fixture
def sqlite_shop(tmp_path: Path, demo: Path) -> Iterator[Shop]:
    shutil.copy(demo, tmp_path / "shop.db")
    shop = Shop(tmp_path, f"sqlite:///{tmp_path / 'shop.db'}")
    yield shop
    shop.close()


def test_what_was_committed_before_it_began_is_in_it_and_all_of_it_fits_together(
    places: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, target = places
    for n in range(len(BASKET)):
        shop.write(99, n)
    with buyers_who_write(shop):
        wait_for(lambda: len(shop.answered) > 20, within=60)
        before = set(shop.answered)
        manifest = back_up(shop.settings, tmp_path / "a.backup", SystemClock())
        wait_for(lambda: len(shop.answered) > len(before) + 5, within=60)
    again = Shop(tmp_path / "new", target)
    assert restore(again.settings, tmp_path / "a.backup", force=False) == manifest
    heard = again.heard()
    assert before <= heard, "nothing that was committed is lost"
    assert heard < shop.heard(), "what came later is what is lost, and nothing else"
    assert broken_now(read_books(again.it.engine)) == []
    settle_everything(again.it)
    again.write(99, 0)
    assert broken_now(read_books(again.it.engine)) == []
    again.close()


def test_a_copy_of_the_file_would_tear(sqlite_shop: Shop, tmp_path: Path) -> None:
    """The fault that the online backup removes: the file alone lacks what lies in the log beside it."""
    keeps_the_log = sqlite_shop.it.engine.connect()
    sqlite_shop.write(1, 0)
    shutil.copy(tmp_path / "shop.db", tmp_path / "copied.db")
    back_up(sqlite_shop.settings, tmp_path / "a.backup", SystemClock())
    keeps_the_log.close()
    with sqlite3.connect(tmp_path / "copied.db") as copied:
        assert copied.execute("SELECT count(*) FROM chat_inbox").fetchone() == (0,)
    manifest = back_up(sqlite_shop.settings, tmp_path / "b.backup", SystemClock())
    assert manifest.rows["chat_inbox"] == 1


def test_what_waited_to_go_out_may_have_gone_out_since(sqlite_shop: Shop, tmp_path: Path) -> None:
    sqlite_shop.write(1, 0)
    back_up(sqlite_shop.settings, tmp_path / "a.backup", SystemClock())
    again = Shop(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'shop.db'}")
    restore(again.settings, tmp_path / "a.backup", force=False)
    with again.it.engine.connect() as connection:
        [row] = connection.execute(select(outbox)).all()
    assert (row.state, row.first_tried_at) == ("unknown", row.created_at), "it is asked about first"
    settle_everything(again.it)
    again.close()


def test_the_wallet_and_the_secret_beside_it_come_along(sqlite_shop: Shop, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "wallet.db") as wallet:
        wallet.execute("CREATE TABLE collections (id TEXT)")
        wallet.execute("INSERT INTO collections VALUES ('c1')")
    (tmp_path / "secret").write_text("sealed with this")
    back_up(sqlite_shop.settings, tmp_path / "a.backup", SystemClock())
    assert (tmp_path / "a.backup").stat().st_mode & 0o077 == 0, "it holds everything: only its owner may read it"
    again = Shop(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'shop.db'}")
    restore(again.settings, tmp_path / "a.backup", force=False)
    with sqlite3.connect(tmp_path / "new" / "wallet.db") as wallet:
        assert wallet.execute("SELECT id FROM collections").fetchall() == [("c1",)]
    assert (tmp_path / "new" / "secret").read_text() == "sealed with this"
    again.close()


# -- what restore refuses ---------------------------------------------------------------------------------------------


def test_over_a_shop_that_is_there_only_by_force_and_the_old_one_is_put_aside(
    places: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, _ = places
    shop.write(1, 0)
    back_up(shop.settings, tmp_path / "a.backup", SystemClock())
    shop.write(1, 1)
    shop.close()
    with pytest.raises(StartRefused, match="not empty"):
        restore(shop.settings, tmp_path / "a.backup", force=False)
    assert shop.heard() == {"1-0", "1-1"}, "nothing was touched"
    for _ in range(2):
        shop.close()
        restore(shop.settings, tmp_path / "a.backup", force=True)
        assert shop.heard() == {"1-0"}


def test_a_shop_that_is_running_is_not_replaced(sqlite_shop: Shop, tmp_path: Path) -> None:
    back_up(sqlite_shop.settings, tmp_path / "a.backup", SystemClock())
    claim_folder(tmp_path)
    with pytest.raises(StartRefused, match="Another shop runs"):
        restore(sqlite_shop.settings, tmp_path / "a.backup", force=True)


def test_a_database_in_use_is_not_replaced(postgres_shop: Shop, tmp_path: Path) -> None:
    back_up(postgres_shop.settings, tmp_path / "a.backup", SystemClock())
    with postgres_shop.it.engine.connect(), pytest.raises(StartRefused, match="stop it first"):
        restore(postgres_shop.settings, tmp_path / "a.backup", force=True)


def test_an_older_backup_is_brought_to_this_release_and_a_newer_one_refused(sqlite_shop: Shop, tmp_path: Path) -> None:
    downgrade(sqlite_shop.it.engine, "0009")
    back_up(sqlite_shop.settings, tmp_path / "old.backup", SystemClock())
    again = Shop(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'shop.db'}")
    restore(again.settings, tmp_path / "old.backup", force=False)
    assert is_current(again.it.engine)
    again.close()
    with sqlite3.connect(tmp_path / "shop.db") as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    back_up(sqlite_shop.settings, tmp_path / "new.backup", SystemClock())
    with pytest.raises(StartRefused, match="schema 9999, unknown to this release"):
        restore(again.settings, tmp_path / "new.backup", force=True)
    assert again.heard() == set()
    again.close()


def spoil(source: Path, target: Path, change: Any) -> None:
    folder = target.with_suffix(".d")
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    change(folder)
    with tarfile.open(target, "w:gz") as archive:
        for file in folder.iterdir():
            archive.add(file, file.name)


def test_a_damaged_backup_is_refused(sqlite_shop: Shop, tmp_path: Path) -> None:
    back_up(sqlite_shop.settings, tmp_path / "a.backup", SystemClock())
    whole = (tmp_path / "a.backup").read_bytes()
    (tmp_path / "half.backup").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "none.backup").write_text("hello")
    spoil(tmp_path / "a.backup", tmp_path / "bent.backup", lambda at: (at / "shop.db").write_bytes(b"bent"))
    spoil(tmp_path / "a.backup", tmp_path / "less.backup", lambda at: (at / "shop.db").unlink())
    empty = settings_for(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'shop.db'}", 8000, None)
    for name in ("half", "none", "bent", "less", "absent"):
        with pytest.raises(StartRefused, match=r"backup|damaged"):
            restore(empty, tmp_path / f"{name}.backup", force=True)
    assert not (tmp_path / "new" / "shop.db").exists()


def test_of_another_kind_of_database_it_is_refused(sqlite_shop: Shop, tmp_path: Path) -> None:
    back_up(sqlite_shop.settings, tmp_path / "a.backup", SystemClock())
    other = settings_for(tmp_path / "new", "postgresql://nobody@/nothing", 8000, None)
    with pytest.raises(StartRefused, match="is of sqlite, DATABASE_URL names postgresql"):
        restore(other, tmp_path / "a.backup", force=True)


def test_tools_that_are_missing_or_too_old_are_named(
    postgres_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.3'\n")
    old.chmod(0o755)
    for found, words in (([], "There is no pg_dump"), ([old], "pg_dump 12 is older than the server")):
        monkeypatch.setattr(postgres_tools, "_candidates", lambda name, found=found: iter(found))
        with pytest.raises(StartRefused, match=words):
            back_up(postgres_shop.settings, tmp_path / "a.backup", SystemClock())
    assert not (tmp_path / "a.backup").exists()


# -- as it is typed ---------------------------------------------------------------------------------------------------


def test_as_they_are_typed(sqlite_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_shop.write(1, 0)
    typed = CliRunner()
    file = str(tmp_path / "a.backup")
    monkeypatch.setattr("bot.settings.load_settings", lambda: sqlite_shop.settings)
    said = typed.invoke(app, ["backup", file])
    assert (said.exit_code, re.search(r"schema \d{4}", said.output) is not None) == (0, True)
    refused = typed.invoke(app, ["restore", file])
    assert isinstance(refused.exception, StartRefused)
    sqlite_shop.close()
    assert "shop recover --since 20" in typed.invoke(app, ["restore", file, "--force"]).output
    assert sqlite_shop.heard() == {"1-0"}
    assert "Nothing is dead." in typed.invoke(app, ["dead", "list"]).output
    for wrong in (["dead", "show", "m1"], ["dead", "retry"], ["recover", "--since", "1d"], ["backup", "/nowhere/a"]):
        assert isinstance(typed.invoke(app, wrong).exception, StartRefused), wrong
    assert typed.invoke(app, ["dead", "retry", "m1"]).exit_code == 1
