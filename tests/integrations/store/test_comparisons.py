"""What is kept of each day that was compared, and what a wallet's list is held against, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from domain.payment.book_events import BooksDisagree
from domain.payment.gateway import StatusReport
from domain.payment.reconciliation import (
    Comparison,
    DayState,
    Orphan,
    OrphanKind,
    WalletAccount,
    record_comparison,
)
from domain.payment.use_cases import confirm_payment, signal_attempt
from domain.payment.values import AttemptState
from domain.shared.ids import AttemptId, PaymentId
from domain.shared.money import Money
from integrations.store.queries.due import SqlPaymentsToLookAt
from integrations.store.queries.reconciling import Looked, SqlReconciling
from integrations.store.tables.events import events
from tests.integrations.store.shop import SHOP, ShopFloor, all_at_once
from tests.integrations.store.test_life_of_an_order import begin

DAY = date(2026, 11, 19)
WALLET = WalletAccount(SHOP, "sandbox", "acct")
STRANGER = Orphan(OrphanKind.THEIRS, "ref-9", None, Money(700, "XOF"), "nobody")


def keep(floor: ShopFloor, *orphans: Orphan) -> Comparison:
    with floor.work() as work:
        return record_comparison(work, WALLET, Comparison(DAY, ours=3, theirs=4, orphans=orphans), orphans)


def paid(floor: ShopFloor) -> tuple[PaymentId, AttemptId]:
    floor.put_on_shelf()
    payment_id, attempt_id = begin(floor, floor.order())
    with floor.work() as work:
        report = StatusReport(AttemptState.SUCCEEDED, Money(13500, "XOF"))
        confirm_payment(work, payment_id, attempt_id, "ref-1", report)
    return payment_id, attempt_id


def test_a_comparison_is_kept_as_it_was_found_and_replaced_by_the_next(floor: ShopFloor) -> None:
    found = keep(floor, STRANGER)
    assert (found.state, found.orphans, found.reported) == (DayState.OPEN, (STRANGER,), {STRANGER.key})
    with floor.work() as work:
        assert work.comparisons.find(WALLET, DAY) == found
        assert work.comparisons.find(WALLET, DAY + timedelta(days=1)) is None
        assert SqlReconciling(work.connection).looked_at_since(DAY) == {
            (WALLET, DAY): Looked(DayState.OPEN, floor.clock.now())
        }
        assert SqlReconciling(work.connection).looked_at_since(DAY + timedelta(days=1)) == {}
    assert keep(floor).orphans == ()
    with floor.work() as work:
        kept = work.comparisons.find(WALLET, DAY)
    assert kept is not None and kept.state == DayState.SETTLED and kept.reported == {STRANGER.key}


def test_compared_at_once_by_many_it_is_told_once(floor: ShopFloor) -> None:
    outcomes = all_at_once([lambda: keep(floor, STRANGER)] * 6)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    with floor.work() as work:
        told = work.connection.execute(select(events.c.payload).where(events.c.name == BooksDisagree.__name__)).all()
    assert len(told) == 1


def test_captures_are_found_by_their_day_and_by_their_name(floor: ShopFloor) -> None:
    paid(floor)
    now, many = floor.clock.now(), [f"other-{n}" for n in range(1200)]
    with floor.work() as work:
        books = SqlReconciling(work.connection)
        [mine] = books.captures_between(WALLET, now, now + timedelta(seconds=1))
        assert mine.reference.reference == "ref-1"
        assert books.captures_between(WALLET, now + timedelta(seconds=1), now + timedelta(days=1)) == []
        assert books.captures_between(WalletAccount(SHOP, "sandbox", "other"), now, now + timedelta(days=1)) == []
        assert books.captures_named("sandbox", [*many, "ref-1"]) == [mine]
        assert books.captures_named("wave", ["ref-1"]) == books.captures_named("sandbox", []) == []


def test_attempts_are_found_by_our_name_or_theirs(floor: ShopFloor) -> None:
    payment_id, attempt_id = paid(floor)
    with floor.work() as work:
        books = SqlReconciling(work.connection)
        found = books.attempt_behind("sandbox", attempt_id, "")
        assert found is not None and found[0].payment_id == payment_id and found[1] == attempt_id
        assert books.attempt_behind("sandbox", None, "ref-1") == found
        assert books.attempt_behind("sandbox", "nobody", "ref-9") is books.attempt_behind("wave", None, "ref-1") is None
        assert books.of_other_providers("wave", {attempt_id, "nobody"}) == {attempt_id}
        assert books.of_other_providers("sandbox", {attempt_id}) == set()


def test_those_with_news_are_looked_at_first(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=9)
    begin(floor, floor.order())
    floor.clock.pass_by(minutes=1)
    payment_id, attempt_id = begin(floor, floor.order(), "ref-2")
    with floor.work() as work:
        signal_attempt(work, payment_id, attempt_id, None)
    with floor.work() as work:
        first, second = SqlPaymentsToLookAt(work.connection).attempts_due(floor.clock.now(), 9)
        assert first.attempt_id == attempt_id != second.attempt_id
        assert SqlPaymentsToLookAt(work.connection).attempts_due(floor.clock.now(), 1) == [first]
        assert work.payments.get(payment_id).attempt(attempt_id).is_signalled


def test_the_journal_says_what_was_posted(floor: ShopFloor) -> None:
    payment_id, _attempt = paid(floor)
    with floor.work() as work:
        entries = work.ledger.of_payment(payment_id)
        assert {(each.debit, each.credit) for each in entries} == {
            ("due", "earned"),
            ("captured", "held"),
            ("held", "due"),
        }
        assert list(work.ledger.movements()) == sorted(entries, key=lambda each: (each.occurred_at, each.event_id))
        assert list(work.ledger.movements(since=floor.clock.now() + timedelta(seconds=1))) == []
        [kept] = work.payments.every()
        assert kept.id == payment_id
