"""When the line at the door is long a message is only kept, which takes an eighth of a turn, and answered later."""

from __future__ import annotations

from typing import Any

from bot.again import again
from bot.bootstrap import Installation
from bot.tally import turns
from domain.customer.messages import InboundMessage
from domain.shared.ids import ShopId
from integrations.store.postponed import line_of


def postpone(it: Installation, message: InboundMessage, raw: dict[str, Any]) -> bool:
    """Returns whether it was new. Raises NotFound for a number that is no shop's, Trouble when nothing was kept."""
    shops = it.directory.at(message.recipient)
    is_new = again(lambda: _keep(it, message, raw, shops[0].id if len(shops) == 1 else None))
    it.tally.add(turns("postponed" if is_new else "repeated"))
    return is_new


def _keep(it: Installation, message: InboundMessage, raw: dict[str, Any], shop_id: ShopId | None) -> bool:
    line = line_of(message.channel, message.recipient, message.sender)
    with it.work() as work:
        work.on_commit(lambda: it.wakeups.wake_soon("catch_up"))
        return work.postponed.keep(message.channel, message.provider_id, line, raw, shop_id, it.clock.now())
