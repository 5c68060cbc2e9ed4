"""What a buyer sends that is no words goes to the shop's people: fetched by a job, kept for a while, told then."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.again import each_by_itself
from bot.bootstrap import Installation
from domain.customer import use_cases as customers
from domain.customer.files import file_name, is_kept, plain_type
from domain.customer.messages import Media
from domain.customer.ticket import Told
from domain.shared.errors import OutcomeUnknown, Permanent, Temporary
from domain.shared.ids import CustomerId
from integrations.store.files import KeptFile, WantedFile
from integrations.store.unit_of_work import SqlUnitOfWork

log = structlog.get_logger()
AT_ONCE = 3
LEASE = timedelta(minutes=2)
"""Longer than so many downloads may take with all their time-outs."""
AGAIN_AFTER = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=3))


def ask_for(work: SqlUnitOfWork, customer_id: CustomerId, media: Media) -> None:
    """Within the turn only this is put down: nobody waits for a download. What lies nowhere is told at once."""
    if not media.url:
        customers.tell_human(work, customer_id, Told(media.caption, media.kind, is_lost=True))
        return
    wanted = WantedFile(
        work.ids.token(), work.shop_id, customer_id, media.url, media.kind, media.content_type, media.caption
    )
    work.files.ask(wanted, work.clock.now())


def fetch_files(it: Installation) -> int:
    """Each in a transaction of its own. Returns how many were looked for."""
    now = it.clock.now()
    with it.work() as work:
        wanted = work.files.claim(now, now + LEASE, AT_ONCE)
    return each_by_itself(_fetch, ((it, each) for each in wanted))


def _fetch(it: Installation, wanted: WantedFile) -> None:
    found = None
    try:
        found = _found(it, wanted)
    except (Temporary, OutcomeUnknown) as trouble:
        if wanted.tries <= len(AGAIN_AFTER):
            _try_again(it, wanted, trouble)
            return
    _pass_on(it, wanted, _as_kept(found, wanted))


def _found(it: Installation, wanted: WantedFile) -> tuple[str, bytes] | None:
    """None where nobody will ever have it."""
    source = next((each for each in it.file_sources if each.has(wanted.url)), None)
    try:
        return source.fetch(wanted.url) if source else None
    except Permanent as trouble:
        log.warning("a buyer's file cannot be had", why=str(trouble))
        return None


def _as_kept(found: tuple[str, bytes] | None, wanted: WantedFile) -> KeptFile | None:
    """None: too large, or of no type that we know."""
    content_type, content = found or ("", b"")
    told = plain_type(content_type if is_kept(content_type, len(content)) else wanted.content_type)
    return KeptFile(told, content) if is_kept(told, len(content)) else None


def _try_again(it: Installation, wanted: WantedFile, trouble: Exception) -> None:
    log.info("a buyer's file is asked for again", why=str(trouble), tries=wanted.tries)
    with it.work(wanted.shop_id) as work:
        work.files.try_again(wanted.token, it.clock.now() + AGAIN_AFTER[wanted.tries - 1])


def _pass_on(it: Installation, wanted: WantedFile, kept: KeptFile | None) -> None:
    """What two have fetched is told once."""
    with it.work(wanted.shop_id) as work:
        if work.files.end(wanted.token, kept):
            name = file_name(wanted.token, kept.content_type) if kept else ""
            said = Told(wanted.words, wanted.kind, name, is_lost=kept is None)
            customers.tell_human(work, wanted.customer_id, said)
