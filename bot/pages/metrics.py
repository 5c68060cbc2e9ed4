"""`/metrics` for Prometheus: what the doors did, what waits and what was given up; nothing about anybody."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Request, Response, request

from bot.bootstrap import Installation
from bot.dead import counts
from bot.webhooks.answers import refuse
from integrations.store.outbox import NOTICE, REPLY, Backlog

TEXT = "text/plain; version=0.0.4; charset=utf-8"
PRIORITIES = {REPLY: "reply", NOTICE: "notice"}
HERE = ("127.0.0.1", "::1")
PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
"""A request through a proxy or tunnel on this machine comes from somewhere else."""
HELP = {
    "shop_turns_total": ("counter", "Messages by what came of them."),
    "shop_refusals_total": ("counter", "Requests that a door refused, by its status."),
    "shop_turned_away_total": ("counter", "Requests beyond what a process takes at once: asked to come again."),
    "shop_postponed_waiting": ("gauge", "Messages that were kept and have not had their turn."),
    "shop_postponed_oldest_seconds": ("gauge", "How long the oldest of them has waited."),
    "shop_outbox_waiting": ("gauge", "Messages that are not out yet."),
    "shop_outbox_oldest_seconds": ("gauge", "How long the oldest of them has waited."),
    "shop_events_waiting": ("gauge", "Events of which not everybody has been told."),
    "shop_dead_letters": ("gauge", "What was given up: see `shop dead list`."),
    "shop_last_sweep_timestamp_seconds": ("gauge", "When the workers last looked for what was left lying."),
}

Sample = tuple[str, tuple[tuple[str, str], ...], float]


def metrics_page(it: Installation) -> Blueprint:
    page = Blueprint("metrics", __name__)

    @page.get("/metrics")
    def metrics() -> Response:
        if not may_look(request, it.settings.metrics_token.get_secret_value()):
            return refuse(403, "set METRICS_TOKEN and send it as a bearer token")
        return Response(exposition(list(samples(it))), mimetype=None, content_type=TEXT)

    return page


def may_look(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return request.remote_addr in HERE and not any(name in request.headers for name in PASSED_ON)


def samples(it: Installation) -> Iterator[Sample]:
    for series, total in it.tally.totals().items():
        yield series.metric, series.labels, total
    with it.look() as work:
        postponed, backlogs, events = work.postponed.backlog(), work.outbox.backlogs(), work.events.waiting()
    now = it.clock.now()
    yield "shop_postponed_waiting", (), postponed.count
    yield "shop_postponed_oldest_seconds", (), _age(postponed.oldest, now)
    for priority, name in PRIORITIES.items():
        backlog = backlogs.get(priority, Backlog(0, None))
        yield "shop_outbox_waiting", (("priority", name),), backlog.count
        yield "shop_outbox_oldest_seconds", (("priority", name),), _age(backlog.oldest, now)
    yield "shop_events_waiting", (), events
    for kind, count in counts(it).items():
        yield "shop_dead_letters", (("kind", kind.value),), count
    if (last := it.wakeups.noted("sweep")) is not None:
        yield "shop_last_sweep_timestamp_seconds", (), last.timestamp()


def exposition(known: list[Sample]) -> str:
    """In Prometheus' text format. All labels are words of ours: none needs escaping."""
    lines: list[str] = []
    for metric, (kind, words) in HELP.items():
        found = [(labels, value) for name, labels, value in known if name == metric]
        if found:
            lines += [f"# HELP {metric} {words}", f"# TYPE {metric} {kind}"]
        for labels, value in found:
            shown = ",".join(f'{name}="{label}"' for name, label in labels)
            lines.append(f"{metric}{{{shown}}} {value:.15g}")
    return "\n".join(lines) + "\n"


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
