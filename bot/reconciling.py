"""Each wallet account's list of a day, held against what is booked here: asked about, reported, never booked from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.again import each_by_itself
from bot.bootstrap import Installation
from domain.merchant.shop import Shop
from domain.payment import use_cases as payments
from domain.payment.capture import Capture
from domain.payment.gateway import StatusReport
from domain.payment.reconciliation import (
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
    of_day,
    orphans_of,
    record_comparison,
    record_no_list,
    start_of,
)
from integrations.store.queries.reconciling import SqlReconciling

BATCH = 25
NEVER = datetime.min.replace(tzinfo=UTC)
Listed = dict[date, list[StatusReport]]


@dataclass(slots=True)
class Lists:
    """What the wallets list, each day of each account asked for once in a run."""

    it: Installation
    _known: dict[tuple[WalletAccount, date], list[StatusReport] | None] = field(default_factory=dict)

    def around(self, wallet: WalletAccount, day: date) -> Listed | None:
        """None where one of the days is not to be had; tomorrow nothing has been collected."""
        listed: Listed = {}
        for each in around(day):
            reports = self._of(wallet, each) if each <= self.it.clock.now().date() else []
            if reports is None:
                return None
            listed[each] = reports
        return listed

    def _of(self, wallet: WalletAccount, day: date) -> list[StatusReport] | None:
        if (wallet, day) not in self._known:
            gateway = self.it.asks(wallet.provider, wallet.account)
            self._known[wallet, day] = gateway.collected(wallet.account, day)
        return self._known[wallet, day]


# -- which ------------------------------------------------------------------------------------------------------------


def reconcile_all(it: Installation) -> int:
    """Past days that are not settled yet, not so many that a payment waits behind them. Returns how many."""
    lists = Lists(it)
    return each_by_itself(reconcile, ((lists, wallet, day) for wallet, day in unsettled(it)[:BATCH]))


def unsettled(it: Installation) -> list[tuple[WalletAccount, date]]:
    """Of every account; first what was not looked at for the longest time, so that each run goes on where the one
    before stopped."""
    days = days_to_compare(it.clock.now())
    with it.look() as work:
        looked = SqlReconciling(work.connection).looked_at_since(days[0])
    every = [(wallet, day) for shop in it.directory.shops() for wallet in accounts_of(it, shop) for day in days]
    left = [each for each in every if each not in looked or looked[each].state != DayState.SETTLED]
    return sorted(left, key=lambda each: looked[each].at if each in looked else NEVER)


def accounts_of(it: Installation, shop: Shop) -> list[WalletAccount]:
    accounts = {WalletAccount(shop.id, wallet.provider, wallet.account): None for wallet in shop.wallets}
    return [account for account in accounts if it.wallets.has(account.provider)]


# -- one day ----------------------------------------------------------------------------------------------------------


def reconcile(lists: Lists, wallet: WalletAccount, day: date) -> Comparison:
    """Twice is once: what was asked about or reported before is not done again."""
    listed = lists.around(wallet, day)
    if listed is None:
        with lists.it.work(wallet.shop_id) as work:
            return record_no_list(work, wallet, day)
    listed, captures = _both_sides(lists.it, wallet, listed)
    left = [orphan for orphan in orphans_of(day, listed, captures) if not _is_found(lists.it, wallet, orphan)]
    now = lists.it.clock.now()
    for_people = [each for each in left if is_for_people(each, _ask_about(lists.it, wallet, each), day, now)]
    found = Comparison(day, ours=len(of_day(day, captures)), theirs=len(listed[day]), orphans=tuple(left))
    with lists.it.work(wallet.shop_id) as work:
        return record_comparison(work, wallet, found, for_people)


def _both_sides(it: Installation, wallet: WalletAccount, listed: Listed) -> tuple[Listed, list[Capture]]:
    """Their list without what another wallet of the same account collects; our captures of those days, and of
    whatever day those that are listed."""
    reports = [report for of_day in listed.values() for report in of_day]
    with it.look(wallet.shop_id) as work:
        books = SqlReconciling(work.connection)
        elsewhere = books.of_other_providers(wallet.provider, {each.attempt_id for each in reports if each.attempt_id})
        captures = books.captures_between(wallet, start_of(min(listed)), end_of(max(listed)))
        known = {capture.reference.reference for capture in captures}
        captures += books.captures_named(wallet.provider, {each.ref for each in reports if each.ref} - known)
    mine = {each: [report for report in listed[each] if report.attempt_id not in elsewhere] for each in listed}
    return mine, captures


def _is_found(it: Installation, wallet: WalletAccount, orphan: Orphan) -> bool:
    """What is not on the list of its day may be on another one: the wallet is asked for it by name."""
    if orphan.kind != OrphanKind.OURS:
        return False
    gateway = it.asks(wallet.provider, wallet.account)
    return confirms(gateway.status(wallet.account, orphan.reference), orphan)


def _ask_about(it: Installation, wallet: WalletAccount, orphan: Orphan) -> bool:
    """An attempt of ours that it names is looked at: what the wallet then says of it is what happens. Returns whether
    that may make it ours."""
    with it.look() as work:
        found = SqlReconciling(work.connection).attempt_behind(wallet.provider, orphan.attempt_id, orphan.reference)
    if found is None or orphan.kind == OrphanKind.AMOUNT:
        return False
    key, attempt_id = found
    with it.work(key.shop_id) as work:
        payments.signal_attempt(work, key.payment_id, attempt_id, orphan.reference)
        work.on_commit(lambda: it.wakeups.wake("settle"))
    return orphan.kind == OrphanKind.THEIRS


# -- by hand ----------------------------------------------------------------------------------------------------------


def reconcile_by_hand(
    it: Installation, shop: Shop | None, day: date | None
) -> Iterable[tuple[WalletAccount, Comparison]]:
    """Each account of that shop, or of all; that day, settled or not, or all that are not."""
    lists, shops = Lists(it), [shop] if shop else it.directory.shops()
    accounts = [account for each in shops for account in accounts_of(it, each)]
    chosen = [(account, day) for account in accounts] if day else unsettled(it)
    for wallet, each in chosen:
        if wallet in accounts:
            yield wallet, reconcile(lists, wallet, each)
