"""Messages that Twilio took while we were away: it does not send them again, so they are asked for and heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog

from bot.bootstrap import Installation
from bot.premises import StartRefused
from bot.reception import hear
from domain.shared.errors import Refusal
from integrations.whatsapp.twilio.inbound import CHANNEL, read_message
from integrations.whatsapp.twilio.missed import MissedMessages

log = structlog.get_logger()
MARK = "recovered"
OVERLAP = timedelta(minutes=2)
"""A message may take so long to stand in Twilio's list."""
FOR_THE_DOOR = timedelta(seconds=30)
"""Younger ones may be on their way to the door, which is told more of them."""


def recover_what_was_missed(it: Installation) -> int:
    """From where the last look ended. A shop that never heard anything has missed nothing."""
    if not it.settings.uses_twilio:
        return 0
    began, since = it.clock.now(), it.wakeups.noted(MARK) or _newest(it)
    heard = recover(it, since - OVERLAP) if since else 0
    it.wakeups.note(MARK, began)
    return heard


def recover(it: Installation, since: datetime) -> int:
    """The messages to all shops' numbers that are not in the inbox, the oldest first, each once however often this
    runs. Returns how many. Raises Trouble: some may have been heard, and the next run goes on."""
    return sum(hear(it, read_message(form, it.clock.now()), {"form": form}) for form in _missed(it, since))


def since_when(text: str, now: datetime) -> datetime:
    """`2026-11-20T08:00`, in UTC where no zone is named, or so far back: `90m`, `12h`, `2d`. Raises StartRefused."""
    units = {"m": "minutes", "h": "hours", "d": "days"}
    try:
        if text[-1:] in units and text[:-1].isascii():
            return now - timedelta(**{units[text[-1]]: int(text[:-1])})
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise StartRefused(f"{text} is no time: write 2026-11-20T08:00, or how far back: 90m, 12h, 2d.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _missed(it: Installation, since: datetime) -> Iterator[list[tuple[str, str]]]:
    """One that cannot be read as a message is passed over, as the door would refuse it."""
    twilio = MissedMessages.of(
        it.settings.twilio_account_sid, it.settings.twilio_auth_token.get_secret_value(), it.settings.twilio_url
    )
    numbers = list(dict.fromkeys(shop.number for shop in it.directory.shops()))
    for sid in _unknown(it, twilio.listed(numbers, since, it.clock.now() - FOR_THE_DOOR)):
        form = twilio.form(sid)
        try:
            read_message(form, it.clock.now())
        except Refusal as why:
            log.warning("a missed message cannot be read", why=type(why).__name__)
            continue
        yield form


def _unknown(it: Installation, sids: list[str]) -> list[str]:
    with it.look() as work:
        known = work.inbox.known(CHANNEL, sids)
    return [sid for sid in sids if sid not in known]


def _newest(it: Installation) -> datetime | None:
    with it.look() as work:
        return work.inbox.newest(CHANNEL)
