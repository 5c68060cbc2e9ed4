"""What is done in each shop, and how much dearer it may be in the large one than in the smaller."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import select

from domain.fulfillment.values import TrackingCode
from domain.payment.gateway import StatusReport
from domain.payment.use_cases import confirm_payment
from domain.payment.values import AttemptState
from domain.shared.ids import AttemptId, CustomerId, ProductId
from integrations.store.outbox import Outbox
from integrations.store.tables.chat import conversations
from tests.benchmarks.worlds import World
from tests.integrations.store.big_shelf import LOOKS, STUFFS, THINGS, slip
from tests.integrations.store.shop import AWA, SHOP
from tests.integrations.store.test_life_of_an_order import begin

SMALL, MIDDLE = 0, 1
SHOWN, ROWS = 9, 9
DAY = timedelta(days=1)
TALK = ("menu", "panier", "2 savons", "qwrtp zzz", "commandes", "aide", "natte", "retour")
SENT_AGAIN = 3
"""What could not be kept is sent once more, as a provider does; the time counts."""
messages = count()


class Probe(NamedTuple):
    """`act` takes a shop and the number of the round; `against` is the size that the goal compares with."""

    name: str
    goal: float
    against: int
    act: Callable[[World, int], float | None]


def say(world: World, person: str, text: str) -> None:
    message = {"from": person, "to": world.number, "id": f"growth-{next(messages)}", "text": text}
    for _again in range(SENT_AGAIN):
        answer = world.door.post("/simulator/messages", json=message)
        if answer.status_code != 503:
            break
    assert answer.status_code == 200, answer.get_data(as_text=True)


def somebody(world: World, n: int) -> str:
    return f"+22508{1 + n * 7919 % world.size.talks:08}"


def search(world: World, words: str) -> None:
    with world.it.look(SHOP) as work:
        work.shelf.search(words, ROWS)


def chosen(n: int) -> tuple[str, str, str]:
    chance = random.Random(n)
    return chance.choice(THINGS), chance.choice(STUFFS), chance.choice(LOOKS)


def list_page(world: World, n: int) -> None:
    with world.it.look(SHOP) as work:
        assert work.shelf.page(None, f"p{n % world.size.products:06}" if n > 0 else None, SHOWN)


def a_product(world: World, n: int) -> None:
    with world.it.look(SHOP) as work:
        assert work.shelf.product(ProductId(f"p{n % world.size.products:06}"))


def tracking(world: World, n: int) -> None:
    with world.it.look(SHOP) as work:
        assert work.tracking_queries.by_code(TrackingCode(f"TRACK{1 + n * 7919 % world.size.orders}"))


def my_orders(world: World, n: int) -> None:
    with world.it.look(SHOP) as work:
        assert work.order_queries.of_customer(CustomerId(f"c{1 + n * 7919 % (world.size.orders // 3 - 1)}"), 3)


def days_report(world: World, n: int) -> None:
    now = world.floor.clock.now()
    with world.it.look(SHOP) as work:
        assert work.ledger.balances(now - DAY, now)
        assert work.order_queries.listing([], 31)


def confirm(world: World, n: int) -> float:
    """Only the confirming counts; what it needs is done before."""
    order = world.floor.order()
    ref = f"growth-{next(messages)}"
    payment_id, attempt_id = begin(world.floor, order, ref)
    paid = StatusReport(AttemptState.SUCCEEDED, order.total, attempt_id, AWA, ref)
    began = perf_counter()
    with world.floor.work() as work:
        confirm_payment(work, payment_id, AttemptId(attempt_id), ref, paid)
    return (perf_counter() - began) * 1000


def claim(world: World, n: int) -> None:
    """Given back at once."""
    with world.engine.connect() as connection, connection.begin() as transaction:
        assert Outbox(connection, world.it.ids).claim(world.floor.clock.now(), timedelta(seconds=60), 8)
        transaction.rollback()


PROBES = (
    Probe("a page of the shelf", 1.2, SMALL, list_page),
    Probe("a product", 1.2, SMALL, a_product),
    Probe("menu, the turn", 1.2, SMALL, lambda world, n: say(world, somebody(world, n), "menu")),
    Probe(
        "into the cart, the turn", 1.2, SMALL, lambda world, n: say(world, somebody(world, n), "2 pagnes de la mesure")
    ),
    Probe("search: its name", 4, MIDDLE, lambda world, n: search(world, " ".join(chosen(n)[:2]))),
    Probe("search: misspelt", 4, MIDDLE, lambda world, n: search(world, slip(chosen(n)[0], random.Random(n)))),
    Probe("search: three common words", 4, MIDDLE, lambda world, n: search(world, " ".join(chosen(n)))),
    Probe("track a code", 1.15, SMALL, tracking),
    Probe("my orders", 1.15, SMALL, my_orders),
    Probe("confirm a payment", 1.15, SMALL, confirm),
    Probe("a day's report", 3, SMALL, days_report),
    Probe("any turn", 1.15, SMALL, lambda world, n: say(world, somebody(world, n + 500), TALK[n % len(TALK)])),
    Probe("claim from the outbox", 1.2, SMALL, claim),
)


def a_long_talk(world: World, turns: int, rounds: int) -> tuple[list[list[float]], int]:
    """Times of a turn of a talk of 10 turns and of one of many, and the bytes kept of the latter."""
    short, long = "+2250900000001", "+2250900000002"
    for person, said in ((short, 10), (long, turns)):
        for n in range(said):
            say(world, person, TALK[n % len(TALK)])
    times: list[list[float]] = [[], []]
    for n in range(rounds):
        for person, taken in zip((short, long), times, strict=True):
            began = perf_counter()
            say(world, person, TALK[n % len(TALK)])
            taken.append((perf_counter() - began) * 1000)
    with world.engine.connect() as connection:
        state = select(conversations.c.state).where(conversations.c.person == long)
        return times, len(str(connection.execute(state).scalar_one()).encode())
