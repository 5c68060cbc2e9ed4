"""A callback, the buyer, the clock and a second press, in every order: money and order always agree at the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import pytest

from bot.housekeeping import expire_orders
from domain.payment.values import AttemptState
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import all_at_once
from tests.bot.doors.till import Bill, Till, WatchedGateway

MOMENTS = ("before start", "after start", "before status", "after status")
Act = Callable[[Till, Bill], object]


def pay_and_tell(till: Till, bill: Bill) -> None:
    """All of it, in the middle of somebody else's call."""
    for ref in till.refs(bill):
        till.pay(ref)
        assert till.callback(ref) == 200
    till.house.settle()


def pay_twice(till: Till, bill: Bill) -> None:
    for ref in till.refs(bill):
        till.callback(till.gateway.pay_twice(ref))
    till.house.settle()


def expire(till: Till, bill: Bill) -> None:
    till.house.clock.pass_by(minutes=31)
    expire_orders(till.it)


def decline(till: Till, bill: Bill) -> None:
    for ref in till.refs(bill):
        if till.gateway.collections[ref].report.state == AttemptState.PENDING:
            till.gateway.move(ref, AttemptState.FAILED)
        till.callback(ref)
    till.house.settle()


ACTS: tuple[Act, ...] = (Till.cancel, expire, pay_and_tell, pay_twice, Till.press_again, decline)


@pytest.fixture
def till(open_door: OpenHouse, database: str) -> Till:
    gateway = WatchedGateway("sandbox")
    house = open_door(database, gateways={"sandbox": gateway})
    house.tells = False
    return Till(house, gateway)


def test_at_every_moment_of_a_payment_anything_may_happen(till: Till) -> None:
    """Each case is an order of its own; the wallet is paid in the end, whatever came before."""
    for n, (moment, act) in enumerate(product(MOMENTS, ACTS)):
        bill = till.order(f"+22507001{n:05}")
        till.gateway.moments[moment] = partial(act, till, bill)
        till.press_again(bill)
        for ref in till.refs(bill):
            if till.gateway.collections[ref].report.state != AttemptState.FAILED:
                till.pay(ref)
            assert till.callback(ref) == 200
        till.house.settle()
        assert not till.gateway.moments, f"{moment} never came"
        till.house.later(minutes=40, steps=3)
    till.balance()


def race(till: Till, *acts: Act) -> None:
    for n in range(5):
        bill = till.order(f"+22507002{n:05}")
        ref = till.start(bill)
        till.pay(ref)
        till.house.clock.pass_by(minutes=31)
        all_at_once([partial(act, till, bill) for act in acts])
    till.house.later(minutes=5)
    till.balance()


def tell(till: Till, bill: Bill) -> None:
    assert till.callback(till.refs(bill)[0]) == 200
    till.house.settle()


def run_out(till: Till, bill: Bill) -> None:
    expire_orders(till.it)


def test_callback_and_cancellation_at_once(till: Till) -> None:
    race(till, tell, Till.cancel)


def test_callback_and_expiry_at_once(till: Till) -> None:
    race(till, tell, run_out)


def test_callback_expiry_cancellation_and_another_press_at_once(till: Till) -> None:
    race(till, tell, run_out, Till.cancel, lambda till, bill: till.press(bill), tell)


def test_two_presses_at_once_are_one_try(till: Till) -> None:
    for n in range(4):
        bill = till.order(f"+22507003{n:05}")
        form = till.form(bill)
        assert {answer.status for answer in all_at_once([partial(till.send, bill, form)] * 4)} == {303}
        assert len(till.refs(bill)) == 1
