"""Commands about people: giving a buyer back to the bot, and what can be written at all."""

from __future__ import annotations

from domain.shared.errors import NotFound
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant
from flows.speech import Text, _, fold, join


@merchant.says("release [<name...>]")
def release(shop: MerchantDesk, name: str = "") -> Text:
    """Gives a buyer who talked to a human back to the bot."""
    waiting = [
        each for each in shop.waiting_for_human() if fold(name) in fold(each.profile.name or str(each.profile.phone))
    ]
    if not waiting:
        raise NotFound("talk", name)
    shop.release(waiting[0])
    return _("The shop answers {name} by itself again.", name=waiting[0].profile.name or str(waiting[0].profile.phone))


@merchant.says("help")
def help_text(shop: MerchantDesk) -> Text:
    return join(_("*{shop}*: what you can write", shop=shop.shop_name), merchant.help(shop.me.role))
