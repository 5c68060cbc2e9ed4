"""What a wallet lists and what is booked here come together, by asking; what does not is said to people, once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import bot.reconciling
import bot.sandbox_wallet.ledger
from bot.reconciling import Lists, reconcile, reconcile_all, unsettled
from domain.payment.reconciliation import Comparison, DayState, WalletAccount
from domain.shared.money import Money
from integrations.store.queries.reconciling import SqlReconciling
from integrations.store.tables.events import events
from integrations.store.tables.payment import attempts, captures
from tests.bot.counting import CLERK, Counting, counting
from tests.bot.doors.house import AWA, MOUSSA

TODAY, YESTERDAY = date(2026, 11, 20), date(2026, 11, 19)


@pytest.fixture
def books(tmp_path: Path, demo: Path) -> Iterator[Counting]:
    with counting(tmp_path, demo) as books:
        yield books


def compare(books: Counting, day: date = TODAY) -> Comparison:
    return reconcile(Lists(books.it), books.at_fatous, day)


def disagreements(books: Counting) -> list[tuple[str, str]]:
    rows = books.house.rows(events, events.c.name == "BooksDisagree")
    return [(row.payload["kind"], row.payload["reference"]) for row in rows]


# -- theirs and not ours ----------------------------------------------------------------------------------------------


def test_lost_by_callback_and_by_polling_it_is_found_on_the_list(books: Counting) -> None:
    bill = books.paid_unseen()
    books.settle()
    books.clock.pass_by(days=1)
    assert reconcile_all(books.it) > 0
    assert books.booked() == set(), "nothing is booked from a list"
    assert "settle" in books.house.it.wakeups.woken  # type: ignore[attr-defined]
    books.settle()
    assert books.booked() == books.collected() != set()
    assert books.till.happened(bill)["PaymentConfirmed"] == 1
    reconcile_all(books.it)
    assert (books.state()[str(TODAY)], disagreements(books)) == ("settled", [])


def test_a_second_payment_that_nobody_was_told_of_goes_back(books: Counting) -> None:
    bill = books.asked()
    books.wallet.control.act(AWA, "pay_twice")
    books.clock.pass_by(minutes=1)
    books.settle()
    assert len(books.booked()) == 1
    books.clock.pass_by(days=1)
    reconcile_all(books.it)
    books.settle()
    assert len(books.booked()) == 2 and books.booked() == books.collected()
    assert books.till.happened(bill)["RefundInitiated"] == 1


def test_what_names_nothing_of_ours_is_said_once_and_left_to_people(books: Counting) -> None:
    ref = books.stranger()
    books.clock.pass_by(days=1)
    for _hour in range(3):
        reconcile_all(books.it)
    assert disagreements(books) == [("theirs", ref)]
    [said] = books.told()
    assert "Sandbox Money a encaissé 700" in said and ref in said
    assert books.told(CLERK) == [said] and books.booked() == set()
    assert books.state()[str(TODAY)] == "open"
    books.clock.pass_by(days=2)
    reconcile_all(books.it)
    assert books.state()[str(TODAY)] == "settled" and len(disagreements(books)) == 1


def test_what_asking_does_not_clear_up_is_said_two_days_later(books: Counting) -> None:
    books.paid_unseen()
    [ref] = books.collected()
    for days, known in ((1, []), (1, []), (1, [("theirs", ref)])):
        books.clock.pass_by(days=days)
        reconcile_all(books.it)  # and nobody ever settles
        assert disagreements(books) == known


# -- ours and not theirs ----------------------------------------------------------------------------------------------


def paid(books: Counting) -> str:
    books.asked()
    books.wallet.control.act(AWA, "approve")
    books.clock.pass_by(minutes=1)
    books.settle()
    [ref] = books.booked()
    return ref


def test_what_the_wallet_does_not_know_is_said_once_the_list_is_complete(books: Counting) -> None:
    ref = paid(books)
    books.at_the_wallet("DELETE FROM callbacks")
    books.at_the_wallet("DELETE FROM collections")
    books.clock.pass_by(hours=16)
    reconcile_all(books.it)
    assert disagreements(books) == [], "a list may come late"
    books.clock.pass_by(hours=5)
    reconcile_all(books.it)
    assert disagreements(books) == [("ours", ref)]
    assert books.told() == [], "at night nobody is woken for it"
    books.clock.pass_by(hours=8)
    assert "1\u00a0000\u00a0F\u00a0CFA du 20 nov. sont dans vos comptes" in books.told()[0]


def test_what_the_wallet_lists_on_another_day_it_is_asked_for_by_name(books: Counting) -> None:
    paid(books)
    books.at_the_wallet("UPDATE collections SET settled_at = '2026-11-14T09:00:00.000Z'")
    books.clock.pass_by(days=1)
    reconcile_all(books.it)
    assert (books.state()[str(TODAY)], disagreements(books)) == ("settled", [])


def test_another_amount_under_the_same_name_is_said(books: Counting) -> None:
    ref = paid(books)
    books.at_the_wallet("UPDATE collections SET paid_amount = '900'")
    books.clock.pass_by(days=1)
    reconcile_all(books.it)
    reconcile_all(books.it)
    assert disagreements(books) == [("amount", ref)]
    assert "a encaissé 900" in books.told()[0]
    assert compare(books).orphans[0].ours == Money(1000, "XOF")


# -- the list ---------------------------------------------------------------------------------------------------------


def test_no_list_is_not_an_empty_one_and_is_asked_for_again(books: Counting) -> None:
    paid(books)
    books.clock.pass_by(days=1)
    books.wallet.control.faults(status="http_500", times=100)
    reconcile_all(books.it)
    assert (books.state()[str(TODAY)], disagreements(books)) == ("no_list", [])
    books.wallet.control.faults(status=None)
    books.open()  # the breaker's rest is over
    reconcile_all(books.it)
    assert books.state()[str(TODAY)] == "settled"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_every_page_of_the_list_is_read(books: Counting, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(bot.sandbox_wallet.ledger, "PAGE", 2)
    refs = {books.stranger(reference=f"nobody-{n}") for n in range(count)}
    assert {orphan.reference for orphan in compare(books).orphans} == refs


def test_across_midnight_two_clocks_may_differ(books: Counting) -> None:
    books.clock.pass_by(hours=14, minutes=59, seconds=55)
    ref = paid(books)  # collected just before midnight, seen just after it
    [row] = books.house.rows(captures)
    assert row.reference == ref and row.at.date() > TODAY
    books.clock.pass_by(days=1, hours=7)
    reconcile_all(books.it)
    assert set(books.state().values()) == {"settled"} and disagreements(books) == []


def test_two_wallets_that_share_an_account_are_not_mixed_up(books: Counting) -> None:
    paid(books)
    other = WalletAccount(books.till.shop.id, "sandbox-push", books.at_fatous.account)
    lists = Lists(books.it)
    lists._known.update({(other, day): lists._of(books.at_fatous, day) for day in (YESTERDAY, TODAY)})
    assert (found := reconcile(lists, other, TODAY)).orphans == () and found.theirs == 0


# -- crashes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["record_comparison", "_ask_about"])
def test_a_crash_between_list_and_booking_loses_and_repeats_nothing(
    books: Counting, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    bill, ref = books.paid_unseen(), books.stranger()
    books.clock.pass_by(days=1)
    with monkeypatch.context() as broken:
        broken.setattr(bot.reconciling, where, lambda *_: 1 / 0)
        reconcile_all(books.it)
    assert disagreements(books) == []
    for _again in range(2):
        reconcile_all(books.it)
        books.settle()
    assert books.till.happened(bill)["PaymentConfirmed"] == 1
    assert disagreements(books) == [("theirs", ref)]
    books.close()
    books.open()
    reconcile_all(books.it)
    assert len(disagreements(books)) == 1


def test_a_database_restored_to_an_hour_ago_finds_the_payments_again(books: Counting) -> None:
    """F37: what was asked for before the backup is booked again; what was ordered after it, people are told of."""
    bill = books.asked()
    books.close()
    shutil.copy(books.folder / "shop.db", books.folder / "backup.db")
    books.open()
    books.wallet.control.act(AWA, "approve")
    lost = books.asked(MOUSSA)
    books.wallet.control.act(MOUSSA, "approve")
    books.clock.pass_by(hours=1)
    books.settle()
    assert books.booked() == books.collected() and len(books.booked()) == 2
    books.close()
    for file in books.folder.glob("shop.db*"):
        file.unlink()
    shutil.copy(books.folder / "backup.db", books.folder / "shop.db")
    books.open()
    with books.it.engine.begin() as connection:
        connection.execute(attempts.update().values(next_look_at=None))
    books.clock.pass_by(days=1)
    reconcile_all(books.it)
    books.settle()
    assert books.till.happened(bill)["PaymentConfirmed"] == 1
    [(kind, ref)] = disagreements(books)
    assert kind == "theirs" and books.collected() - books.booked() == {ref}
    assert books.house.rows(attempts, attempts.c.payment_id == lost.key.payment_id) == []


# -- which days -------------------------------------------------------------------------------------------------------


def test_only_days_that_are_over_and_not_settled_are_looked_at(
    books: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.reconciling, "BATCH", 1000)
    reconcile_all(books.it)
    assert books.state() == {"2026-11-17": "settled", "2026-11-18": "settled", "2026-11-19": "settled"}
    assert unsettled(books.it) == []
    books.clock.pass_by(hours=15)
    assert {day for _wallet, day in unsettled(books.it)} == {TODAY}
    reconcile_all(books.it)
    assert books.state()[str(TODAY)] == "open", "six hours for a list that grows"
    books.clock.pass_by(hours=6)
    reconcile_all(books.it)
    assert unsettled(books.it) == []


def test_what_was_not_looked_at_for_the_longest_time_comes_first(books: Counting) -> None:
    books.wallet.control.faults(status="http_500", times=100)
    assert reconcile(Lists(books.it), books.at_fatous, YESTERDAY).state == DayState.NO_LIST
    assert unsettled(books.it)[-1] == (books.at_fatous, YESTERDAY)


def test_each_run_goes_on_where_the_one_before_stopped(books: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.reconciling, "BATCH", 5)
    books.wallet.control.faults(status="http_500", times=1000)
    every = set(unsettled(books.it))
    assert len(every) > 10
    for _run in range(-(-len(every) // 5)):
        assert reconcile_all(books.it) <= 5
        books.clock.pass_by(seconds=1)
    with books.it.look() as work:
        assert SqlReconciling(work.connection).looked_at_since(date(2026, 11, 1)).keys() == every
