"""Five thousand people press the last button for a thousand pieces of one thing, while others go on shopping.

Everybody is brought to the last question first; then all answer it, 64 at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from bot.opening import open_shop
from tests.benchmarks import checks
from tests.benchmarks.buying import press, steps
from tests.benchmarks.ground import installed
from tests.benchmarks.loading import Load, percentile, play
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.plan import Plan
from tests.benchmarks.report import Report
from tests.benchmarks.serving import SHOP, Server, serving
from tests.benchmarks.shops import shop_table, things
from tests.benchmarks.signed import write_file
from tests.benchmarks.stage import Stage, stage
from tests.chaos.books import Books, Row

IN_FLIGHT, OTHERS, OTHERS_RATE = 64, 40, 20
HOT, SPREAD, ENOUGH = 900, 901, 902
"""Numbers of three shops: one has too little of a single product, one plenty of many, one plenty of a single one."""


@dataclass(frozen=True)
class Sale:
    """How it is sold: where, to whom, `presses` of the button each, up to `most` pieces."""

    name: str
    shop: int
    presses: int = 1
    most: int = 1


SALES = (
    Sale("hot, one piece each", HOT),
    Sale("spread over 40 products", SPREAD),
    Sale("hot, enough for all", ENOUGH),
    Sale("hot, everybody presses five times", HOT, presses=5),
    Sale("hot, one to three pieces each", HOT, most=3),
)


@dataclass(frozen=True)
class Result:
    """What one sale came to."""

    sale: Sale
    load: Load
    others: Load
    orders: int
    pieces: int

    @property
    def buying(self) -> list[float]:
        return [sample.latency for sample in self.load.samples]

    @property
    def rate(self) -> float:
        samples = self.load.samples
        return len(samples) / max(sample.at + sample.latency for sample in samples)


def main(options: Options) -> Report:
    buyers, stock = options.buyers, options.buyers // 5
    with stage(options) as it:
        with installed(it.ground, it.database) as shop:
            open_shop(shop, shop_table(HOT, 1, stock))
            open_shop(shop, shop_table(SPREAD, 40))
            open_shop(shop, shop_table(ENOUGH, 1))
        idle = others_alone(it)
        results = [sell(it, sale, buyers, stock) for sale in SALES]
    return told(options, stock, idle, results)


def sell(it: Stage, sale: Sale, buyers: int, stock: int) -> Result:
    """Raises Void where a piece is sold twice or left over."""
    with it.copy(it.database) as database, serving(SHOP, it.ground.settings(database)) as server:
        before = bring_to_the_last_question(it, server, sale, buyers)
        script = [[press(sale.shop, n, k)] for n in range(buyers) for k in range(sale.presses)]
        requests = write_file(it.ground.folder / "presses", script)
        plan = Plan(requests, server.port, IN_FLIGHT, at_once=IN_FLIGHT, seconds=600)
        with ThreadPoolExecutor(1) as beside:
            others = beside.submit(play_others, it, server)
            load = play(plan, script, 0)
        books = checks.hold(database, [before, load, others.result()], to_the_end=False)
        checks.refuse([*checks.answered_as_they_should(load), *sold_out(sale, books, buyers, stock)])
    pieces = sum(item["quantity"] for item in sold(books, sale))
    return Result(sale, load, others.result(), len(orders_at(books, sale)), pieces)


def bring_to_the_last_question(it: Stage, server: Server, sale: Sale, buyers: int) -> Load:
    script = [list(steps(sale.shop, n, wish(sale, n))) for n in range(buyers)]
    requests = write_file(it.ground.folder / "steps", script)
    load = play(Plan(requests, server.port, it.options.connections, seconds=3600), script, 0)
    checks.refuse(checks.answered_as_they_should(load))
    return load


def wish(sale: Sale, buyer: int) -> str:
    names = [name for _, name in things(40 if sale.shop == SPREAD else 1)]
    return f"{1 + buyer % sale.most} {names[buyer % len(names)]}"


# -- the others -------------------------------------------------------------------------------------------------------


def others_alone(it: Stage) -> Load:
    with it.shop() as (server, _database):
        return play_others(it, server, it.options.patience)


def play_others(it: Stage, server: Server, patience: float = 0) -> Load:
    phases = ((OTHERS_RATE, it.options.seconds),)
    plan = it.plan(server, connections=OTHERS, at_once=OTHERS, phases=phases)
    requests = plan.script.with_name("others")  # its own files beside those of the sale
    if not requests.exists():
        requests.symlink_to(plan.script)
    return play(replace(plan, script=requests), it.script, patience)


# -- what came of it --------------------------------------------------------------------------------------------------


def orders_at(books: Books, sale: Sale) -> list[str]:
    return [row["id"] for row in books["ordering_orders"] if row["shop_id"] == f"shop-{sale.shop}"]


def sold(books: Books, sale: Sale) -> list[Row]:
    orders = set(orders_at(books, sale))
    return [item for item in books["ordering_order_items"] if item["order_id"] in orders]


def sold_out(sale: Sale, books: Books, buyers: int, stock: int) -> Iterable[str]:
    """Not one piece too many, none left where somebody still wanted it, no second order by pressing again."""
    orders = orders_at(books, sale)
    pieces = sum(item["quantity"] for item in sold(books, sale))
    if sale.shop != HOT and len(orders) != buyers:
        yield f"{len(orders)} orders of {buyers} buyers, and there was plenty"
    if sale.shop == HOT and pieces > stock:
        yield f"{pieces} pieces sold of {stock}"
    if sale.shop == HOT and sale.most == 1 and pieces != min(stock, buyers):
        yield f"{pieces} pieces sold of {stock} to {buyers} buyers"
    if sale.shop == HOT and stock - pieces >= sale.most:
        yield f"{stock - pieces} pieces left, and somebody wanted one"
    people = [row["customer_id"] for row in books["ordering_orders"] if row["id"] in set(orders)]
    if len(people) != len(set(people)):
        yield "somebody has two orders"


def told(options: Options, stock: int, idle: Load, results: list[Result]) -> Report:
    report = Report(
        f"flash-sale-{options.database}",
        "Flash sale",
        f"{stock:,} pieces, five times as many buyers, {IN_FLIGHT} pressing at a time; others write {OTHERS_RATE} "
        "messages a second meanwhile.",
        ["sale", "presses/s", "× spread", "orders", "pieces", "p50 ms", "p99 ms", "others' p99 ms", "× idle"],
        keep=not options.quick,
    )
    spread = next(each.rate for each in results if each.sale.shop == SPREAD)
    calm = percentile([sample.latency for sample in idle.samples], 99)
    for each in results:
        disturbed = percentile([sample.latency for sample in each.others.samples], 99)
        report.row(
            each.sale.name, f"{each.rate:,.0f}", f"{each.rate / spread:.2f}", each.orders, each.pieces,
            f"{percentile(each.buying, 50):,.1f}", f"{percentile(each.buying, 99):,.1f}", f"{disturbed:,.1f}",
            f"{disturbed / calm:.2f}",
        )  # fmt: skip
    report.note(
        f"Idle, the others' p99 is {calm:,.1f} ms. Goals: × spread ≥ 0.8 where there is enough "
        "for all (a refusal is cheaper than an order), p99 ≤ 150 ms, others' × idle ≤ 1.5."
    )
    report.bars("presses a second", {each.sale.name: each.rate for each in results})
    return report


if __name__ == "__main__":
    main(read_options()).publish()
