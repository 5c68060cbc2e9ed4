"""A wallet tells of payments: how many callbacks a second are kept, and that each takes effect once."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median

from bot.bootstrap import Installation
from bot.collecting import start_payment
from bot.sandbox_wallet.keys import IssuedAccounts
from domain.payment.ports import PaymentKey
from domain.shared.ids import PaymentId, ShopId
from domain.shared.phone import PhoneNumber
from tests.benchmarks import checks
from tests.benchmarks.buying import press, steps
from tests.benchmarks.ground import installed
from tests.benchmarks.loading import Load, percentile, play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.plan import Plan
from tests.benchmarks.report import Report, around, ratio
from tests.benchmarks.serving import SHOP, Server, serving, working
from tests.benchmarks.shops import things
from tests.benchmarks.signed import write_file
from tests.benchmarks.stage import Stage, stage
from tests.benchmarks.telling import AGAIN, TOLD, Pending, Teller
from tests.benchmarks.throughput import measure
from tests.chaos import money
from tests.chaos.books import Row, read_wallet
from tests.chaos.town import answers
from tests.ports import free_ports
from tests.services import eventually
from tests.twilio_server import twilio_server
from tests.wallet import fetch

AT_ONCE, PER_SECOND = 50, 100
MONEY = (money.captures_are_real, money.the_wallet_agrees)


def main(options: Options) -> Report:
    with stage(options) as it, it.copy(it.database) as database, a_wallet(it, database) as more:
        place_orders(it, database, options.payments)
        with installed(it.ground, database, **more) as shop:
            payments = begin_payments(shop)
            teller = Teller(IssuedAccounts(shop.settings.key_for("wallet")), random.Random(1))
        floors, loads = [], []
        for _pair in range(options.pairs):
            floors.append(measure(it, it.ground.floor).rate)
            loads.append(tell(it, database, teller, payments))
        with it.copy(database) as settled, serving(SHOP, it.ground.settings(settled, **more)) as server:
            paced = tell_at_a_pace(it, server, teller, payments[1:])
            same = tell_at_once(it, server, settled, teller, payments[0])
            settle(it, settled, len(payments), more)
    return told(options, it.ground.floor, floors, loads, paced, same)


# -- payments that wait -----------------------------------------------------------------------------------------------


@contextmanager
def a_wallet(it: Stage, database: str) -> Iterator[dict[str, str]]:
    """The sandbox wallet, running; yields where the shop finds it."""
    [port] = free_ports(1)
    more = {"SANDBOX_WALLET_PORT": str(port), "SANDBOX_WALLET_URL": f"http://127.0.0.1:{port}"}
    with working(it.ground.settings(database, **more), ("wallet",)):
        eventually(lambda: answers(f"{more['SANDBOX_WALLET_URL']}/healthz"), seconds=60)
        yield more


def place_orders(it: Stage, database: str, count: int) -> None:
    names = [name for _, name in things(it.options.products)]
    script = [
        [*steps(n % it.options.shops, n, f"1 {names[n % len(names)]}"), press(n % it.options.shops, n)]
        for n in range(count)
    ]
    requests = write_file(it.ground.folder / "orders", script)
    with serving(SHOP, it.ground.settings(database)) as server:
        load = play(Plan(requests, server.port, it.options.connections, seconds=3600), script, 0)
    checks.hold(database, [load])


def begin_payments(shop: Installation) -> list[Pending]:
    """Each is asked for by the shop and approved by its payer; nobody has told the shop yet."""
    books = checks.books_of(shop.settings.database)
    people = {row["customer_id"]: row["value"] for row in books["customer_identities"]}

    def begin(row: Row) -> None:
        payer = people[row["customer_id"]]
        key = PaymentKey(ShopId(row["shop_id"]), PaymentId(row["id"]))
        start_payment(shop, key, "money", PhoneNumber(payer), "fr")
        shop.wallet_control.act(payer, "approve")

    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(begin, books["payment_transactions"]))
    return [_pending(shop, row) for row in checks.books_of(shop.settings.database)["payment_attempts"]]


def _pending(shop: Installation, attempt: Row) -> Pending:
    accounts = IssuedAccounts(shop.settings.key_for("wallet"))
    url = f"{shop.settings.wallet}/v1/collections?reference={attempt['id']}"
    found = fetch("GET", url, None, {"Authorization": f"Bearer {accounts[attempt['account']].key}"}).json()["result"]
    return Pending(attempt["account"], attempt["token"], found[0])


# -- telling ----------------------------------------------------------------------------------------------------------


def tell(it: Stage, database: str, teller: Teller, payments: list[Pending]) -> Load:
    with it.copy(database) as copied, serving(SHOP, it.ground.settings(copied)) as server:
        load = _play(it, server, teller, payments, it.options.connections)
        checks.refuse([*checks.broken(copied), *kept_once(copied, load)])
        return load


def tell_at_a_pace(it: Stage, server: Server, teller: Teller, payments: list[Pending]) -> Load:
    phases = ((PER_SECOND, len(payments) / PER_SECOND),)
    return _play(it, server, teller, payments, 2 * it.options.connections, phases)


def tell_at_once(it: Stage, server: Server, database: str, teller: Teller, payment: Pending) -> Load:
    """The very same callback, on so many connections."""
    message, request = teller.one(payment)
    file = it.ground.folder / "same"
    file.write_bytes(pickle.dumps([[request]] * AT_ONCE))
    load = play(Plan(file, server.port, AT_ONCE, AT_ONCE, seconds=60), [[message]] * AT_ONCE, 0)
    checks.refuse([*checks.answered_as_they_should(load), *kept_once(database, load)])
    return load


def _play(
    it: Stage,
    server: Server,
    teller: Teller,
    payments: list[Pending],
    connections: int,
    phases: tuple[tuple[float, float], ...] = (),
) -> Load:
    script, requests = teller.script(payments)
    file = it.ground.folder / "callbacks"
    file.write_bytes(pickle.dumps(requests))
    load = play(Plan(file, server.port, connections, seconds=3600, phases=phases), script, it.options.patience)
    checks.refuse(checks.answered_as_they_should(load))
    return load


def kept_once(database: str, load: Load) -> Iterator[str]:
    kept = [row["provider_id"] for row in checks.books_of(database)["chat_inbox"] if row["kind"] == "payment"]
    for event in {message.id for message in load.accepted}:
        if kept.count(event) != 1:
            yield f"{event} is kept {kept.count(event)} times"


def settle(it: Stage, database: str, payments: int, more: dict[str, str]) -> None:
    """The workers ask the wallet. Raises Void where the wallet has another sum than the shop."""
    roles = ("worker", "messages"), ("worker", "money"), ("scheduler",)
    with twilio_server() as twilio:
        environment = it.ground.settings(database, TWILIO_BASE_URL=twilio.url, **more)
        with working(environment, *roles):
            eventually(lambda: len(checks.books_of(database)["payment_captures"]) == payments, seconds=600, every=1)
    with installed(it.ground, database, **more) as shop:
        accounts = IssuedAccounts(shop.settings.key_for("wallet"))
        books = checks.books_of(database)
        wallet = read_wallet(shop.settings.wallet, accounts, [], books)
    checks.refuse([*checks.broken(database), *(wrong for rule in MONEY for wrong in rule(books, wallet))])


# -- figures ----------------------------------------------------------------------------------------------------------


def told(options: Options, floor: str, floors: list[float], loads: list[Load], paced: Load, same: Load) -> Report:
    report = Report(
        f"callbacks-{options.database}",
        "Callbacks of a wallet",
        "Told in a closed loop over 16 connections, then at a pace, then one of them fifty times at once.",
        ["what", "figure", "goal"],
        keep=not options.quick,
    )
    rates = [load.rate(0, max(each.at + each.latency for each in load.samples)) for load in loads]
    report.row("callbacks a second", around(rates), "")
    report.row(f"× {floor}", ratio(ours / base for ours, base in zip(rates, floors, strict=True)), "≥ 0.60")
    report.row("p50 of a first one, ms", around([_median(load, TOLD) for load in loads], 1), "")
    report.row("p50 of a repeated one, ms", around([_median(load, AGAIN) for load in loads], 1), "half of it")
    report.row(f"p99 at {PER_SECOND}/s, ms", f"{percentile([each.latency for each in paced.samples], 99):,.1f}", "≤ 30")
    report.row(
        f"{len(same.samples)} at once: the last answer, ms", f"{1000 * max(e.latency for e in same.samples):,.0f}", ""
    )
    report.row("… effects", 1, 1)  # else the figures are void, and there is no table
    report.bars("a second", {floor: median(floors), "callbacks": median(rates)})
    report.noise([load.quiet for load in loads])
    return report


def _median(load: Load, kind: str) -> float:
    return percentile([sample.latency for sample in load.of_kind(kind)], 50)


if __name__ == "__main__":
    main(read_options()).publish()
