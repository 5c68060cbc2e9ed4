"""Somebody writes faster than anybody can read: what they send is kept, and they are told once a minute to wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.again import again
from bot.bootstrap import Installation
from bot.pages.throttle import Throttle
from bot.tally import turns
from domain.customer.messages import InboundMessage, OutboundMessage
from domain.merchant.shop import Shop
from flows.speech import _, language
from integrations.store.inbox import FLOOD

ONE_MORE_EVERY = timedelta(seconds=0.1)


class Patience:
    """Each process counts for itself."""

    def __init__(self, it: Installation) -> None:
        self._throttle = Throttle(it.clock, it.settings.person_burst, ONE_MORE_EVERY)

    def lasts(self, message: InboundMessage) -> bool:
        return self._throttle.lets(f"{message.recipient} {message.sender}")


def keep_unanswered(it: Installation, message: InboundMessage, raw: dict[str, Any]) -> bool:
    """Without a turn and without the lock of its conversation, so that nobody else waits. Raises NotFound, Trouble."""
    shop = it.directory.by_number(message.recipient)
    is_new = again(lambda: _keep(it, shop, message, raw))
    it.tally.add(turns("flooded" if is_new else "repeated"))
    return is_new


def _keep(it: Installation, shop: Shop, message: InboundMessage, raw: dict[str, Any]) -> bool:
    now = it.clock.now()
    with it.work(shop.id) as work:
        kept = work.inbox.keep(message.channel, message.provider_id, FLOOD, raw, shop.id, now)
        if kept is None:
            return False
        work.inbox.done(kept, now)
        work.outbox.add(_please_wait(shop, message, int(now.timestamp() // 60)), shop.id, now)
        work.on_commit(lambda: it.wakeups.wake_soon("deliver"))
    return True


def _please_wait(shop: Shop, message: InboundMessage, minute: int) -> OutboundMessage:
    words = _(
        "You write faster than we can read. What you sent just now is not answered: please wait, then write again."
    )
    return OutboundMessage(
        key=f"flood:{message.channel}:{shop.id}:{message.sender}:{minute}",
        channel=message.channel,
        sender=shop.number,
        recipient=message.sender,
        text=language(shop.language).say(words),
        language=shop.language,
    )
