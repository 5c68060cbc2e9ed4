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
ASK_AFTER = 5
"""Seconds: a message may take a moment to show at its provider."""
LONGEST_WAIT = timedelta(minutes=10)
TRIES, TRIES_OF_A_BUG = 20, 3
"""Twenty last some two hours: a provider's bad day. What makes us stumble blocks its person's line meanwhile."""


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
        return work.outbox.claim(it.clock.now(), LEASE, it.settings.sender_threads)


def _send(it: Installation, outgoing: Outgoing) -> None:
    """One message: sent, to be tried again, to be asked about, or given up, and kept as such."""
    try:
        provider_id = _provider_id(it, outgoing)
    except Permanent as trouble:
        log.warning("message refused", outbox_id=outgoing.id, code=trouble.code)
        _give_up(it, outgoing, f"{trouble.code}: {trouble}")
    except Temporary as trouble:
        # What was interrupted and could not be asked about is still unknown, not unsent.
        _later(it, outgoing, str(trouble), trouble.retry_after or 0, in_doubt=outgoing.was_interrupted)
    except OutcomeUnknown as trouble:
        _later(it, outgoing, str(trouble), ASK_AFTER)
    except Exception as bug:
        log.exception("sending failed", outbox_id=outgoing.id)
        _later(it, outgoing, f"a bug: {type(bug).__name__}", ASK_AFTER, tries=TRIES_OF_A_BUG)
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


def _later(
    it: Installation, outgoing: Outgoing, error: str, seconds: float, *, in_doubt: bool = True, tries: int = TRIES
) -> None:
    """In `seconds` at the earliest, and later each time, so that others get their turn: at last, never."""
    if outgoing.tries >= tries:
        return _give_up(it, outgoing, f"given up: {error}")
    wait = max(timedelta(seconds=seconds), min(timedelta(seconds=2 ** min(outgoing.tries, 10)), LONGEST_WAIT))
    with it.work(outgoing.shop_id) as work:
        later = work.outbox.unknown if in_doubt else work.outbox.retry
        later(outgoing, it.clock.now() + wait, error[:500])
    return None


def _give_up(it: Installation, outgoing: Outgoing, error: str) -> None:
    """The person's next message no longer waits for it."""
    with it.work(outgoing.shop_id) as work:
        work.outbox.failed(outgoing, error[:500], it.clock.now())
