"""Sends what the outbox holds: one wake-up drains it, several people side by side, each person in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog

from bot.bootstrap import Installation
from domain.shared.errors import OutcomeUnknown, Permanent, Temporary
from integrations.store.outbox import Outgoing

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
"""Longer than a send may take with all its time-outs: only a dead sender's lease runs out."""
ASK_AFTER = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
GIVE_UP_AFTER = 20
BATCH = 50


def send_all(it: Installation) -> int:
    """Until nothing is due. Returns how many were taken up."""
    taken = 0
    with ThreadPoolExecutor(it.settings.sender_threads, thread_name_prefix="sender") as senders:
        while batch := _claim(it):
            list(senders.map(lambda outgoing: _send(it, outgoing), batch))
            taken += len(batch)
    return taken


def _claim(it: Installation) -> list[Outgoing]:
    with it.work() as work:
        return work.outbox.claim(it.clock.now(), LEASE, BATCH)


def _send(it: Installation, outgoing: Outgoing) -> None:
    """One message: sent, to be tried again, to be asked about, or given up, and kept as such."""
    try:
        provider_id = _provider_id(it, outgoing)
    except Temporary as trouble:
        _not_now(it, outgoing, trouble)
    except Permanent as trouble:
        log.warning("message refused", outbox_id=outgoing.id, code=trouble.code)
        _keep(it, outgoing, "failed", f"{trouble.code}: {trouble}")
    except OutcomeUnknown as trouble:
        _keep(it, outgoing, "unknown", str(trouble))
    except Exception:
        log.exception("sending failed", outbox_id=outgoing.id)
        _keep(it, outgoing, "unknown", "a bug")
    else:
        with it.work(outgoing.shop_id) as work:
            work.outbox.sent(outgoing, provider_id, it.clock.now())


def _provider_id(it: Installation, outgoing: Outgoing) -> str:
    """Whoever was interrupted asks before sending again."""
    messenger = it.messengers.get(outgoing.message.channel)
    if messenger is None:
        raise Permanent("this channel is switched off", "no_channel")
    if outgoing.was_interrupted:
        found = messenger.find(outgoing.message, outgoing.first_tried_at)
        if found is not None:
            return found
    return messenger.send(outgoing.message)


def _not_now(it: Installation, outgoing: Outgoing, trouble: Temporary) -> None:
    """What was interrupted and could not be asked about is still unknown, not unsent."""
    if outgoing.tries >= GIVE_UP_AFTER:
        return _keep(it, outgoing, "failed", f"given up: {trouble}")
    backoff = min(timedelta(seconds=2 ** min(outgoing.tries, 10)), LONGEST_WAIT)
    wait = timedelta(seconds=trouble.retry_after) if trouble.retry_after else backoff
    with it.work(outgoing.shop_id) as work:
        later = work.outbox.unknown if outgoing.was_interrupted else work.outbox.retry
        later(outgoing, it.clock.now() + wait, str(trouble))
    return None


def _keep(it: Installation, outgoing: Outgoing, state: str, error: str) -> None:
    with it.work(outgoing.shop_id) as work:
        if state == "failed":
            work.outbox.failed(outgoing, error[:500], it.clock.now())
        else:
            work.outbox.unknown(outgoing, it.clock.now() + ASK_AFTER, error[:500])
