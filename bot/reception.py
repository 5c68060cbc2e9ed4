"""Hears what comes in: each message is kept once for ever, and has its turn in the transaction that keeps it."""

from __future__ import annotations

from typing import Any

import structlog

from bot.again import again
from bot.bootstrap import Installation
from bot.talk import HalfDone, take_turn
from domain.customer.events import TurnFailed
from domain.customer.messages import InboundMessage, OutboundMessage
from domain.merchant.shop import Shop
from domain.shared.errors import Refusal, Trouble
from flows.speech import _, language
from integrations.store.unit_of_work import SqlUnitOfWork

log = structlog.get_logger()


def hear(it: Installation, message: InboundMessage, raw: dict[str, Any]) -> bool:
    """Returns whether it was new. Raises NotFound for a number that is no shop's, Trouble when nothing was kept.

    A turn that fails through a bug leaves no trace but the message, one apology and an alert.
    """
    shop = it.directory.by_number(message.recipient)
    trace = it.ids.new()
    try:
        return again(lambda: _turn(it, shop, message, raw, trace))
    except Trouble:
        raise
    except Exception as bug:
        log.exception("turn failed", trace_id=trace, shop_id=shop.id)
        return _apologise(it, shop, message, raw, trace, bug)


def _turn(it: Installation, shop: Shop, message: InboundMessage, raw: dict[str, Any], trace: str) -> bool:
    try:
        return _attempt(it, shop, message, raw, trace)
    except HalfDone as half:
        return _attempt(it, shop, message, raw, trace, half.refusal)


def _attempt(
    it: Installation,
    shop: Shop,
    message: InboundMessage,
    raw: dict[str, Any],
    trace: str,
    refusal: Refusal | None = None,
) -> bool:
    with it.work(shop.id, trace) as work:
        kept = _keep(work, shop, message, raw)
        if kept is None:
            return False
        take_turn(work, shop, message, it.front, refusal)
        work.inbox.done(kept, it.clock.now())
        work.on_commit(lambda: it.wakeups.wake("deliver"))
    return True


def _keep(work: SqlUnitOfWork, shop: Shop, message: InboundMessage, raw: dict[str, Any]) -> int | None:
    return work.inbox.keep(message.channel, message.provider_id, "message", raw, shop.id, work.clock.now())


def _apologise(
    it: Installation, shop: Shop, message: InboundMessage, raw: dict[str, Any], trace: str, bug: Exception
) -> bool:
    with it.work(shop.id, trace) as work:
        kept = _keep(work, shop, message, raw)
        if kept is None:
            return False
        work.inbox.failed(kept, f"{type(bug).__name__}: {bug}"[:500], it.clock.now())
        work.outbox.add(_apology(shop, message), shop.id, it.clock.now())
        if shop.member(message.sender) is None:
            work.publish(TurnFailed(shop_id=shop.id, occurred_at=it.clock.now(), identity=message.sender))
        work.on_commit(lambda: it.wakeups.wake("deliver"))
    return True


def _apology(shop: Shop, message: InboundMessage) -> OutboundMessage:
    sorry = _("Sorry, something went wrong on our side. We have told the shop. Please write *menu* to carry on.")
    return OutboundMessage(
        key=f"apology:{message.channel}:{message.provider_id}",
        channel=message.channel,
        sender=shop.number,
        recipient=message.sender,
        text=language(shop.language).say(sorry),
        language=shop.language,
    )
