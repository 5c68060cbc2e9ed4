"""A wallet's list of a day held against our captures: what agrees, and what only one of the two knows.

Nothing is booked from a list. What names an attempt of ours is asked about like after a callback; what is left over is
for people, who are told once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from domain.payment.book_events import BooksDisagree
from domain.payment.capture import Capture
from domain.payment.gateway import StatusReport
from domain.payment.values import AttemptState
from domain.shared.ids import ShopId
from domain.shared.money import Money
from domain.shared.unit_of_work import Work

ONE_DAY = timedelta(days=1)
DAYS_BACK = 3
PATIENCE = timedelta(hours=6)
"""A list may still grow: so long after its end a day is not settled, and what the list lacks is not reported."""
LONG_AFTER = timedelta(days=2)
"""After its end: what asking has not cleared up by then, people have to."""


class OrphanKind(StrEnum):
    """THEIRS: the wallet has it and we have not. OURS: the other way round. AMOUNT: both, but not the same."""

    THEIRS = "theirs"
    OURS = "ours"
    AMOUNT = "amount"


class DayState(StrEnum):
    """NO_LIST: the wallet has none, or did not answer; never the same as an empty one."""

    OPEN = "open"
    SETTLED = "settled"
    NO_LIST = "no_list"


@dataclass(frozen=True, slots=True)
class WalletAccount:
    """Whose books are compared: one account of a shop at a provider."""

    shop_id: ShopId
    provider: str
    account: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """`attempt_id` is what it was collected for, as whoever knows it says."""

    kind: OrphanKind
    reference: str
    ours: Money | None = None
    theirs: Money | None = None
    attempt_id: str | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.reference}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One day of one account: how many each side counts, what is left over, and what people were ever told of."""

    day: date
    state: DayState = DayState.OPEN
    ours: int = 0
    theirs: int = 0
    orphans: tuple[Orphan, ...] = ()
    reported: frozenset[str] = frozenset()


class Comparisons(Protocol):
    """Of one shop."""

    def find(self, wallet: WalletAccount, day: date) -> Comparison | None:
        """Nobody else keeps one of this wallet until the unit of work ends."""
        ...

    def save(self, wallet: WalletAccount, comparison: Comparison) -> None: ...


class ComparingWork(Work, Protocol):
    @property
    def comparisons(self) -> Comparisons: ...


# -- days -------------------------------------------------------------------------------------------------------------


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def end_of(day: date) -> datetime:
    return start_of(day + ONE_DAY)


def around(day: date) -> tuple[date, date, date]:
    """With its neighbours: no two clocks strike midnight together."""
    return day - ONE_DAY, day, day + ONE_DAY


def days_to_compare(now: datetime) -> tuple[date, ...]:
    """Those that are over, the oldest first."""
    return tuple(now.date() - n * ONE_DAY for n in range(DAYS_BACK, 0, -1))


# -- comparing --------------------------------------------------------------------------------------------------------


def orphans_of(
    day: date, listed: Mapping[date, Collection[StatusReport]], captures: Collection[Capture]
) -> list[Orphan]:
    """`listed` has the neighbours of the day too, `captures` those of all these days and every one that is listed."""
    known = {capture.reference.reference: capture for capture in captures}
    named = {report.ref for reports in listed.values() for report in reports}
    mine = (capture for capture in of_day(day, captures) if not capture.taken_back)
    return [
        *(orphan for report in listed[day] if (orphan := _theirs(report, known.get(report.ref or "")))),
        *(_ours(capture) for capture in mine if capture.reference.reference not in named),
    ]


def of_day(day: date, captures: Collection[Capture]) -> list[Capture]:
    return [capture for capture in captures if start_of(day) <= capture.at < end_of(day)]


def confirms(report: StatusReport, orphan: Orphan) -> bool:
    """Asked for by itself, the wallet has what it does not list: it counts its days differently."""
    has_it = report.state == AttemptState.SUCCEEDED and not report.taken_back
    return has_it and (report.as_asked or report.money == orphan.ours)


def _theirs(report: StatusReport, capture: Capture | None) -> Orphan | None:
    reference = report.ref or ""
    if capture is None:
        return Orphan(OrphanKind.THEIRS, reference, None, report.money, report.attempt_id)
    if report.money in (None, capture.money):
        return None
    return Orphan(OrphanKind.AMOUNT, reference, capture.money, report.money, capture.attempt_id)


def _ours(capture: Capture) -> Orphan:
    return Orphan(OrphanKind.OURS, capture.reference.reference, capture.money, None, capture.attempt_id)


def is_for_people(orphan: Orphan, is_asked_about: bool, day: date, now: datetime) -> bool:
    """What is asked about is cleared up, as a rule; only what is left long after is not."""
    if is_asked_about:
        return end_of(day) + LONG_AFTER <= now
    return orphan.kind != OrphanKind.OURS or end_of(day) + PATIENCE <= now


def _state(found: Comparison, now: datetime) -> DayState:
    """Settled when both sides agree, or long after, when nothing is left but what people know of."""
    if end_of(found.day) + PATIENCE > now:
        return DayState.OPEN
    left_to_people = end_of(found.day) + LONG_AFTER <= now and {o.key for o in found.orphans} <= found.reported
    return DayState.SETTLED if not found.orphans or left_to_people else DayState.OPEN


# -- use cases --------------------------------------------------------------------------------------------------------


def record_comparison(
    work: ComparingWork, wallet: WalletAccount, found: Comparison, for_people: Collection[Orphan]
) -> Comparison:
    """Tells of each orphan that is for people, once however often it is found."""
    before = work.comparisons.find(wallet, found.day) or Comparison(found.day)
    for orphan in for_people:
        if orphan.key not in before.reported:
            work.publish(_disagreement(wallet, found.day, orphan, work.clock.now()))
    found = replace(found, reported=before.reported | {orphan.key for orphan in for_people})
    found = replace(found, state=_state(found, work.clock.now()))
    work.comparisons.save(wallet, found)
    return found


def record_no_list(work: ComparingWork, wallet: WalletAccount, day: date) -> Comparison:
    """What an earlier list has shown stays."""
    before = work.comparisons.find(wallet, day)
    known = before if before and before.state != DayState.NO_LIST else Comparison(day, DayState.NO_LIST)
    work.comparisons.save(wallet, known)
    return known


def _disagreement(wallet: WalletAccount, day: date, orphan: Orphan, now: datetime) -> BooksDisagree:
    return BooksDisagree(
        shop_id=wallet.shop_id,
        occurred_at=now,
        reference=orphan.reference,
        provider=wallet.provider,
        account=wallet.account,
        day=day,
        kind=orphan.kind,
        ours=orphan.ours,
        theirs=orphan.theirs,
    )
