"""How fast the outbox empties, beside the raw Twilio client in the same minute; and whether it kept every rule.

    python -m tests.benchmarks.sender [messages]

PostgreSQL with real commits, a Redis, a Twilio in a process of its own; each run is void unless everything arrived at
it once, each person's messages in their order, and no rate was exceeded there.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import delete

from bot.bootstrap import Installation, install
from bot.settings import load_settings
from domain.customer.messages import OutboundMessage
from domain.shared.ids import ShopId
from integrations.rates import PAIR_EVERY
from integrations.store.migrations import migrate
from integrations.store.tables.chat import outbox
from tests.benchmarks.swift_twilio import SwiftTwilio, swift_twilio
from tests.services import eventually, running_postgres, running_redis
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

OURS = "+2250777000001"
UNLIMITED = 100_000
WHATSAPP_BURST = 45
A_CHAT = 3
"""Messages to each person, one after the other."""
Arrival = tuple[float, str, str, str]


@dataclass
class Bench:
    """Where the processes are, and the environment with which they find each other."""

    it: Installation
    twilio: SwiftTwilio
    environment: dict[str, str]
    void: list[str] = field(default_factory=list)

    def start(self, *command: str, **settings: object) -> subprocess.Popen[str]:
        environment = {**self.environment, **{name: str(value) for name, value in settings.items()}}
        return subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=subprocess.PIPE, text=True)

    def run(self, what: str, senders: int = 1, **settings: object) -> float:
        """The seconds that the slowest of so many processes took."""
        started = [self.start("tests.benchmarks.senders", what, **settings) for _ in range(senders)]
        return max(float(process.communicate()[0]) for process in started)

    def fill(self, messages: int, people: int) -> None:
        with self.it.engine.begin() as connection:
            connection.execute(delete(outbox))
        for first in range(0, messages, 1000):
            with self.it.work(ShopId("s")) as work:
                for n in range(first, min(first + 1000, messages)):
                    work.outbox.add(message(n, people), work.shop_id, self.it.clock.now())
        with self.it.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE chat_outbox")

    def expect(self, name: str, holds: bool) -> None:
        if not holds:
            self.void.append(name)


def message(n: int, people: int) -> OutboundMessage:
    """All have other words, so that they can be told apart where they arrive."""
    return OutboundMessage(f"m{n}", "twilio", OURS, f"+22507{n % people:08}", f"Bonjour {n}", language="fr")


# -- what is measured -------------------------------------------------------------------------------------------------


def drains(bench: Bench, messages: int, thinks: float) -> tuple[float, float]:
    """Messages a second of the raw client and of the shop, one after the other."""
    people = messages // A_CHAT
    bench.twilio.begin(thinks=thinks)
    raw = bench.run("raw", MESSAGES=messages, PEOPLE=people)
    bench.fill(messages, people)
    bench.twilio.begin(thinks=thinks)
    ours = bench.run("drain", SENDER_RATE=UNLIMITED)
    bench.expect(f"at {thinks} s all went out once, in order", complete(bench.twilio.taken(), messages))
    return messages / raw, messages / ours


def faulty(bench: Bench, messages: int) -> float:
    """One per cent is refused for now, one fails."""
    bench.fill(messages, messages // A_CHAT)
    bench.twilio.begin(thinks=0.02, faulty=0.01)
    took = bench.run("drain", SENDER_RATE=UNLIMITED)
    bench.expect("with faults all went out once, in order", complete(bench.twilio.taken(), messages))
    return messages / took


def paced(bench: Bench, messages: int, senders: int, rate: int) -> tuple[int, float]:
    """The most in any second, and the rate all over, of several processes that share a number."""
    bench.fill(messages, messages // A_CHAT)
    bench.twilio.begin(thinks=0.05)
    bench.run("drain", senders, SENDER_RATE=rate)
    taken = bench.twilio.taken()
    bench.expect("paced, all went out once, in order", complete(taken, messages))
    most = busiest_second(taken)
    bench.expect(f"at most {rate} in any second", most <= rate)
    bench.expect("no person had too many", pairs_are_kept(taken))
    return most, len(taken) / (taken[-1][0] - taken[0][0])


def latencies(bench: Bench, messages: int, rate: int) -> tuple[float, float]:
    """From the commit to the provider, through a real worker, in milliseconds: the middle, and 99 of 100."""
    bench.fill(0, 1)
    bench.twilio.begin(thinks=0.1)
    worker = bench.start("bot", "worker", "messages", SENDER_RATE=UNLIMITED)
    committed: dict[str, float] = {}
    began = time.monotonic() + 4  # the worker is up by then, and has sent one to warm up
    for n in range(-1, messages):
        while n >= 0 and time.monotonic() < began + n / rate:
            time.sleep(0.0005)
        with bench.it.work(ShopId("s")) as work:
            work.outbox.add(message(n, messages), work.shop_id, bench.it.clock.now())
        committed[f"Bonjour {n}"] = time.monotonic()
        bench.it.wakeups.wake("deliver")
    eventually(lambda: len(bench.twilio.taken()) >= messages + 1, seconds=60, every=0.2)
    worker.terminate()
    worker.wait(30)
    waited = sorted(1000 * (at - committed[body]) for at, _, _, body in bench.twilio.taken() if body != "Bonjour -1")
    return statistics.median(waited), waited[int(len(waited) * 0.99)]


# -- the rules, looked at from outside ---------------------------------------------------------------------------------


def complete(taken: list[Arrival], messages: int) -> bool:
    """Each once, and to each person in the order in which they were written."""
    chats: dict[str, list[int]] = defaultdict(list)
    for _, _, to, body in taken:
        chats[to].append(int(body.removeprefix("Bonjour ")))
    once = Counter(n for chat in chats.values() for n in chat) == Counter(range(messages))
    return once and all(chat == sorted(chat) for chat in chats.values())


def busiest_second(taken: list[Arrival]) -> int:
    window: deque[float] = deque()
    most = 0
    for at, *_ in taken:
        window.append(at)
        while window[0] <= at - 1:
            window.popleft()
        most = max(most, len(window))
    return most


def pairs_are_kept(taken: list[Arrival]) -> bool:
    """One in six seconds, with a burst that is borrowed from those to come."""
    whole_at: dict[tuple[str, str], float] = {}
    for at, sender, to, _ in taken:
        whole_at[sender, to] = max(whole_at.get((sender, to), at), at) + PAIR_EVERY
        if whole_at[sender, to] - at > PAIR_EVERY * WHATSAPP_BURST:
            return False
    return True


@contextmanager
def opened(threads: int) -> Iterator[Bench]:
    with ExitStack() as closing:
        postgres = closing.enter_context(running_postgres(durable=True))
        redis = closing.enter_context(running_redis())
        twilio = closing.enter_context(swift_twilio())
        environment = {
            "DATABASE_URL": postgres.new_database(), "REDIS_URL": redis.url, "SENDER_THREADS": str(threads),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_BASE_URL": twilio.url,
        }  # fmt: skip
        it = install(load_settings(database_url=environment["DATABASE_URL"], redis_address=redis.url))
        migrate(it.engine)
        yield Bench(it, twilio, {**os.environ, **environment})
        it.engine.dispose()


def main(messages: int) -> None:
    say = partial(print, flush=True)  # also into a pipe, line by line
    with opened(threads=64) as bench:
        for thinks in (0.0, 0.1):
            raw, ours = drains(bench, messages, thinks)
            say(f"drain, provider {thinks:3.1f} s: raw {raw:5.0f}/s  shop {ours:5.0f}/s  ratio {ours / raw:.2f}")
        say(f"drain with 1 % busy, 1 % failing: {faulty(bench, messages // 4):5.0f}/s")
        for senders in (1, 2):
            most, rate = paced(bench, 480, senders, 80)
            say(f"{senders} sender(s), 80/s allowed: at most {most} in any second, {rate:.1f}/s all over")
        middle, late = latencies(bench, 800, 80)
        say(f"commit to provider at 80/s: p50 {middle:.0f} ms, p99 {late:.0f} ms")
        if bench.void:
            raise SystemExit(f"Void: not kept: {'; '.join(bench.void)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6000)
