"""The books of a shop: what stands on them, the journal, and a check that finds what disagrees with a bill."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bot.bootstrap
from bot import books as report
from bot.cli import app
from bot.premises import StartRefused
from bot.reconciling import reconcile_all
from domain.merchant.errors import NotAllowed
from domain.payment.ledger import Account
from domain.payment.use_cases import call_off
from domain.shared.ids import OrderId
from integrations.store.tables.payment import ledger
from tests.bot.counting import CLERK, OWNER, Counting, counting
from tests.bot.doors.house import AWA, MOUSSA

FATOU = "Chez Fatou"


@pytest.fixture
def books(tmp_path: Path, demo: Path) -> Iterator[Counting]:
    with counting(tmp_path, demo) as books:
        yield books


def pay(books: Counting, who: str, action: str = "approve") -> None:
    books.asked(who)
    books.wallet.control.act(who, action)
    books.clock.pass_by(minutes=1)
    books.settle()


def a_busy_day(books: Counting) -> None:
    """Paid, paid twice, too much, too little, in another currency, taken back, called off, too late."""
    actions = ("approve", "pay_twice", "pay_more", "pay_less", "pay_other_currency", "decline", "expire")
    for n, action in enumerate(actions):
        pay(books, f"+22507005{n:05}", action)
    bill = books.till.order(AWA)
    books.till.cancel(bill)
    pay(books, MOUSSA)
    books.wallet.control.act(MOUSSA, "reverse")
    books.clock.pass_by(days=1)
    reconcile_all(books.it)
    books.house.later(minutes=1)


# -- what stands on them ----------------------------------------------------------------------------------------------


def test_balances_are_those_of_the_days_that_are_named(books: Counting) -> None:
    pay(books, AWA)
    [header, *lines] = report.balance_sheet(books.it, None, None, None)
    assert header.split() == ["shop", "currency", "account", "amount"]
    assert [line.split()[-3:] for line in lines] == [
        ["XOF", "earned", "1000"],
        ["XOF", "captured", "1000"],
        ["XOF", "fee", "10"],
        ["XOF", "kept", "10"],
    ]
    assert len(list(report.balance_sheet(books.it, None, date(2026, 11, 20), date(2026, 11, 20)))) == 5
    assert len(list(report.balance_sheet(books.it, None, date(2026, 11, 21), None))) == 1
    assert len(list(report.balance_sheet(books.it, None, None, date(2026, 11, 19)))) == 1


def test_days_are_those_of_the_shops_clock(books: Counting) -> None:
    njeri = report.shop_named(books.it, "Njeri Home")
    assert njeri is not None
    since, until = report.period(njeri, date(2026, 11, 20), date(2026, 11, 20))
    assert since is not None and until is not None
    assert (since.isoformat(), until.isoformat()) == ("2026-11-19T21:00:00+00:00", "2026-11-20T21:00:00+00:00")


def test_the_journal_is_every_entry_as_csv(books: Counting) -> None:
    pay(books, AWA)
    rows = list(csv.DictReader(report.journal(books.it, None, None, None)))
    assert len(rows) == len(books.house.rows(ledger)) == 4
    assert {(row["debit"], row["credit"], row["amount"], row["shop"]) for row in rows} == {
        ("due", "earned", "1000", FATOU),
        ("captured", "held", "1000", FATOU),
        ("fee", "kept", "10", FATOU),
        ("held", "due", "1000", FATOU),
    }


def test_only_the_owner_reads_them(books: Counting) -> None:
    from bot.desk import Desk

    pay(books, AWA)
    owner, clerk = (books.till.shop.member(number) for number in (OWNER, CLERK))
    assert owner and clerk
    with books.it.work(books.till.shop.id) as work:
        [francs] = Desk(work, books.till.shop, owner, books.it.front).books()
        assert (francs[Account.CAPTURED].minor, francs[Account.DUE].minor) == (1000, 0)
        with pytest.raises(NotAllowed):
            Desk(work, books.till.shop, clerk, books.it.front).books()


def test_a_shop_that_is_not_there_and_a_day_that_is_none_are_named(books: Counting) -> None:
    assert report.shop_named(books.it, None) is None
    assert report.shop_named(books.it, "+2250777000001") == report.shop_named(books.it, "chez fatou")
    with pytest.raises(StartRefused, match=r"There is no shop Awa; there are Chez Fatou, .*Njeri Home"):
        report.shop_named(books.it, "Awa")
    with pytest.raises(StartRefused, match="yesterday is not a day"):
        report.day_named("yesterday")


# -- the check --------------------------------------------------------------------------------------------------------


def test_whatever_happens_every_bill_agrees_with_the_ledger(books: Counting) -> None:
    a_busy_day(books)
    assert len(books.house.rows(ledger)) > 30
    assert report.audit_report(books.it, None) == []


@pytest.mark.parametrize("account", ["captured", "refunded", "fee", "credited", "till", "cash"])
def test_a_planted_row_is_found(books: Counting, account: str) -> None:
    pay(books, AWA)
    [row, *_] = books.house.rows(ledger, ledger.c.debit == "captured")
    planted = row._asdict() | {"event_id": "planted", "debit": account, "credit": "earned", "amount_minor": 7}
    with books.it.engine.begin() as connection:
        connection.execute(ledger.insert().values(**planted))
    found = {each.what: (each.bill.minor, each.ledger.minor) for each in report.audit(books.it, None)}
    assert account in found and found["earned"] == (1000, 1007)
    assert abs(found[account][1] - found[account][0]) == 7
    [header, *lines] = report.audit_report(books.it, books.till.shop)
    assert header.startswith("order") and len(lines) == 2 and row.order_id in lines[0]


@pytest.mark.parametrize("change", ["amount_minor = amount_minor + 1", "debit = 'till'", "currency = 'XAF'"])
def test_a_changed_row_is_found(books: Counting, change: str) -> None:
    pay(books, AWA)
    with books.it.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE payment_ledger SET {change} WHERE debit = 'captured'")
    assert len(list(report.audit(books.it, None))) >= 2


def test_a_lost_row_is_found(books: Counting) -> None:
    pay(books, AWA)
    with books.it.engine.begin() as connection:
        connection.execute(ledger.delete().where(ledger.c.debit == "held"))
    assert {each.what for each in report.audit(books.it, None)} == {"held", "due"}


def test_called_off_by_hand_it_still_agrees(books: Counting) -> None:
    bill = books.asked()
    with books.it.work(books.till.shop.id) as work:
        call_off(work, OrderId(bill.order_id))
    assert report.audit_report(books.it, None) == []


# -- by hand ----------------------------------------------------------------------------------------------------------


def test_the_commands_print_them(books: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    pay(books, AWA)
    monkeypatch.setattr(bot.bootstrap, "install", lambda settings: books.it)
    run = CliRunner().invoke
    assert "captured  1000" in run(app, ["ledger", "--shop", FATOU, "--from", "2026-11-20"]).output
    assert run(app, ["ledger", "--entries"]).output.count(FATOU) == 4
    assert run(app, ["ledger", "--check"]).output == "Every bill agrees with the ledger.\n"
    with books.it.engine.begin() as connection:
        connection.execute(ledger.delete().where(ledger.c.debit == "held"))
    wrong = run(app, ["ledger", "--check"])
    assert wrong.exit_code == 1 and "held" in wrong.output


def test_reconciling_by_hand_prints_what_came_of_it(books: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    pay(books, AWA)
    ref = books.stranger()
    monkeypatch.setattr(bot.bootstrap, "install", lambda settings: books.it)
    said = CliRunner().invoke(app, ["reconcile", "--shop", "chez fatou", "--day", "2026-11-20"]).output.splitlines()
    assert said[0].split() == ["shop", "wallet", "account", "day", "state", "ours", "theirs", "left", "over"]
    [line] = [line for line in said if "sandbox " in line]
    assert line.split()[2:] == ["sandbox", "fatou-money", "2026-11-20", "open", "1", "2", f"theirs:{ref}"]
    everything = CliRunner().invoke(app, ["reconcile"]).output.splitlines()
    assert len(everything) > 6 and all("settled" in line for line in everything[1:] if "Fatou" in line)
