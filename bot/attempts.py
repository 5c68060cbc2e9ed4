"""One try to send one message, and what is kept of it: sent, again later, to be asked about, or given up."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.bootstrap import Installation
from domain.shared.errors import OutcomeUnknown, Permanent, Temporary, TooFast
from integrations.store.outgoing import Outgoing, Result, failed, retry, sent, unknown

log = structlog.get_logger()
ASK_AFTER = 5
"""Seconds: a message may take a moment to show at its provider."""
LONGEST_WAIT = timedelta(minutes=10)
NUMBER_RESTS = 4.0
"""Seconds, where the provider says nothing: as long as the first that it has refused."""
TRIES, TRIES_OF_A_BUG = 20, 3
"""Twenty last some two hours: a provider's bad day. What makes us stumble blocks its person's line meanwhile."""


def attempt(it: Installation, outgoing: Outgoing) -> Result:
    """Never raises: whatever happens is kept."""
    try:
        return sent(outgoing, _provider_id(it, outgoing))
    except Permanent as trouble:
        log.warning("message refused", outbox_id=outgoing.id, code=trouble.code)
        return failed(outgoing, f"{trouble.code}: {trouble}"[:500])
    except TooFast as trouble:
        return _more_slowly(it, outgoing, trouble)
    except Temporary as trouble:
        # What was interrupted and could not be asked about is still unknown, not unsent.
        return _later(it, outgoing, str(trouble), trouble.retry_after or 0, in_doubt=outgoing.was_interrupted)
    except OutcomeUnknown as trouble:
        return _later(it, outgoing, str(trouble), ASK_AFTER)
    except Exception as bug:
        log.exception("sending failed", outbox_id=outgoing.id)
        return _later(it, outgoing, f"a bug: {type(bug).__name__}", ASK_AFTER, tries=TRIES_OF_A_BUG)


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


def _more_slowly(it: Installation, outgoing: Outgoing, trouble: TooFast) -> Result:
    """The person's line waits four times as long each time, as WhatsApp asks; where the number itself has sent too
    much, everybody waits a while."""
    waits = max(trouble.retry_after or 0, min(4.0**outgoing.tries, LONGEST_WAIT.total_seconds()))
    if trouble.all_of_us:
        it.rates.rest(outgoing.line, trouble.retry_after or NUMBER_RESTS)
    return _later(it, outgoing, str(trouble), waits, in_doubt=outgoing.was_interrupted)


def _later(
    it: Installation, outgoing: Outgoing, error: str, seconds: float, *, in_doubt: bool = True, tries: int = TRIES
) -> Result:
    """In `seconds` at the earliest, and later each time, so that others get their turn: at last, never."""
    if outgoing.tries >= tries:
        return failed(outgoing, f"given up: {error}"[:500])
    wait = max(timedelta(seconds=seconds), min(timedelta(seconds=2 ** min(outgoing.tries, 10)), LONGEST_WAIT))
    later = unknown if in_doubt else retry
    return later(outgoing, it.clock.now() + wait, error[:500])
