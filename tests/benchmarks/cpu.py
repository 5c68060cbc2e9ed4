"""What a turn costs in CPU, of the shop's own process alone: the web application called directly, without a socket.

`--profile tottime` prints where the CPU goes instead, by the function in which it is spent.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from statistics import median
from typing import Any

from bot.app import create_app
from tests.benchmarks import checks
from tests.benchmarks.floors.app import create_floor
from tests.benchmarks.ground import PUBLIC_URL, installed
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.report import Report, around
from tests.benchmarks.script import CHECKOUT, DUPLICATE, PLACE, UNSIGNED, Message
from tests.benchmarks.signed import request_of, signed
from tests.benchmarks.stage import stage
from tests.twilio_webhooks import ACCOUNT_SID

Costs = dict[str, list[float]]
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
STATUS = "status callback"
GOALS = {CHECKOUT: 2.5, PLACE: 2.5, STATUS: 0.8}
"""Of the floor; all other kinds have COMMON_GOAL."""
COMMON_GOAL = 1.4


def main(options: Options) -> Report:
    with stage(options) as it, it.copy(it.database) as database, it.copy(it.floor) as empty:
        chats = list(islice(it.script, options.chats if not options.quick else 20))
        floors = {name: create_floor(name, empty, PUBLIC_URL).wsgi_app for name in (it.ground.floor, "sig")}
        with installed(it.ground, database) as shop:
            ours = create_app(shop)
            if options.profile:
                return profiled(options, lambda: play(ours.wsgi_app, chats))
            costs, bases = side_by_side(ours.wsgi_app, floors, chats)
        checks.refuse(checks.broken(database))
    return told(options, it.ground.floor, costs, bases)


def side_by_side(ours: App, floors: dict[str, App], chats: list[list[Message]]) -> tuple[Costs, Costs]:
    """The costs of each kind, and those of each floor, chat after chat in turns."""
    costs, bases = defaultdict(list), defaultdict(list)
    for messages in chats:
        for name, floor in floors.items():
            bases[name] += [cost for kind, cost in play(floor, [messages]) if kind not in (DUPLICATE, UNSIGNED)]
        for kind, cost in play(ours, [messages]) + statuses(ours, messages):
            costs[kind].append(cost)
    return costs, bases


def play(app: App, chats: Iterable[Iterable[Message]]) -> list[tuple[str, float]]:
    return [(message.kind, cost_of(app, request_of(message))) for messages in chats for message in messages]


def statuses(app: App, messages: Iterable[Message]) -> list[tuple[str, float]]:
    """One receipt for the answer to each of them."""
    return [
        (STATUS, cost_of(app, receipt_of(message))) for message in messages if message.kind not in (DUPLICATE, UNSIGNED)
    ]


def receipt_of(message: Message) -> bytes:
    form = [
        ("MessageSid", f"SMr{message.id[3:]}"), ("SmsStatus", "delivered"), ("MessageStatus", "delivered"),
        ("From", f"whatsapp:{message.to}"), ("To", f"whatsapp:{message.sender}"), ("AccountSid", ACCOUNT_SID),
        ("ApiVersion", "2010-04-01"), ("ChannelPrefix", "whatsapp"),
    ]  # fmt: skip
    return signed(f"/webhooks/whatsapp/twilio/status?key=reply%3Atwilio%3A{message.id}%3A0", form)


def cost_of(app: App, request: bytes) -> float:
    """Microseconds of this process's CPU. AssertionError where the server is at fault."""
    environment, answers = environment_of(request), []
    began = time.process_time_ns()
    body = app(environment, lambda status, _headers, _error=None: answers.append(status))
    for _part in body:
        pass
    spent = time.process_time_ns() - began
    assert answers[0] < "500", answers
    return spent / 1000


def environment_of(request: bytes) -> dict[str, Any]:
    """As gunicorn would make it."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, address, _version = first.split(" ")
    path, _, query = address.partition("?")
    fields = {name.upper().replace("-", "_"): value for name, _, value in (line.partition(": ") for line in lines)}
    return {
        "REQUEST_METHOD": method, "RAW_URI": address, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "shop.example", "SERVER_PORT": "443", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": fields.pop("CONTENT_TYPE"), "CONTENT_LENGTH": fields.pop("CONTENT_LENGTH"),
        **{f"HTTP_{name}": value for name, value in fields.items()},
        "wsgi.version": (1, 0), "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip


def told(options: Options, floor: str, costs: Costs, bases: Costs) -> Report:
    report = Report(
        f"cpu-{options.database}",
        "CPU of a turn",
        f"Microseconds of the web process's own CPU, median (5 %–95 %), and × the floor `{floor}` in that process.",
        ["kind", "turns", "µs", f"× {floor}", "goal"],
        keep=not options.quick,
    )
    base = median(bases[floor])
    for kind, its in costs.items():
        goal = GOALS.get(kind, COMMON_GOAL)
        report.row(kind, len(its), middle_of(its), f"{median(its) / base:.2f}", f"≤ {goal}")
    for name, its in bases.items():
        report.row(f"floor {name}", len(its), middle_of(its), f"{median(its) / base:.2f}", "")
    report.bars(f"× {floor}", {kind: median(its) / base for kind, its in costs.items()})
    return report


def middle_of(costs: list[float]) -> str:
    found = sorted(costs)
    return around([found[len(found) // 20], median(found), found[len(found) * 19 // 20]])


def profiled(options: Options, work: Callable[[], Any]) -> Report:
    report = Report(f"profile-{options.database}", "Where the time goes", "", ["where"], keep=False)
    profile, found = cProfile.Profile(time.process_time), io.StringIO()
    profile.runcall(work)
    pstats.Stats(profile, stream=found).sort_stats(options.profile).print_stats(70)
    for line in found.getvalue().splitlines():
        report.row(line)
    return report


if __name__ == "__main__":
    main(read_options()).publish()
