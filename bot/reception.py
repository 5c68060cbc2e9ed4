"""Hears what comes in: each message is kept once for ever, and has its turn in the transaction that keeps it, unless an
earlier one of the same person waits for its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog

from bot.again import again
from bot.arrivals import Arrival, Behind, FirstTime, Post
from bot.bootstrap import Installation
from bot.kept_messages import read_kept
from bot.mall import AtTheDoor
from bot.postponing import postpone
from bot.talk import HalfDone, take_turn
from bot.tally import turns
from domain.customer.events import TurnFailed
from domain.customer.messages import Deleted, Edited, InboundMessage, OutboundMessage, Text
from domain.merchant.shop import Shop
from domain.shared.errors import Refusal, Trouble
from flows.speech import _, language
from integrations.store.postponed import Postponed, line_of
from integrations.store.unit_of_work import SqlUnitOfWork

IN_FRONT = 8
"""So many turns at most are taken in one request before its own: an answer is due within fifteen seconds."""

log = structlog.get_logger()


def hear(it: Installation, message: InboundMessage, raw: dict[str, Any]) -> bool:
    """Returns whether it was new. Raises NotFound for a number that is no shop's, Trouble when nothing was kept.

    A turn that fails through a bug leaves no trace but the message, one apology and an alert.
    """
    try:
        return hear_out(it, arriving(it, message, Post(raw)))
    except Behind:
        return _hear_behind_others(it, message, raw)


def _hear_behind_others(it: Installation, message: InboundMessage, raw: dict[str, Any]) -> bool:
    """What the same person wrote before it has its turns first, as far as there is time; behind the rest it waits."""
    line = line_of(message.channel, message.recipient, message.sender)
    try:
        with it.look() as work:
            earlier = work.postponed.of(line, IN_FRONT)
        for waiting in earlier:
            hear_postponed(it, waiting)
        return hear_out(it, arriving(it, message, Post(raw)))
    except (Behind, Trouble):
        return postpone(it, message, raw)


def hear_postponed(it: Installation, waiting: Postponed) -> None:
    """Where it is still the next of its person. Raises Trouble: then it waits, and so does what came after it."""
    try:
        message = read_kept(waiting.source, waiting.provider_id, waiting.raw, waiting.received_at)
        arrival = arriving(it, message, Post(waiting.raw, waiting.id))
    except Refusal as why:
        _give_up(it, waiting, why)
    else:
        hear_out(it, arrival)


def _give_up(it: Installation, waiting: Postponed, why: Refusal) -> None:
    """Its shop is gone, or no door reads it any more: somebody should look."""
    log.error("a message that had waited cannot be heard", inbox_id=waiting.id, why=type(why).__name__)
    with it.work() as work:
        work.postponed.end(waiting.id, waiting.raw, waiting.shop_id, it.clock.now(), f"{type(why).__name__}: {why}")


def arriving(it: Installation, message: InboundMessage, post: Post) -> Arrival:
    """In the shop that has this number, or at the door of several. Raises NotFound."""
    shops = it.directory.at(message.recipient)
    return FirstTime(shops[0], message, post) if len(shops) == 1 else AtTheDoor(it, shops, message, post)


def hear_out(it: Installation, arrival: Arrival) -> bool:
    """Likewise, of a message that may have come in long ago. Raises Behind."""
    trace, message = it.ids.new(), arrival.message
    try:
        with it.lines.turn((message.recipient, message.sender)):
            is_new = again(lambda: _turn(it, arrival.now(), trace))
    except (Trouble, Behind):
        raise
    except Exception as bug:
        log.exception("turn failed", trace_id=trace, shop_id=arrival.shop.id)
        is_new = _apologise(it, _as_far_as_known(arrival), trace, bug)
        it.tally.add(turns("failed"))
    else:
        it.tally.add(turns("answered" if is_new else "repeated"))
    return is_new


def _turn(it: Installation, arrival: Arrival, trace: str) -> bool:
    try:
        return _attempt(it, arrival, trace)
    except HalfDone as half:
        return _attempt(it, arrival, trace, half.refusal)


def _attempt(it: Installation, arrival: Arrival, trace: str, refusal: Refusal | None = None) -> bool:
    with it.work(arrival.shop.id, trace) as work:
        if not arrival.begins(work):
            return False
        message = _as_it_reads_now(work, arrival)
        if not arrival.is_shown_round(work, it.front):
            take_turn(work, arrival.shop, message, it.front, refusal, arrival.moved)
        arrival.ends(work)
        work.on_commit(lambda: it.wakeups.wake_soon("deliver"))
    return True


def _as_far_as_known(arrival: Arrival) -> Arrival:
    """Where the message led, unless that is where the bug is."""
    try:
        return arrival.now()
    except Trouble:
        raise
    except Exception:
        return arrival


def _as_it_reads_now(work: SqlUnitOfWork, arrival: Arrival) -> InboundMessage:
    """What was edited or deleted before it had its turn, is not heard any more: an edited one is heard instead."""
    message = arrival.message
    if not isinstance(message.content, Edited | Deleted):
        return message
    now, original = work.clock.now(), message.content.original
    had_no_turn = work.inbox.supersede(message.channel, original, message.provider_id, arrival.shop.id, now)
    if had_no_turn and isinstance(message.content, Edited):
        return replace(message, content=Text(message.content.text))
    return message


def _apologise(it: Installation, arrival: Arrival, trace: str, bug: Exception) -> bool:
    shop, message = arrival.shop, arrival.message
    with it.work(shop.id, trace) as work:
        if not arrival.begins(work):
            return False
        arrival.ends(work, f"{type(bug).__name__}: {bug}"[:500])
        work.outbox.add(_apology(shop, message), shop.id, it.clock.now())
        if shop.member(message.sender) is None:
            work.publish(TurnFailed(shop_id=shop.id, occurred_at=it.clock.now(), identity=message.sender))
        work.on_commit(lambda: it.wakeups.wake_soon("deliver"))
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
