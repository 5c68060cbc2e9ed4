"""What the campaigns have found, each as small as it can be told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sandbox_wallet.server import WalletServer
from domain.payment.gateway import StatusReport
from domain.payment.values import AttemptState
from domain.shared.errors import Temporary
from integrations.store.engine import create_database
from tests.bot.conftest import demo
from tests.bot.running import Running, running_shop
from tests.chaos.books import read_books
from tests.chaos.day import Day
from tests.services import eventually

__all__ = ["demo"]
OTHER = "+2250709999999"


@pytest.fixture
def running(tmp_path: Path, demo: Path) -> Iterator[Running]:
    with running_shop(tmp_path, demo) as shop:
        yield shop


@contextmanager
def wallet_is_back(running: Running) -> Iterator[None]:
    """The same wallet, started again on its file and port."""
    wallet = WalletServer(running.wallet.settings, running.clock)
    thread = threading.Thread(target=wallet.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        wallet.stop()
        thread.join(10)


def test_a_refund_asked_for_while_the_wallet_is_away_is_made_when_it_is_back(running: Running) -> None:
    """It was refused for good, as `unreachable`: the buyer's money stayed with the shop. (Seed 3, PostgreSQL.)"""
    day = Day(running)
    buyer = day.phones[0]
    day.order(buyer, "approve")
    running.wallet.stop()
    day.ask(buyer, "annuler 1001")
    day.ask(buyer, "oui")
    [refund] = read_books(running.it.engine)["payment_refunds"]
    assert (refund["state"], refund["next_look_at"] is None) == ("requested", False)
    with wallet_is_back(running):
        eventually(lambda: refunds_are_done(running, day), seconds=40)


def refunds_are_done(running: Running, day: Day) -> bool:
    running.clock.pass_by(minutes=1)
    day.settle()
    return {row["state"] for row in read_books(running.it.engine)["payment_refunds"]} == {"done"}


def test_a_payer_s_number_that_differs_by_one_digit_is_another_number(running: Running) -> None:
    """It was taken for a slip in the number that was offered: somebody else's phone rang. (Seen by its own driver.)"""
    day = Day(running)
    buyer = day.phones[0]
    day.check_out(buyer, payer=f"{buyer.me[:-1]}5")
    [payment] = read_books(running.it.engine)["payment_transactions"]
    assert payment["payer"] == f"{buyer.me[:-1]}5"


def test_a_second_payment_told_of_while_the_first_is_asked_about_is_not_forgotten(running: Running) -> None:
    """The first one's answer cleared the date of the next look: the second was neither seen nor given back.
    (Seed 2, PostgreSQL.)"""
    day = Day(running)
    buyer = day.phones[0]
    buyer.post.press(day.check_out(buyer)["link"]["url"])
    gateway = running.it.wallets.named("sandbox")
    ask = gateway.status

    def told_meanwhile(account: str, ref: str) -> StatusReport:
        report = ask(account, ref)
        gateway.status = ask
        running.it.wallet_control.act(buyer.me, "pay_twice")
        day.let_callbacks_arrive()
        return replace(report, state=AttemptState.SUCCEEDED)

    gateway.status = told_meanwhile
    running.clock.pass_by(seconds=6)
    day.settle()
    eventually(lambda: refunds_are_done(running, day), seconds=20)
    assert len(read_books(running.it.engine)["payment_captures"]) == 2


def test_what_came_in_another_currency_does_not_stand_in_the_way_of_a_refund(running: Running) -> None:
    """Telling the payer that it had gone back failed for ever, and so did paying anything else of the order back: each
    added up francs of two kinds. (Seed 3, SQLite.)"""
    day = Day(running)
    buyer = day.phones[0]
    shown = day.check_out(buyer, payer=OTHER)
    day.pay(buyer, shown, "pay_other_currency", payer=OTHER)
    day.pay_out("rembourser 1001")
    eventually(lambda: refunds_are_done(running, day), seconds=20)
    day.pay(buyer, shown, "approve", payer=OTHER)
    day.pay_out("rembourser 1001")
    eventually(lambda: refunds_are_done(running, day), seconds=20)
    books = read_books(running.it.engine)
    assert [row["currency"] for row in books["payment_refunds"]] == ["XAF", "XOF"]
    assert [row["name"] for row in books["events"] if row["handled_at"] is None] == []


@pytest.mark.parametrize("state", ["25006", "53100", "53200", "57P02", "58030"])
def test_a_database_that_cannot_write_is_away_for_a_while(fresh_postgres_url: str, state: str) -> None:
    """Read-only, its disk full: it was taken for a bug of ours. The turn was called failed, and where the apology could
    be written a moment later, the message was lost. (Seen as soon as the disk was filled.)"""
    engine = create_database(fresh_postgres_url)
    with engine.connect() as connection, pytest.raises(Temporary):
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
    engine.dispose()
