"""A wallet is asked as often as it allows: who has news first, then the oldest; nobody waits for another's wallet."""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.collecting import BATCH, look_at, look_at_all
from bot.housekeeping import expire_orders
from domain.payment.capabilities import Capabilities
from domain.payment.gateway import StatusReport
from domain.payment.values import AttemptState
from integrations.mobile_money.fake import FakeGateway
from integrations.store.queries.due import SqlPaymentsToLookAt
from integrations.store.tables.payment import attempts
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.till import ACCOUNT, Bill, Till, WatchedGateway

A_MINUTE = 12


@dataclass(slots=True)
class SlowGateway(WatchedGateway):
    """Wants to be asked twelve times a minute, and notes who was asked for."""

    asked: list[str] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return replace(FakeGateway().capabilities, queries_a_minute=A_MINUTE)

    def status(self, account: str, ref: str) -> StatusReport:
        self.asked.append(ref)
        return FakeGateway.status(self, account, ref)


@pytest.fixture
def till(open_door: OpenHouse, sqlite_database: str) -> Till:
    gateway = SlowGateway("sandbox")
    return Till(open_door(sqlite_database, gateways={"sandbox": gateway}), gateway)


def asked(till: Till) -> list[str]:
    assert isinstance(till.gateway, SlowGateway)
    told, till.gateway.asked = till.gateway.asked, []
    return told


def waiting(till: Till, count: int) -> list[Bill]:
    """Each begun a second after the one before."""
    bills = []
    for n in range(count):
        bills.append(till.order(f"+22507004{n:05}"))
        till.start(bills[-1])
        till.house.clock.pass_by(seconds=1)
    till.house.clock.pass_by(seconds=60)
    return bills


def refs(till: Till, bills: list[Bill]) -> list[str]:
    return [ref for bill in bills for ref in till.refs(bill)]


def test_what_is_over_the_cap_stays_due_and_the_oldest_comes_first(till: Till) -> None:
    bills = waiting(till, 7)
    assert (look_at_all(till.it), asked(till)) == (2, refs(till, bills[:2]))
    assert look_at_all(till.it) == 0
    till.house.clock.pass_by(seconds=12)
    assert (look_at_all(till.it), asked(till)) == (2, refs(till, bills[2:4]))


def test_in_a_minute_no_more_are_asked_than_it_allows(till: Till) -> None:
    waiting(till, 15)
    for _tick in range(30):
        look_at_all(till.it)
        till.house.clock.pass_by(seconds=2)
    assert 10 <= len(asked(till)) <= A_MINUTE


def test_who_has_news_goes_before_those_who_only_wait(till: Till) -> None:
    bills = waiting(till, 6)
    [last] = till.refs(bills[-1])
    till.pay(last)
    assert till.callback(last) == 200
    look_at_all(till.it)
    assert asked(till) == [last, *refs(till, bills[:1])]
    assert till.state(bills[-1]) == "ready_for_shipment"


def test_a_long_row_at_one_wallet_makes_nobody_wait_at_another(open_door: OpenHouse, sqlite_database: str) -> None:
    slow, quick = SlowGateway("sandbox"), SlowGateway("sandbox-push")
    till = Till(open_door(sqlite_database, gateways={"sandbox": slow, "sandbox-push": quick}), slow)
    bills = waiting(till, 8)
    with till.it.engine.begin() as connection:
        elsewhere = attempts.c.payment_id == bills[-1].key.payment_id
        connection.execute(attempts.update().where(elsewhere).values(provider="sandbox-push", account="fatou-mobile"))
    with till.it.look() as work:
        due = SqlPaymentsToLookAt(work.connection).attempts_due(till.house.clock.now(), limit=2)
    assert Count(each.account for each in due) == {ACCOUNT: 2, "fatou-mobile": 1}
    assert look_at_all(till.it) == 3 and len(quick.asked) == 1
    assert BATCH > 3


def test_a_wallet_that_is_gone_stops_no_other(till: Till) -> None:
    bills = waiting(till, 3)
    with till.it.engine.begin() as connection:
        first = attempts.c.payment_id == bills[0].key.payment_id
        connection.execute(attempts.update().where(first).values(provider="gone"))
    look_at_all(till.it)
    assert asked(till) == refs(till, bills[1:])


def test_news_that_comes_before_the_answer_to_our_call_is_not_put_off(till: Till) -> None:
    bill = till.order()
    till.gateway.moments["after start"] = lambda: [till.pay(ref) or till.callback(ref) for ref in till.refs(bill)]
    till.start(bill)
    look_at_all(till.it)
    assert till.state(bill) == "ready_for_shipment"


# -- when nobody tells ------------------------------------------------------------------------------------------------


def looks(till: Till, bill: Bill, until: timedelta) -> list[int]:
    """The seconds at which the wallet is asked, from the start on."""
    begun, seen = till.house.clock.now(), []
    while till.house.clock.now() - begun < until:
        [row] = till.house.rows(attempts, attempts.c.payment_id == bill.key.payment_id)
        if row.next_look_at is None:
            break
        till.house.clock.pass_by(seconds=max(0.0, (row.next_look_at - till.house.clock.now()).total_seconds()))
        seen.append(int((till.house.clock.now() - begun).total_seconds()))
        look_at(till.it, bill.key, row.id)
    return seen


def test_a_push_is_looked_at_as_often_as_its_wallet_says_a_little_late_each_time(till: Till) -> None:
    bill = till.order()
    till.start(bill)
    at = looks(till, bill, timedelta(minutes=10))
    waits = [later - earlier for earlier, later in zip([0, *at], at, strict=False)]
    for wait, wanted in zip(waits, (5, 10, 15, 30, 60, 120, 300), strict=False):
        assert wanted <= wait + 1 and wait <= wanted * 1.1 + 1


@pytest.mark.parametrize("state", [AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.EXPIRED])
def test_only_what_expired_is_looked_at_again_and_late_money_is_only_believed_when_asked(
    till: Till, state: AttemptState
) -> None:
    bill = till.order()
    ref = till.start(bill)
    till.gateway.move(ref, state)
    [ended, *sweeps] = looks(till, bill, timedelta(days=3))
    after = [(each - ended) / 3600 for each in sweeps]
    assert len(after) == (2 if state == AttemptState.EXPIRED else 0)
    assert all(hours - 0.01 <= each <= 1.1 * hours + 0.01 for each, hours in zip(after, (1, 25), strict=False))
    expire_orders(till.it)
    till.pay(ref)
    assert till.house.rows(attempts)[0].state == state
    assert till.callback(ref) == 200
    assert till.house.rows(attempts)[0].state == state, "a callback is believed nothing"
    look_at_all(till.it)
    assert till.house.rows(attempts)[0].state == "succeeded"
