"""A wallet's list against ours: each kind of orphan, both sides of midnight, and who is told when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.payment.book_events import BooksDisagree
from domain.payment.capture import Capture
from domain.payment.gateway import StatusReport
from domain.payment.reconciliation import (
    LONG_AFTER,
    PATIENCE,
    Comparison,
    DayState,
    Orphan,
    OrphanKind,
    WalletAccount,
    around,
    confirms,
    days_to_compare,
    end_of,
    is_for_people,
    orphans_of,
    record_comparison,
    record_no_list,
    start_of,
)
from domain.payment.values import AttemptState, MobileMoneyReference
from domain.shared.clock import FakeClock
from domain.shared.events import DomainEvent
from domain.shared.ids import AttemptId, FakeIds, ShopId
from domain.shared.money import Money

DAY = date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FRANCS = Money(1000, "XOF")
WALLET = WalletAccount(ShopId("chez-fatou"), "wave", "fatou")
STRANGER = Orphan(OrphanKind.THEIRS, "ref-1", None, FRANCS)


def captured(reference: str = "ref-1", at: datetime = NOON, money: Money = FRANCS, taken_back: bool = False) -> Capture:
    nothing = Money.zero(money.currency)
    name = MobileMoneyReference("wave", reference)
    return Capture(name, AttemptId("a"), "fatou", money, "", at, nothing, nothing, taken_back=taken_back)


def listed(reference: str = "ref-1", money: Money | None = FRANCS) -> StatusReport:
    return StatusReport(AttemptState.SUCCEEDED, money, "a", ref=reference)


def on(day: date, *reports: StatusReport) -> dict[date, list[StatusReport]]:
    return {each: list(reports) if each == day else [] for each in around(DAY)}


# -- comparing --------------------------------------------------------------------------------------------------------


def test_what_both_have_is_nobodys_orphan() -> None:
    assert orphans_of(DAY, on(DAY, listed()), [captured()]) == []
    assert orphans_of(DAY, on(DAY, listed(money=None)), [captured()]) == []


def test_each_kind_of_orphan() -> None:
    theirs = Orphan(OrphanKind.THEIRS, "ref-1", None, FRANCS, "a")
    ours = Orphan(OrphanKind.OURS, "ref-1", FRANCS, None, "a")
    amount = Orphan(OrphanKind.AMOUNT, "ref-1", Money(900, "XOF"), FRANCS, "a")
    assert orphans_of(DAY, on(DAY, listed()), []) == [theirs]
    assert orphans_of(DAY, on(DAY), [captured()]) == [ours]
    assert orphans_of(DAY, on(DAY, listed()), [captured(money=Money(900, "XOF"))]) == [amount]


def test_another_currency_is_another_amount() -> None:
    [orphan] = orphans_of(DAY, on(DAY, listed()), [captured(money=Money(1000, "XAF"))])
    assert orphan.kind == OrphanKind.AMOUNT


def test_what_the_wallet_has_taken_back_need_not_be_on_its_list() -> None:
    assert orphans_of(DAY, on(DAY), [captured(taken_back=True)]) == []


def test_what_we_learnt_days_later_is_ours_all_the_same() -> None:
    assert orphans_of(DAY, on(DAY, listed()), [captured(at=NOON + timedelta(days=5))]) == []


@pytest.mark.parametrize("at", [start_of(DAY) - SECOND, end_of(DAY)])
def test_a_day_ends_where_the_next_begins(at: datetime) -> None:
    assert orphans_of(DAY, on(DAY), [captured(at=at)]) == []
    inside = at + SECOND if at < start_of(DAY) else at - SECOND
    assert len(orphans_of(DAY, on(DAY), [captured(at=inside)])) == 1


@given(seconds=st.integers(-86400, 86400), between=st.integers(0, 86400))
def test_two_clocks_up_to_a_day_apart_make_no_orphan(seconds: int, between: int) -> None:
    ours = start_of(DAY) + timedelta(seconds=between)
    theirs = (ours + timedelta(seconds=seconds)).date()
    lists = {each: [listed()] if each == theirs else [] for each in {*around(DAY), theirs}}
    if ours < end_of(DAY):
        assert orphans_of(DAY, lists, [captured(at=ours)]) == []


@pytest.mark.parametrize(
    ("report", "confirmed"),
    [
        (StatusReport(AttemptState.SUCCEEDED, FRANCS), True),
        (StatusReport(AttemptState.SUCCEEDED, None, as_asked=True), True),
        (StatusReport(AttemptState.SUCCEEDED, Money(900, "XOF")), False),
        (StatusReport(AttemptState.SUCCEEDED, FRANCS, taken_back=True), False),
        (StatusReport(AttemptState.FAILED, FRANCS), False),
        (StatusReport(None), False),
    ],
)
def test_only_the_same_money_confirms(report: StatusReport, confirmed: bool) -> None:
    assert confirms(report, Orphan(OrphanKind.OURS, "ref-1", FRANCS)) == confirmed


# -- who is told when -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "is_asked_about", "first_told"),
    [
        (OrphanKind.THEIRS, False, -timedelta(days=1)),
        (OrphanKind.AMOUNT, False, -timedelta(days=1)),
        (OrphanKind.OURS, False, PATIENCE),
        (OrphanKind.THEIRS, True, LONG_AFTER),
    ],
)
def test_people_are_told_of_what_asking_does_not_clear_up(
    kind: OrphanKind, is_asked_about: bool, first_told: timedelta
) -> None:
    at, orphan = end_of(DAY) + first_told, Orphan(kind, "ref-1")
    assert is_for_people(orphan, is_asked_about, DAY, at)
    assert first_told < timedelta() or not is_for_people(orphan, is_asked_about, DAY, at - SECOND)


def test_only_days_that_are_over() -> None:
    just_before = start_of(date(2026, 11, 20)) - SECOND
    assert days_to_compare(just_before)[-1] == date(2026, 11, 18)
    assert days_to_compare(just_before + SECOND) == tuple(date(2026, 11, n) for n in (17, 18, 19))


class Books:
    """Implements `ComparingWork` in memory."""

    shop_id = WALLET.shop_id

    def __init__(self, now: datetime) -> None:
        self.clock, self.ids, self.comparisons = FakeClock(now), FakeIds(), self
        self.kept: dict[tuple[WalletAccount, date], Comparison] = {}
        self.told: list[DomainEvent] = []

    def publish(self, event: DomainEvent) -> None:
        self.told.append(event)

    def find(self, wallet: WalletAccount, day: date) -> Comparison | None:
        return self.kept.get((wallet, day))

    def save(self, wallet: WalletAccount, comparison: Comparison) -> None:
        self.kept[wallet, comparison.day] = comparison


@pytest.mark.parametrize(
    ("after", "orphans", "told", "state"),
    [
        (PATIENCE - SECOND, (), (), DayState.OPEN),
        (PATIENCE, (), (), DayState.SETTLED),
        (PATIENCE, (STRANGER,), (STRANGER,), DayState.OPEN),
        (LONG_AFTER - SECOND, (STRANGER,), (STRANGER,), DayState.OPEN),
        (LONG_AFTER, (STRANGER,), (STRANGER,), DayState.SETTLED),
        (LONG_AFTER, (STRANGER,), (), DayState.OPEN),
    ],
)
def test_a_day_is_settled_when_both_agree_or_people_know_long_after(
    after: timedelta, orphans: tuple[Orphan, ...], told: tuple[Orphan, ...], state: DayState
) -> None:
    books = Books(end_of(DAY) + after)
    assert record_comparison(books, WALLET, Comparison(DAY, orphans=orphans), told).state == state


def test_each_orphan_is_told_once_even_if_it_goes_and_comes_again() -> None:
    books = Books(end_of(DAY))
    for orphans in ((STRANGER,), (STRANGER,), (), (STRANGER,)):
        record_comparison(books, WALLET, Comparison(DAY, orphans=orphans), orphans)
    [event] = books.told
    assert isinstance(event, BooksDisagree)
    assert (event.about, event.kind, event.day, event.ours, event.theirs) == ("ref-1", "theirs", DAY, None, FRANCS)


def test_a_list_that_fails_later_hides_nothing_of_what_was_found() -> None:
    books = Books(end_of(DAY))
    assert record_no_list(books, WALLET, DAY).state == DayState.NO_LIST
    record_comparison(books, WALLET, Comparison(DAY, orphans=(STRANGER,)), [STRANGER])
    assert record_no_list(books, WALLET, DAY).orphans == (STRANGER,)
